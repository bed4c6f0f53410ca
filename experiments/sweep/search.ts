/**
 * A search for the hyper-parameters of an update scheme with the candidates and the early stop of `sweep.search`: all candidates are
 * screened on the first seeds, possibly in shorter trainings and in several rungs, from rung to rung fewer candidates in longer
 * trainings (successive halving, Jamieson & Talwalkar, AISTATS 2016); the best run on all seeds. The candidate whose worst seed is best
 * wins, because a scheme that fails on one chip in five is of no use.
 */

import { InputError } from '../../input/input-error.ts'
import { pow } from '../../kernels/math.ts'
import { schemes } from '../../learning/update/registry.ts'
import { resolveSpec } from '../config/resolve.ts'
import type { Spec } from '../config/schema.ts'
import { valueAt } from '../config/tree.ts'
import { kindsBeside } from '../disk/device-kind.ts'
import { loadDataset } from '../disk/files.ts'
import type { Summary } from '../run/summary.ts'
import { type Metric, metricsOf } from '../tasks/metric.ts'
import { searchPoints } from './candidates.ts'
import { type Point, specAt } from './point.ts'
import { runAll } from './pool.ts'
import { parseSweep } from './schema.ts'
import { searchRanges } from './search-ranges.ts'
import { giveUpAt } from './stop.ts'

export interface SearchOptions {
  readonly scheme: string
  readonly candidates: number
  /** How many run on all seeds. */
  readonly finalists: number
  readonly seeds: readonly number[]
  /** Candidates are screened on this many of the first seeds, for these numbers of epochs, rung by rung; default: 1 seed, one rung, all epochs. */
  readonly screen?: { readonly seeds?: number; readonly epochs?: readonly number[] }
  /** Path of the spec -> range or list of choices, beside the scheme's own. */
  readonly ranges?: Readonly<Record<string, unknown>>
  /** Seed of the candidates themselves. */
  readonly seed: number
  readonly base: Readonly<Record<string, unknown>>
  readonly threads?: number
  readonly onDone?: (done: number, total: number, best: number) => void
}

export interface Candidate {
  readonly number: number
  /** Path of the spec -> value. */
  readonly values: Readonly<Record<string, unknown>>
  /** Those of the last rung that it reached. */
  readonly runs: readonly Summary[]
  /** Length of these runs. */
  readonly epochs: number
  /** Mean and worst of the objective over its runs; infinitely bad if one diverged or was stopped early. */
  readonly mean: number
  readonly worst: number
}

export interface SearchResult {
  /** Column of runs.csv that candidates are ranked by. */
  readonly objective: string
  readonly better: Metric['better']
  /** Finalists first, then those that left after each rung, the last rung first; each group from best to worst. */
  readonly candidates: readonly Candidate[]
  /** Completed and given up. */
  readonly runs: number
}

/** A candidate's point, and its number from 1. */
interface Tried {
  readonly point: Point
  readonly number: number
}

/** @throws InputError where the base is not a valid spec */
export async function search(options: SearchOptions): Promise<SearchResult> {
  const { scheme, candidates, finalists, seeds, seed, base, threads, screen = {} } = options
  // A range of the caller takes the place of the scheme's own.
  const isFixed = (path: string) => valueAt(base, path.split('.')) !== undefined || Object.hasOwn(options.ranges ?? {}, path)
  const { ranges, own } = searchRanges(schemes[scheme]!, isFixed)
  const { search: section } = parseSweep(
    { search: { budget: candidates, seed, ranges: { ...ranges, ...options.ranges }, schemes: { [scheme]: own } } },
    () => undefined,
  )
  const points = searchPoints(section!, (at, message) => {
    throw new InputError(`${String(at.at(-1))}: ${message}`)
  })
  const first = await resolveSpec({ ...base, update: { ...(base.update as object), kind: scheme } }, undefined, kindsBeside())
  const { loss, size } = await loadDataset(first.task)
  const metric = metricsOf(loss, size.test > 0)[0]!
  const objective = loss === 'mse' ? 'mse_last50_mean' : metric.name
  const hopeless = metric.better === 'lower' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const isBetter = (a: number, b: number) => (metric.better === 'lower' ? a < b : a > b)
  const scoreOf = (summary: Summary) => {
    const value = summary[objective]
    return summary.completed && typeof value === 'number' && Number.isFinite(value) ? value : hopeless
  }
  const scored = (number: number, point: Point, runs: readonly Summary[], epochs: number): Candidate => {
    const scores = runs.map(scoreOf)
    const values = Object.fromEntries(point.assignments.map(({ path, value }) => [path, value]))
    const worst = scores.reduce((a, b) => (isBetter(a, b) ? b : a))
    return { number, values, runs, epochs, mean: scores.reduce((a, b) => a + b, 0) / scores.length, worst }
  }
  const byWorst = (a: Candidate, b: Candidate) =>
    a.worst === b.worst ? a.number - b.number : isBetter(a.worst, b.worst) ? -1 : 1
  const whole = first.training.epochs
  const rungs = screen.epochs ?? [whole]
  const screenSeeds = seeds.slice(0, screen.seeds ?? 1)
  const sizes = rungSizes(candidates, finalists, rungs.length)
  // Short trainings tell nothing of how a finalist ends: its screening runs are made again.
  const others = rungs.at(-1)! < whole ? seeds : seeds.slice(screenSeeds.length)
  const total = searchRuns(sizes, screenSeeds.length, others.length)
  let done = 0
  let best = hopeless
  const run = async (tried: readonly Tried[], on: readonly number[], shortened?: { epochs: number }): Promise<Summary[][]> => {
    const specs: Spec[] = []
    for (const { point } of tried) {
      for (const chip of on) {
        const spec = await resolveSpec({ ...specAt({ ...base }, point), seed: chip }, undefined, kindsBeside())
        specs.push(shortened ? { ...spec, training: { ...spec.training, ...shortened } } : spec)
      }
    }
    const onDone = (summary: Summary) => {
      if (isBetter(scoreOf(summary), best)) best = scoreOf(summary)
      options.onDone?.(++done, total, best)
    }
    // Only screening runs are given up: a finalist is to show what it does.
    const giveUp = shortened && loss === 'mse' ? { giveUp: giveUpAt(section!.stop, shortened.epochs) } : {}
    const summaries = await runAll(specs, { onDone, mayFail: true, ...giveUp, ...(threads === undefined ? {} : { threads }) })
    return tried.map((_, i) => summaries.slice(i * on.length, (i + 1) * on.length))
  }
  let left: Tried[] = points.map((point, i) => ({ point, number: i + 1 }))
  let ranked: { point: Point; candidate: Candidate }[] = []
  const dropped: Candidate[] = []
  for (const [rung, epochs] of rungs.entries()) {
    const screenings = await run(left, screenSeeds, { epochs })
    ranked = left.map(({ point, number }, i) => ({ point, candidate: scored(number, point, screenings[i]!, epochs) }))
    ranked.sort((a, b) => byWorst(a.candidate, b.candidate))
    dropped.unshift(...ranked.splice(sizes[rung + 1]!).map(({ candidate }) => candidate))
    left = ranked.map(({ point, candidate }) => ({ point, number: candidate.number }))
  }
  const rest = others.length > 0 ? await run(left, others) : []
  const final = ranked.map(({ point, candidate: { number, runs } }, i) =>
    scored(number, point, [...(others.length < seeds.length ? runs : []), ...(rest[i] ?? [])], whole),
  )
  final.sort(byWorst)
  return {
    objective,
    better: metric.better,
    candidates: [...final, ...dropped],
    runs: total,
  }
}

/** Candidates of each rung and, last, the finalists: from rung to rung by the same factor, rounded. */
export function rungSizes(candidates: number, finalists: number, rungs: number): number[] {
  const factor = pow(finalists / candidates, 1 / rungs)
  const sizes = Array.from({ length: rungs }, (_, rung) => Math.max(finalists, Math.round(candidates * pow(factor, rung))))
  return [...sizes, finalists]
}

/** Runs of a search: each rung on all screening seeds, and the finalists, the last of `sizes`, on `others`. */
export function searchRuns(sizes: readonly number[], screenSeeds: number, others: number): number {
  return sizes.slice(0, -1).reduce((runs, size) => runs + size * screenSeeds, 0) + sizes.at(-1)! * others
}
