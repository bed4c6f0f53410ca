/** `memxbar search`: hyper-parameters for one update scheme. */

import { assignmentTree } from '../experiments/config/parse.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv, type Row } from '../experiments/results/tables.ts'
import { type Candidate, type SearchResult, search } from '../experiments/sweep/search.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { schemes } from '../learning/update/registry.ts'
import { parseSeeds } from './seeds.ts'
import { createProgress, formatValue, table } from './terminal.ts'

interface SearchFlags {
  readonly candidates: number
  readonly finalists: number
  readonly seeds: string
  readonly screenSeeds: number
  readonly screenEpochs?: number
  readonly range: string[]
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
  const { candidates, finalists, seed, threads, screenSeeds, screenEpochs } = flags
  if (finalists > candidates) throw new InputError(`--finalists: ${finalists} of ${candidates} candidates; lower it`)
  const seeds = parseSeeds(flags.seeds)
  if (screenSeeds > seeds.length) throw new InputError(`--screen-seeds: ${screenSeeds} of ${seeds.length} seeds; lower it`)
  const { training } = await loadSpec(undefined, [...flags.set, `update.kind=${scheme}`])
  const isShort = screenEpochs !== undefined && screenEpochs < training.epochs
  const runs = candidates * screenSeeds + finalists * (seeds.length - (isShort ? 0 : screenSeeds))
  const progress = await createProgress(runs, `search ${scheme}`, flags.quiet ?? false)
  const found = await search({
    ...{ scheme, candidates, finalists, seeds, seed, base: await assignmentTree(flags.set), ranges: await rangesOf(flags.range) },
    screen: { seeds: screenSeeds, ...(isShort ? { epochs: screenEpochs } : {}) },
    ...(threads === undefined ? {} : { threads }),
    onDone: (done, _total, best) => progress.update(done, `best ${formatValue(best)}`),
  }).finally(() => progress.stop())
  const rows = found.candidates.map((candidate) => row(scheme, found, candidate))
  if (flags.out) writeWhole(flags.out, csv(rows, Object.keys(rows[0]!)))
  if (flags.json) process.stdout.write(`${JSON.stringify(rows)}\n`)
  else process.stdout.write(table(rows.slice(0, finalists), Object.keys(rows[0]!)))
  const { user, system } = process.cpuUsage()
  if (!flags.quiet) process.stderr.write(`${runs} runs, ${Math.round((user + system) / 1e6)} s of CPU\n`)
}

/** `path=range` -> the sweep's notation; a list of choices is YAML's. */
async function rangesOf(given: readonly string[]): Promise<Record<string, unknown>> {
  const { parse } = await import('yaml')
  const entries = given.map((text) => {
    const cut = text.indexOf('=')
    if (cut < 1) throw new InputError(`--range ${text}: write path=range, for example --range "crossbar.replicas=[1, 4, 8]"`)
    try {
      return [text.slice(0, cut), parse(text.slice(cut + 1))] as const
    } catch (error) {
      throw new InputError(`--range ${text}: ${(error as Error).message.split('\n')[0]}`)
    }
  })
  return Object.fromEntries(entries)
}

function row(scheme: string, { objective }: SearchResult, { number, runs, mean, worst, values }: Candidate): Row {
  const found = { objective, objective_mean: finite(mean), objective_worst: finite(worst) }
  return { scheme, candidate: number, runs: runs.length, ...found, ...(values as Row) }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)
