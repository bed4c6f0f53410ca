/** `memxbar reproduce`: a published result as CSV and Markdown. Every finished run is kept: the same command goes on where it was. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { InputError } from '../devices/input-error.ts'
import { suggest } from '../devices/suggest.ts'
import { compareSchemes, demirag2021Specs } from '../experiments/papers/demirag-2021.ts'
import { runAll } from '../experiments/pool.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { claimFolder } from '../experiments/results/folder.ts'
import { comparisonManifest } from '../experiments/results/manifest.ts'
import { csv } from '../experiments/results/tables.ts'
import { identity } from '../experiments/spec/identity.ts'
import type { Spec } from '../experiments/spec/schema.ts'
import type { Summary } from '../experiments/summary.ts'
import { readTargets } from '../experiments/task/pattern-generation.ts'
import { parseSeeds } from './seeds.ts'
import { createProgress, shown } from './terminal.ts'

interface ReproduceFlags {
  readonly seeds: string
  readonly set: string[]
  readonly threads?: number
  readonly out: string
  readonly force?: boolean
  readonly quiet?: boolean
}

export async function reproduce(name: string, flags: ReproduceFlags): Promise<void> {
  if (name !== 'demirag-2021') throw new InputError(`reproduce: unknown "${name}"; ${suggest(name, ['demirag-2021'])}`)
  const specs = await demirag2021Specs(parseSeeds(flags.seeds), flags.set)
  const ids = specs.map((spec) => identity(spec, readTargets(spec.task).files).run_id)
  claimFolder(flags.out, name, flags.force ?? false)
  const fileOf = (i: number) => join(flags.out, 'runs', `${ids[i]}.json`)
  writeWhole(join(flags.out, 'manifest.json'), comparisonManifest(name, `memxbar ${process.argv.slice(2).join(' ')}`, specs))

  const done = new Map<number, Summary>()
  for (let i = 0; i < specs.length; i++) {
    if (existsSync(fileOf(i))) done.set(i, readSummary(fileOf(i)))
  }
  const missing = specs.map((_, i) => i).filter((i) => !done.has(i))
  const abort = new AbortController()
  const interrupt = () => abort.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const progress = await createProgress(specs.length, name, flags.quiet ?? false)
  try {
    await runAll(missing.map((i) => specs[i]!) as Spec[], {
      signal: abort.signal,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      onDone(summary, index) {
        const i = missing[index]!
        writeWhole(fileOf(i), `${JSON.stringify(summary)}\n`)
        done.set(i, summary)
        progress.update(done.size, `${summary.update} seed ${summary.seed}: MSE ${shown(summary.mse_last50_mean)}`)
      },
    })
  } catch (error) {
    if (!abort.signal.aborted) throw error
    process.stderr.write(
      `\ninterrupted with ${done.size} of ${specs.length} runs done; the same command goes on with the others\n`,
    )
    process.exitCode = 130
    return
  } finally {
    progress.stop()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
  const comparison = compareSchemes(specs.map((_, i) => done.get(i)!))
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
  process.stdout.write(`${comparison.markdown}${resolve(flags.out)}: runs.csv, table.csv, table.md, manifest.json\n`)
}

/** JSON has no NaN: the error of a run that diverged comes back as null, and null would pass for 0. */
function readSummary(file: string): Summary {
  const revive = (key: string, value: unknown) => (key.startsWith('mse_') && value === null ? Number.NaN : value)
  try {
    return JSON.parse(readFileSync(file, 'utf8'), revive) as Summary
  } catch (error) {
    throw new InputError(`"${file}" is no finished run: ${(error as Error).message}; remove it and it is run again`)
  }
}
