/** `memxbar reproduce`: a published result as CSV and Markdown. */
import { join, resolve } from 'node:path'
import { demirag2021, demirag2021Specs } from '../experiments/papers/demirag-2021.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { InputError } from '../experiments/spec/error.ts'
import { suggest } from '../experiments/spec/suggest.ts'
import { parseSeeds } from './seeds.ts'
import { createProgress, shown } from './terminal.ts'

interface ReproduceFlags {
  readonly seeds: string
  readonly set: string[]
  readonly threads?: number
  readonly out: string
  readonly quiet?: boolean
}

export async function reproduce(name: string, flags: ReproduceFlags): Promise<void> {
  if (name !== 'demirag-2021') throw new InputError(`reproduce: unknown "${name}"; ${suggest(name, ['demirag-2021'])}`)
  const seeds = parseSeeds(flags.seeds)
  const total = (await demirag2021Specs(seeds, flags.set)).length
  // An unwritable folder is found out before the hour of work, not after.
  writeWhole(join(flags.out, 'command.txt'), `memxbar ${process.argv.slice(2).join(' ')}\n`)
  const progress = await createProgress(total, name, flags.quiet ?? false)
  let done = 0
  const comparison = await demirag2021(seeds, flags.set, {
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    onDone: ({ update, seed, mse_last50_mean }) =>
      progress.update(++done, `${update} seed ${seed}: MSE ${shown(mse_last50_mean)}`),
  }).finally(() => progress.stop())
  const { runs } = comparison
  writeWhole(
    join(flags.out, 'runs.csv'),
    csv(
      runs.map((run) => ({ ...run })),
      Object.keys(runs[0]!),
    ),
  )
  writeWhole(join(flags.out, 'table.csv'), comparison.csv)
  writeWhole(join(flags.out, 'table.md'), comparison.markdown)
  process.stdout.write(`${comparison.markdown}${resolve(flags.out)}: runs.csv, table.csv, table.md\n`)
}
