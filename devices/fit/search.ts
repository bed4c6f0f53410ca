/** One candidate fitted to the readings: where the search starts, and which ends of the range are clamps. */
import type { Candidate } from './candidate.ts'
import { type Increments, incrementsOf, rootMeanSquare } from './increments.ts'
import { maximise, type Optimum } from './maximise.ts'
import { type Centres, COMMON, evaluate, freshCentres, type Parameter, type Problem, toInternal, toNatural } from './objective.ts'
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

/** A law that fits takes ten to twenty; one that does not may never come to rest. */
const ROUNDS = 30

const DOCS: Readonly<Record<(typeof COMMON)[number], Omit<Parameter, 'name' | 'free'>>> = {
  scale_std: { unit: '', form: 'variance', doc: "std over devices of the factor on a device's SET steps (device-to-device)" },
  g_min: { unit: 'uS', form: 'linear', doc: 'lowest conductance a SET pulse leaves' },
  g_max: { unit: 'uS', form: 'linear', doc: 'highest conductance' },
  reset_mean: { unit: 'uS', form: 'linear', doc: 'mean conductance after RESET' },
  reset_std: { unit: 'uS', form: 'variance', doc: 'std of the conductance after RESET' },
  noise_absolute: { unit: 'uS', form: 'linear', doc: 'std of a read: constant' },
  noise_relative: { unit: '', form: 'linear', doc: 'std of a read: share of G' },
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

export function search(visits: Visits, candidate: Candidate, outset: Outset): Fitted {
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
    noise_relative: repeats.groups >= 3 ? Math.max(0.002, repeats.relative) : 0,
  }
  const free = {
    scale_std: visits.devices > 1,
    g_min: declared.gMin === undefined && !candidate.fixedEnds,
    g_max: declared.gMax === undefined && !candidate.fixedEnds,
    reset_mean: outset.resetReadings > 1,
    reset_std: outset.resetReadings > 1,
    noise_absolute: true,
    noise_relative: repeats.groups >= 3,
  }
  const parameters: Parameter[] = [
    ...candidate.parameters.map((parameter) => ({ ...parameter, free: true })),
    ...COMMON.map((name) => ({ name, ...DOCS[name], free: free[name] })),
  ]
  const values = [...own, ...COMMON.map((name) => common[name])]
  let x = Float64Array.from(values, (value, p) => toInternal(value, parameters[p]!.form))
  const centres = freshCentres(visits.devices)
  let problem: Problem = { visits, candidate, parameters, clamped: { low: true, high: true } }
  let optimum = maximise(problem, x, centres, ROUNDS)
  const clamped = clamps(problem, optimum, centres, declared)
  if (!clamped.low || !clamped.high) {
    // An end that no reading runs into is only a name: the RESET level below, the highest reading above.
    x = optimum.x.slice()
    const at = candidate.parameters.length
    const lowFree = clamped.low && free.g_min
    const highFree = (clamped.high || candidate.bounded === true) && free.g_max
    if (!clamped.low && free.g_min) x[at + 1] = outset.resetReadings > 1 ? Math.max(0, x[at + 3]!) : outset.low
    if (!highFree && free.g_max) x[at + 2] = outset.top
    const moved = candidate.bounded && highFree ? candidate : undefined
    const refit = parameters.map((parameter, p) =>
      p === at + 1 ? { ...parameter, free: lowFree } : p === at + 2 ? { ...parameter, free: highFree } : parameter,
    )
    problem = { ...problem, parameters: refit, clamped }
    if (!moved)
      candidate.start(increments, { gMin: x[at + 1]!, gMax: x[at + 2]! }).forEach((value, p) => {
        if (Number.isFinite(value)) x[p] = toInternal(value, parameters[p]!.form)
      })
    optimum = maximise(problem, x, centres, ROUNDS)
  }
  return { problem, optimum, centres }
}

/** Does the likelihood want each end as a clamp? What the user declares is one. */
function clamps(problem: Problem, optimum: Optimum, centres: Centres, declared: DeclaredRange): Problem['clamped'] {
  const scratch = new Float64Array(problem.visits.devices)
  const without = (end: 'low' | 'high') => {
    const open = { ...problem, clamped: { ...problem.clamped, [end]: false } }
    return optimum.logLikelihood - evaluate(open, optimum.x, centres, scratch) > EVIDENCE
  }
  return { low: declared.gMin !== undefined || without('low'), high: declared.gMax !== undefined || without('high') }
}
