/** One candidate fitted to the readings: where the search starts, and which ends of the range are clamps. */
import type { Candidate } from './candidate.ts'
import { type Increments, incrementsOf, rootMeanSquare } from './increments.ts'
import { type Effort, maximise, type Optimum } from './maximise.ts'
import { type Centres, COMMON, evaluate, freshCentres, type Parameter, type Problem, toInternal } from './objective.ts'
import { type RepeatedReads, repeatedReads } from './read-noise.ts'
import type { Visits } from './visits.ts'

/** What the user says of the range, uS: else it is fitted. */
export interface DeclaredRange {
  readonly gMin?: number
  readonly gMax?: number
}

/** What all candidates start from. */
export interface Outset {
  readonly increments: Increments
  readonly repeats: RepeatedReads
  readonly resetReadings: number
  readonly resetMean: number
  readonly resetStd: number
  /** Low and high quantile of the readings, and the highest. */
  readonly low: number
  readonly high: number
  readonly top: number
  readonly declared: DeclaredRange
}

export interface Fitted {
  readonly problem: Problem
  readonly optimum: Optimum
  readonly centres: Centres
}

/** Log-likelihood by which a clamp must better a range without end. */
const EVIDENCE = 5
/** And by which it does so plainly, before the other parameters take up what they can. */
const PLAIN = 40

const DOCS: Readonly<Record<(typeof COMMON)[number], Omit<Parameter, 'name' | 'free'>>> = {
  scale_std: { unit: '', form: 'variance', doc: "std over devices of the factor on a device's SET steps (device-to-device)" },
  g_min: { unit: 'uS', form: 'linear', doc: 'lowest conductance a SET pulse leaves' },
  g_max: { unit: 'uS', form: 'linear', doc: 'highest conductance' },
  reset_mean: { unit: 'uS', form: 'linear', doc: 'mean conductance after RESET' },
  reset_std: { unit: 'uS', form: 'variance', doc: 'std of the conductance after RESET' },
  noise_absolute: { unit: 'uS', form: 'positive', doc: 'std of a read: constant' },
  noise_relative: { unit: '', form: 'positive', doc: 'std of a read: share of G' },
}

export function outsetOf(visits: Visits, declared: DeclaredRange): Outset {
  const { pulse, firstReading, y, factor } = visits
  const reset: number[] = []
  const all: number[] = []
  for (let v = 0; v < pulse.length; v++) {
    for (let i = firstReading[v]!; i < firstReading[v + 1]!; i++) (pulse[v] === 0 ? reset : all).push(y[i]! / factor[i]!)
  }
  const ordered = Float64Array.from(all).sort()
  const quantile = (share: number) => ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))]!
  const low = declared.gMin ?? Math.max(0, quantile(0.005))
  const resetMean = reset.length > 0 ? reset.reduce((sum, g) => sum + g, 0) / reset.length : low
  const repeats = repeatedReads(visits)
  const resetStd = rootMeanSquare(reset.map((g) => g - resetMean))
  return {
    increments: incrementsOf(visits),
    repeats,
    resetReadings: reset.length,
    resetMean,
    resetStd: Math.sqrt(Math.max(0.05 * resetStd ** 2, resetStd ** 2 - (repeats.absolute + repeats.relative * resetMean) ** 2)),
    low: reset.length > 0 ? Math.min(low, resetMean) : low,
    high: quantile(0.985),
    top: ordered.at(-1)!,
    declared,
  }
}

/** A fit to more readings from one to some of them, with the same clamps. */
export function continued(fitted: Fitted, visits: Visits, effort: Effort): Fitted {
  const problem = { ...fitted.problem, visits }
  const centres = freshCentres(visits.devices)
  return { problem, centres, optimum: maximise(problem, fitted.optimum.x, centres, effort) }
}

/** @param rounds at most: a law that fits takes ten to twenty, one that does not may never come to rest */
export function search(visits: Visits, candidate: Candidate, outset: Outset, rounds: number): Fitted {
  const { declared, increments, repeats } = outset
  const gMin = declared.gMin ?? outset.low
  const gMax = declared.gMax ?? (candidate.fixedEnds ? outset.top : outset.high)
  const own = candidate.start(increments, { gMin, gMax })
  const noise = repeats.groups >= 3 ? repeats.absolute : 0.3 * rootMeanSquare(increments.dg)
  const common = {
    scale_std: 0.15,
    g_min: gMin,
    g_max: gMax,
    reset_mean: outset.resetMean,
    reset_std: outset.resetStd,
    noise_absolute: noise,
    noise_relative: repeats.groups >= 3 ? Math.max(0.002, repeats.relative) : 0.005,
  }
  const free = {
    scale_std: visits.devices > 1,
    g_min: declared.gMin === undefined && !candidate.fixedEnds,
    g_max: declared.gMax === undefined && !candidate.fixedEnds,
    reset_mean: outset.resetReadings > 1,
    reset_std: outset.resetReadings > 1,
    noise_absolute: true,
    noise_relative: true,
  }
  const parameters: Parameter[] = [
    ...candidate.parameters.map((parameter) => ({ ...parameter, free: true })),
    ...COMMON.map((name) => ({ name, ...DOCS[name], free: free[name] })),
  ]
  const values = [...own, ...COMMON.map((name) => common[name])]
  const x = Float64Array.from(values, (value, p) => toInternal(value, parameters[p]!.form))
  const centres = freshCentres(visits.devices)
  const problem: Problem = { visits, candidate, parameters, clamped: { low: true, high: true } }
  const fitted = { problem, optimum: maximise(problem, x, centres, { rounds }), centres }
  const needless = ENDS.filter((end) => canOpen(fitted, end, outset) && evidence(fitted, end) < EVIDENCE)
  return needless.length > 0 ? opened(fitted, needless, outset, rounds) : fitted
}

/** The fit without the clamps that it does nearly as well without: a few chance readings can look like one. */
export function withoutChanceClamps(fitted: Fitted, outset: Outset, rounds: number): Fitted {
  let best = fitted
  for (const end of ENDS) {
    if (!canOpen(best, end, outset) || evidence(best, end) > PLAIN) continue
    const open = opened(best, [end], outset, rounds)
    if (best.optimum.logLikelihood - open.optimum.logLikelihood < EVIDENCE) best = open
  }
  return best
}

type End = 'low' | 'high'
const ENDS: readonly End[] = ['low', 'high']

/** What the user declares is a clamp, seen or not. */
function canOpen({ problem }: Fitted, end: End, { declared }: Outset): boolean {
  return problem.clamped[end] && declared[end === 'low' ? 'gMin' : 'gMax'] === undefined
}

/** Log-likelihood that the clamp at one end gains, all else equal. */
function evidence({ problem, optimum, centres }: Fitted, end: End): number {
  const open = { ...problem, clamped: { ...problem.clamped, [end]: false } }
  return optimum.logLikelihood - evaluate(open, optimum.x, centres, new Float64Array(problem.visits.devices))
}

/** The fit with an end that no reading runs into: only a name, the RESET level below, the highest reading above. */
function opened({ problem, optimum }: Fitted, ends: readonly End[], outset: Outset, rounds: number): Fitted {
  const { candidate, parameters, visits } = problem
  const clamped = { low: problem.clamped.low && !ends.includes('low'), high: problem.clamped.high && !ends.includes('high') }
  const x = optimum.x.slice()
  const low = candidate.parameters.length + COMMON.indexOf('g_min')
  const high = candidate.parameters.length + COMMON.indexOf('g_max')
  const named = new Set<number>()
  if (!clamped.low) named.add(low)
  if (!clamped.high && !candidate.bounded) named.add(high)
  const resetMean = x[candidate.parameters.length + COMMON.indexOf('reset_mean')]!
  if (ends.includes('low') && parameters[low]!.free) x[low] = outset.resetReadings > 1 ? Math.max(0, resetMean) : outset.low
  if (ends.includes('high') && parameters[high]!.free && named.has(high)) x[high] = outset.top
  if (!candidate.bounded) {
    candidate.start(outset.increments, { gMin: x[low]!, gMax: x[high]! }).forEach((value, p) => {
      if (Number.isFinite(value)) x[p] = toInternal(value, parameters[p]!.form)
    })
  }
  const open = { ...problem, parameters: parameters.map((one, p) => (named.has(p) ? { ...one, free: false } : one)), clamped }
  const centres = freshCentres(visits.devices)
  return { problem: open, optimum: maximise(open, x, centres, { rounds }), centres }
}
