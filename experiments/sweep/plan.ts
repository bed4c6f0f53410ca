/** Turns a spec file with a `sweep:` section into the list of all its runs; each is resolved and checked before any run starts. */
import { resolve } from 'node:path'
import { InputError } from '../../input/input-error.ts'
import { devicePaths } from '../config/device-paths.ts'
import { runIdentity } from '../config/identity.ts'
import { overlaid, parseSpec } from '../config/parse.ts'
import type { Spec } from '../config/schema.ts'
import { kindsBeside } from '../disk/device-kind.ts'
import { readSpecText } from '../disk/spec.ts'
import { version } from '../results/manifest.ts'
import { METRICS, metricsOf } from '../tasks/metric.ts'
import type { Dataset } from '../tasks/task.ts'
import type { ReportProblem } from './candidates.ts'
import {
  type Cell,
  createManifest,
  type Manifest,
  type Plan,
  type PlannedRun,
  plannedShards,
  type Ranking,
  shardSize,
} from './manifest.ts'
import { cellOf, type Point } from './point.ts'
import { sweepPoints } from './points.ts'
import { type ResolvedPoint, resolvePoints } from './resolve-points.ts'
import { parseSweep, type Sweep } from './schema.ts'
import { listValues } from './values.ts'

export interface PlanOptions {
  /** Runs that share a file; one worker runs them one after another. Default: as in `begun`, or 1. */
  readonly runsPerShard?: number
  /** The sweep begun in the folder: if it has the same runs, its shards are kept. */
  readonly begun?: Manifest | undefined
  /** Assignments `path=value` that override the file. */
  readonly set?: readonly string[]
}

/** @throws InputError naming every problem with its place and remedy; nothing has been run or written then */
export async function planSweep(file: string, options: PlanOptions = {}): Promise<Manifest> {
  return planText(readSpecText(file), file, options)
}

/** Like `planSweep`, for the text of the file. */
export async function planText(text: string, file: string, options: PlanOptions = {}): Promise<Manifest> {
  const parsed = await parseSpec(text, file)
  const { raw, locate } = await overlaid(parsed, await devicePaths(options.set ?? [], parsed.raw, kindsBeside(file)), options.set)
  const { sweep: section, ...base } = raw
  const sweep = parseSweep(section, locate)
  const problems: string[] = []
  const complain = (at: readonly PropertyKey[], message: string) => {
    problems.push(`${locate(at) ?? file}: ${at.map(String).join('.')}: ${message}`)
  }
  const seeds = sweepSeeds(sweep, complain)
  const points = sweepPoints(sweep, seeds?.length ?? 1, complain)
  if (problems.length > 0) throw new InputError([...new Set(problems)].join('\n'))
  const resolved = await resolvePoints({ raw: base, locate }, points, sweep, file)
  const ranking = rankingOf(sweep, resolved[0]!.dataset, complain)
  if (problems.length > 0) throw new InputError(problems.join('\n'))
  const plan = { ...planned(resolved, seeds, options), ranking }
  return createManifest(plan, { file: resolve(file), text })
}

function sweepSeeds({ seeds }: Sweep, complain: (at: readonly PropertyKey[], message: string) => void): number[] | undefined {
  if (seeds === undefined) return undefined
  try {
    const list = (typeof seeds === 'number' ? [seeds] : listValues(seeds)) as number[]
    if (list.some((seed) => !Number.isSafeInteger(seed) || seed < 0))
      throw new Error('seeds are whole numbers from 0; write for example 0..9')
    if (new Set(list).size !== list.length) throw new Error('a seed is listed twice; remove one')
    return list
  } catch (error) {
    complain(['sweep', 'seeds'], (error as Error).message)
    return undefined
  }
}

function planned(
  resolved: readonly ResolvedPoint[],
  seeds: readonly number[] | undefined,
  options: PlanOptions,
): Omit<Plan, 'ranking'> {
  const columns = columnsOf(resolved)
  const specs = new Map<string, { index: number; spec: Omit<Spec, 'seed'> }>()
  const runs = new Map<string, PlannedRun & { index: number }>()
  const rows = new Map<string, { run: number; values: Cell[] }>()
  for (const { point, spec, dataset, texts } of resolved) {
    const contents = [...dataset.contents, ...texts]
    const values = columns.map((column) => columnCell(column, point, spec))
    const { seed: own, ...rest } = spec
    const parts = JSON.stringify(spec.seeds)
    for (const seed of seeds ?? [own]) {
      const { run_id, spec_hash } = runIdentity({ ...spec, seed }, contents)
      // `spec_hash` leaves out all seeds, and a spec in the manifest has only `seed` beside it.
      const known = specs.get(spec_hash + parts) ?? { index: specs.size, spec: rest }
      specs.set(spec_hash + parts, known)
      const run = runs.get(run_id) ?? { index: runs.size, run_id, spec: known.index, seed }
      runs.set(run_id, run)
      rows.set(JSON.stringify([run_id, values]), { run: run.index, values })
    }
  }
  const plainRuns = [...runs.values()].map(({ run_id, spec, seed }) => ({ run_id, spec, seed }))
  return {
    memxbar: version,
    columns,
    specs: [...specs.values()].map(({ spec }) => spec),
    runs: plainRuns,
    rows: [...rows.values()],
    shards: shardsOf(plainRuns, options),
  }
}

/** Labels and swept paths in the order of their first appearance; those of the ablation last. */
function columnsOf(resolved: readonly ResolvedPoint[]): string[] {
  const columns = new Set<string>()
  for (const { point } of resolved) {
    for (const { path } of point.assignments) columns.add(path)
    for (const label of Object.keys(point.labels)) columns.add(label)
  }
  return [...columns]
}

function columnCell(column: string, { labels }: Point, spec: Spec): Cell {
  return Object.hasOwn(labels, column) ? labels[column]! : cellOf(spec, column)
}

function shardsOf(runs: readonly PlannedRun[], { begun, runsPerShard }: PlanOptions): Plan['shards'] {
  const places = new Map(runs.map(({ run_id }, i) => [run_id, i]))
  const size = runsPerShard ?? (begun ? shardSize(begun) : 1)
  if (
    begun &&
    begun.runs.length === runs.length &&
    begun.runs.every(({ run_id }) => places.has(run_id)) &&
    size === shardSize(begun)
  ) {
    const place = (run: number) => places.get(begun.runs[run]!.run_id)!
    return begun.shards.map((shard) => ({ name: shard.name, runs: shard.runs.map(place) }))
  }
  return plannedShards(runs, [...runs.keys()], size)
}

function rankingOf({ search }: Sweep, { loss, size }: Dataset, complain: ReportProblem): Ranking | null {
  if (!search) return null
  const { rank_by, ranges, schemes, early_stop, stop } = search
  const metrics = metricsOf(loss, size.test > 0)
  const main = metrics[0]!.name === 'mse' ? 'mse_last50_mean' : (metrics[0]!.name as NonNullable<typeof search.objective>)
  const objective = search.objective ?? main
  const ofTask = objective.startsWith('mse') || objective === 'epoch_below_0_1' ? 'mse' : objective
  if (METRICS.some(({ name }) => name === ofTask) && !metrics.some(({ name }) => name === ofTask)) {
    complain(['sweep', 'search', 'objective'], `runs of this task have no ${objective}; its main result is ${main}`)
  }
  const maximize = search.maximize ?? metrics.some(({ name, better }) => name === objective && better === 'higher')
  const own = Object.values(schemes).flatMap((paths) => Object.keys(paths ?? {}))
  const searched = [...new Set([...Object.keys(ranges), ...own])]
  return { objective, maximize, rank_by, searched, ...(early_stop ? { stop } : {}) }
}
