/**
 * Plain random search for the hyper-parameters of an update scheme, with the same budget for every scheme: all candidates on the
 * first seed (hopeless ones are given up early), the best of them on all seeds; the one with the least final error on its worst
 * seed wins, for a scheme that fails on one chip in five is of no use.
 */

import { Arena } from '../../kernels/arena.ts'
import { exp, log } from '../../kernels/math.ts'
import { createRng, fillUniforms } from '../../kernels/rng.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { UpdateScheme } from '../../learning/update/scheme.ts'
import { resolveSpec } from '../config/resolve.ts'
import type { Spec } from '../config/schema.ts'
import { resultOf, type Summary } from '../run/summary.ts'
import { runAll } from './pool.ts'

/** Log-uniform range of a path of the spec. */
interface Range {
  readonly path: readonly [section: string, field: string]
  readonly from: number
  readonly to: number
}

/** Narrowed once from decades around these, after a first pass with fp32 and mixed precision; the same for all schemes. */
const COMMON: readonly Range[] = [
  { path: ['learning', 'lr_in'], from: 3e-6, to: 3e-4 },
  { path: ['learning', 'lr_rec'], from: 3e-6, to: 3e-4 },
  { path: ['learning', 'lr_out'], from: 3e-6, to: 3e-4 },
  { path: ['learning', 'rate_regularisation'], from: 300, to: 3e4 },
  { path: ['network', 'threshold'], from: 0.4, to: 2 },
  { path: ['network', 'gain'], from: 0.2, to: 2 },
]

const SCALE: Range = { path: ['crossbar', 'scale'], from: 10, to: 60 }

/** A scheme's own ranges; all but fp32 know a device step, and so a scale. */
function rangesOf({ name, search: ranges = {} }: UpdateScheme): readonly Range[] {
  const own = Object.entries(ranges).map(([field, range]): Range => ({ path: ['update', field], from: range![0], to: range![1] }))
  return [...COMMON, ...(name === 'fp32' ? [] : [SCALE]), ...own]
}

/** Silence has an MSE of about 0.17; what is far above it after a tenth of the epochs, or fires like noise, does not come back. */
const GIVE_UP = { share: 0.1, worst: 0.35, rate_hz: 80 }

export interface SearchOptions {
  readonly scheme: string
  readonly candidates: number
  /** How many go on to all seeds. */
  readonly finalists: number
  readonly seeds: readonly number[]
  /** Seed of the candidates themselves. */
  readonly seed: number
  readonly base: Readonly<Record<string, unknown>>
  readonly threads?: number
  readonly onDone?: (done: number, total: number, best: number) => void
}

export interface Candidate {
  readonly number: number
  /** `section.field` -> value, three significant digits. */
  readonly values: Readonly<Record<string, number>>
  readonly runs: readonly Summary[]
  /** Mean and worst over its runs of the final error; infinite where one diverged or was given up. */
  readonly mse: number
  readonly worst: number
}

/** Finalists first, each group by rising error. */
export async function search(options: SearchOptions): Promise<Candidate[]> {
  const { candidates, finalists, seeds, threads } = options
  // What the base fixes is not searched.
  const ranges = rangesOf(schemes[options.scheme]!).filter(({ path: [section, field] }) => !fixed(options.base, section, field))
  const drawn = drawCandidates(ranges, candidates, options.seed, options.scheme)
  const total = candidates + finalists * (seeds.length - 1)
  let done = 0
  let best = Number.POSITIVE_INFINITY
  const run = async (values: Record<string, number>[], on: readonly number[]) => {
    const specs = await Promise.all(values.flatMap((v) => on.map((seed) => candidateSpec(options, v, seed))))
    const onDone = (summary: Summary) => {
      best = Math.min(best, error(summary))
      options.onDone?.(++done, total, best)
    }
    const giveUp = { ...GIVE_UP, epoch: Math.ceil(GIVE_UP.share * specs[0]!.training.epochs) }
    return runAll(specs, threads === undefined ? { onDone, giveUp } : { threads, onDone, giveUp })
  }
  const first = await run(drawn, seeds.slice(0, 1))
  const tried = drawn.map((values, i) => scored(i + 1, values, [first[i]!]))
  tried.sort(byWorst)
  const chosen = tried.slice(0, finalists)
  const others = seeds.slice(1)
  const rest =
    others.length > 0
      ? await run(
          chosen.map(({ values }) => values),
          others,
        )
      : []
  const final = chosen.map(({ number, values, runs }, i) =>
    scored(number, values, [...runs, ...rest.slice(i * others.length, (i + 1) * others.length)]),
  )
  final.sort(byWorst)
  return [...final, ...tried.slice(finalists)]
}

function scored(number: number, values: Readonly<Record<string, number>>, runs: readonly Summary[]): Candidate {
  const errors = runs.map(error)
  return { number, values, runs, mse: errors.reduce((a, b) => a + b, 0) / errors.length, worst: Math.max(...errors) }
}

const byWorst = (a: Candidate, b: Candidate) => (a.worst === b.worst ? a.number - b.number : a.worst - b.worst)

function error(summary: Summary): number {
  const mse = resultOf(summary, 'mse_last50_mean')
  return summary.completed && Number.isFinite(mse) ? mse : Number.POSITIVE_INFINITY
}

function fixed(base: SearchOptions['base'], section: string, field: string): boolean {
  const values = base[section]
  return typeof values === 'object' && values !== null && Object.hasOwn(values, field)
}

function drawCandidates(ranges: readonly Range[], n: number, seed: number, scheme: string): Record<string, number>[] {
  const arena = new Arena(1e6)
  const draws = arena.f64(ranges.length)
  const rng = createRng(seed, `search/${scheme}`)
  return Array.from({ length: n }, (_, candidate) => {
    fillUniforms(arena, rng, candidate, draws)
    const value = ({ from, to }: Range, i: number) => Number((from * exp(draws[i]! * log(to / from))).toPrecision(3))
    return Object.fromEntries(ranges.map((range, i) => [range.path.join('.'), value(range, i)]))
  })
}

function candidateSpec({ scheme, base }: SearchOptions, values: Readonly<Record<string, number>>, seed: number): Promise<Spec> {
  const raw: Record<string, Record<string, unknown>> = structuredClone(base) as Record<string, Record<string, unknown>>
  raw.update = { ...raw.update, kind: scheme }
  for (const [path, value] of Object.entries(values)) {
    const [section, field] = path.split('.') as [string, string]
    raw[section] = { ...raw[section], [field]: value }
  }
  return resolveSpec({ ...raw, seed })
}
