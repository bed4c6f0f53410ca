/** `memxbar search`: hyper-parameters for one update scheme. */

import { assignmentTree } from '../experiments/config/parse.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv, type Row } from '../experiments/results/tables.ts'
import { type Candidate, type Found, search } from '../experiments/sweep/search.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { schemes } from '../learning/update/registry.ts'
import { parseSeeds } from './seeds.ts'
import { createProgress, shown, table } from './terminal.ts'

interface SearchFlags {
  readonly candidates: number
  readonly finalists: number
  readonly seeds: string
  readonly seed: number
  readonly set: string[]
  readonly threads?: number
  readonly out?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

export async function searchCommand(scheme: string, flags: SearchFlags): Promise<void> {
  if (!Object.hasOwn(schemes, scheme))
    throw new InputError(`unknown scheme "${scheme}"; ${suggest(scheme, Object.keys(schemes))}`)
  const { candidates, finalists, seed, threads } = flags
  if (finalists > candidates) throw new InputError(`--finalists: ${finalists} of ${candidates} candidates; lower it`)
  const seeds = parseSeeds(flags.seeds)
  await loadSpec(undefined, [...flags.set, `update.kind=${scheme}`])
  const progress = await createProgress(candidates + finalists * (seeds.length - 1), `search ${scheme}`, flags.quiet ?? false)
  const found = await search({
    ...{ scheme, candidates, finalists, seeds, seed, base: await assignmentTree(flags.set) },
    ...(threads === undefined ? {} : { threads }),
    onDone: (done, _total, best) => progress.update(done, `best ${shown(best)}`),
  }).finally(() => progress.stop())
  const rows = found.candidates.map((candidate) => row(scheme, found, candidate))
  if (flags.out) writeWhole(flags.out, csv(rows, Object.keys(rows[0]!)))
  if (flags.json) process.stdout.write(`${JSON.stringify(rows)}\n`)
  else process.stdout.write(table(rows.slice(0, finalists), Object.keys(rows[0]!)))
}

function row(scheme: string, { objective }: Found, { number, runs, mean, worst, values }: Candidate): Row {
  const found = { objective, objective_mean: finite(mean), objective_worst: finite(worst) }
  return { scheme, candidate: number, runs: runs.length, ...found, ...(values as Row) }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)
