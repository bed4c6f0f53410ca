/** One candidate fitted to the readings: where the search starts, and which ends of the range are clamps. */
import type { Candidate } from './candidate.ts'
import { type Centres, freshCentres } from './effects.ts'
import { type Increments, incrementsOf, rootMeanSquare } from './increments.ts'
import { type Effort, maximise, type Optimum } from './maximise.ts'
import { COMMON, evaluate, type Parameter, type Problem, toInternal } from './objective.ts'
import { type RepeatedReads, repeatedReads } from './read-noise.ts'
import { recentre } from './recentre.ts'
import type { Visits } from './visits.ts'

/** What the user says of the range, uS: else it is fitted. */
export interface DeclaredRange {
  readonly gMin?: number
  readonly gMax?: number
}

/** What all candidates start from. */
export interface Outset {
  readonly increments: Increments
  /** By depression pulses. */
  readonly down: Increments
  /** Share of readings that are glitches. */
  readonly glitches: number
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

/** Spread of steps over devices, to begin with. */
const SCALE = 0.15
/** Log-likelihood by which a clamp must better a range without end. */
const EVIDENCE = 5
/** Share of the range by which its ends differ between devices, to begin with. */
const SPREADS = [0.04, 0.15]
/** Log-likelihood that such a spread must gain, and that it may lose before other parameters follow. */
const SPREAD_EVIDENCE = 2
const HOPELESS = 15
/** Share of the span of the readings by which an end may lie beyond them. */
const EXTRAPOLATED = 0.4
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
  scale_down_std: {
    unit: '',
    form: 'variance',
    doc: "std over devices of the factor on a device's depression steps (device-to-device)",
  },
  g_max_std: { unit: 'uS', form: 'variance', doc: 'std of the highest conductance over devices (device-to-device)' },
  g_min_std: { unit: 'uS', form: 'variance', doc: 'std of the lowest conductance over devices (device-to-device)' },
}

/** @param top highest of all readings */
export function outsetOf(visits: Visits, declared: DeclaredRange, top: number, glitches: number): Outset {
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
  const increments = incrementsOf(visits)
  return {
    increments,
    down: incrementsOf(visits, true),
    glitches,
    repeats,
    resetReadings: reset.length,
    resetMean,
    resetStd: Math.sqrt(Math.max(0.05 * resetStd ** 2, resetStd ** 2 - (repeats.absolute + repeats.relative * resetMean) ** 2)),
    low: reset.length > 0 ? Math.min(low, resetMean) : low,
    high: quantile(0.985),
    top: Math.max(top, ordered.at(-1)!),
    declared,
  }
}

/** A fit to more readings from one to some of them, with the same clamps; no trial any more unless it is `coarse`. */
export function continued(fitted: Fitted, visits: Visits, effort: Effort, coarse = false): Fitted {
  const problem = { ...fitted.problem, visits, coarse }
  const centres = freshCentres(visits.devices, problem.parameters.length)
  return { problem, centres, optimum: maximise(problem, fitted.optimum.x, centres, effort) }
}

/** @param rounds at most: a law that fits takes ten to twenty, one that does not may never come to rest. @param coarse as a trial */
export function search(visits: Visits, candidate: Candidate, outset: Outset, rounds: number, coarse = false): Fitted {
  const { declared, increments, repeats } = outset
  const gMin = declared.gMin ?? outset.low
  const gMax = declared.gMax ?? (candidate.fixedEnds ? outset.top : outset.high)
  const own = candidate.start(increments, { gMin, gMax }, outset.down)
  const noise = repeats.groups >= 3 ? repeats.absolute : (increments.parted?.noise ?? 0.3 * rootMeanSquare(increments.dg))
  const common = {
    scale_std: SCALE,
    g_min: gMin,
    g_max: gMax,
    reset_mean: outset.resetMean,
    reset_std: outset.resetStd,
    noise_absolute: noise,
    noise_relative: repeats.groups >= 3 ? Math.max(0.002, repeats.relative) : 0.005,
    scale_down_std: SCALE,
    g_max_std: 0,
    g_min_std: 0,
  }
  const free = {
    scale_std: visits.devices > 1,
    g_min: declared.gMin === undefined && !candidate.fixedEnds,
    g_max: declared.gMax === undefined && !candidate.fixedEnds,
    reset_mean: outset.resetReadings > 1,
    reset_std: outset.resetReadings > 1,
    noise_absolute: true,
    noise_relative: true,
    scale_down_std: visits.devices > 1 && visits.depresses,
    g_max_std: false,
    g_min_std: false,
  }
  const parameters: Parameter[] = [
    ...candidate.parameters.map((parameter) => ({ ...parameter, free: true })),
    ...COMMON.map((name) => ({ name, ...DOCS[name], free: free[name] })),
  ]
  // What differs between devices by nothing is not searched for.
  const values = [
    ...own,
    ...COMMON.map((name) => (free[name] || !name.endsWith('_std') || name === 'reset_std' ? common[name] : 0)),
  ]
  const x = Float64Array.from(values, (value, p) => toInternal(value, parameters[p]!.form))
  const centres = freshCentres(visits.devices, x.length)
  const problem: Problem = { visits, candidate, parameters, clamped: { low: true, high: true }, glitches: 0, coarse }
  const fitted = { problem, optimum: maximise(problem, x, centres, { rounds }), centres }
  const doubtful = outset.glitches > 0 ? doubting(fitted, outset.glitches, rounds) : fitted
  // A clamp that stands elsewhere in each device looks like none until that is allowed for.
  const spread = withSpreads(doubtful, outset, rounds)
  const needless = ENDS.filter((end) => canOpen(spread, end, outset) && evidence(spread, end) < EVIDENCE)
  return needless.length > 0 ? withSpreads(opened(spread, needless, outset, rounds), outset, rounds) : spread
}

/** The fit with readings that may be glitches. It starts from one that believes all, which feels misfit at any distance. */
function doubting({ problem, optimum, centres }: Fitted, glitches: number, rounds: number): Fitted {
  const doubtful = { ...problem, glitches }
  return { problem: doubtful, optimum: maximise(doubtful, optimum.x, centres, { rounds }), centres }
}

/** The fit with ends of the range that differ between devices, where that is clearly better. */
function withSpreads(fitted: Fitted, { declared }: Outset, rounds: number): Fitted {
  const { candidate, visits } = fitted.problem
  if (visits.devices < 2 || candidate.fixedEnds) return fitted
  const own = candidate.parameters.length
  const [low, high] = [own + COMMON.indexOf('g_min'), own + COMMON.indexOf('g_max')]
  let best = fitted
  for (const end of ['high', 'low'] as const) {
    const part = end === 'high' ? candidate.bounded : candidate.boundedBelow
    const told = end === 'high' ? declared.gMax : declared.gMin
    // Few SET pulses end at the lower clamp: only depression tells how it differs.
    if (told !== undefined || !(part || best.problem.clamped[end]) || (end === 'low' && !visits.depresses)) continue
    const p = own + COMMON.indexOf(end === 'high' ? 'g_max_std' : 'g_min_std')
    if (best.problem.parameters[p]!.free) continue
    const problem = {
      ...best.problem,
      parameters: best.problem.parameters.map((one, q) => (q === p ? { ...one, free: true } : one)),
    }
    const starts = SPREADS.map((share) => {
      const x = best.optimum.x.slice()
      x[p] = (share * (x[high]! - x[low]!)) ** 2
      const centres = freshCentres(visits.devices, x.length)
      recentre(problem, x, centres, 4)
      return { x, centres, value: evaluate(problem, x, centres, new Float64Array(visits.devices)) }
    })
    const { x, centres, value } = starts.reduce((one, other) => (other.value > one.value ? other : one))
    if (!(value > best.optimum.logLikelihood - HOPELESS)) continue
    const optimum = maximise(problem, x, centres, { rounds })
    if (optimum.logLikelihood > best.optimum.logLikelihood + SPREAD_EVIDENCE) best = { problem, optimum, centres }
  }
  return best
}

/** The fit with the spreads of steps over devices that it lost on its way: at 0 they do not come back by themselves. */
export function withScales(fitted: Fitted, rounds: number): Fitted {
  const { parameters, visits } = fitted.problem
  const lost = parameters.flatMap(({ name, free }, p) => (free && /^scale/.test(name) && fitted.optimum.x[p] === 0 ? [p] : []))
  if (lost.length === 0) return fitted
  const x = fitted.optimum.x.slice()
  for (const p of lost) x[p] = SCALE ** 2
  const centres = freshCentres(visits.devices, x.length)
  const optimum = maximise(fitted.problem, x, centres, { rounds })
  return optimum.logLikelihood > fitted.optimum.logLikelihood ? { problem: fitted.problem, optimum, centres } : fitted
}

/** The fit brought to rest, by new starts from where it stands; devices are placed anew. */
export function settled(fitted: Fitted, rounds: number): Fitted {
  let best = fitted
  for (let again = 0; again < 2 && !best.optimum.converged; again++) {
    const next = continued(best, best.problem.visits, { rounds })
    if (!(next.optimum.logLikelihood >= best.optimum.logLikelihood)) return best
    best = next
  }
  return best
}

/** Do the steps vanish at ends far beyond the readings? Then another law says as much, and does not claim those ends. */
export function extrapolates({ problem, optimum }: Fitted, { low, high }: Outset): boolean {
  const { candidate, parameters } = problem
  const own = candidate.parameters.length
  const beyond = EXTRAPOLATED * (high - low)
  const [least, most] = [own + COMMON.indexOf('g_min'), own + COMMON.indexOf('g_max')]
  if (candidate.bounded && parameters[most]!.free && optimum.x[most]! > high + beyond) return true
  return candidate.boundedBelow === true && parameters[least]!.free && optimum.x[least]! < low - beyond
}

/** The fit with the clamps that more readings show, where few did not. */
export function withClamps(fitted: Fitted, outset: Outset, rounds: number): Fitted {
  const { low, high } = fitted.problem.clamped
  if (low && high) return fitted
  const again = search(fitted.problem.visits, fitted.problem.candidate, outset, rounds)
  return again.optimum.logLikelihood > fitted.optimum.logLikelihood + EVIDENCE ? again : fitted
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
  const spread = (name: 'g_min_std' | 'g_max_std') => candidate.parameters.length + COMMON.indexOf(name)
  // An end without a clamp and without a part in the law has no spread either.
  const nameless = (end: number, its: number) => {
    named.add(end)
    named.add(its)
    x[its] = 0
  }
  if (!clamped.low && !candidate.boundedBelow) nameless(low, spread('g_min_std'))
  if (!clamped.high && !candidate.bounded) nameless(high, spread('g_max_std'))
  const resetMean = x[candidate.parameters.length + COMMON.indexOf('reset_mean')]!
  if (ends.includes('low') && parameters[low]!.free && named.has(low))
    x[low] = outset.resetReadings > 1 ? Math.max(0, resetMean) : outset.low
  if (ends.includes('high') && parameters[high]!.free && named.has(high)) x[high] = outset.top
  if (!candidate.bounded) {
    candidate.start(outset.increments, { gMin: x[low]!, gMax: x[high]! }, outset.down).forEach((value, p) => {
      if (Number.isFinite(value)) x[p] = toInternal(value, parameters[p]!.form)
    })
  }
  const open = { ...problem, parameters: parameters.map((one, p) => (named.has(p) ? { ...one, free: false } : one)), clamped }
  const centres = freshCentres(visits.devices, x.length)
  return { problem: open, optimum: maximise(open, x, centres, { rounds }), centres }
}
