/** The likelihood of all devices as a function of one vector of parameters, with the step scale of each device integrated out. */
import type { Candidate, FitParameter } from './candidate.ts'
import { type Frame, type Law, logLikelihood } from './filter.ts'
import { below } from './normal.ts'
import type { Visits } from './visits.ts'

export interface Parameter extends Omit<FitParameter, 'form'> {
  /** As the search sees it: `variance` is the square of a std that may be 0, `positive` may be 0 itself. */
  readonly form: 'linear' | 'log' | 'variance' | 'positive'
  /** Fixed parameters keep the value they start with. */
  readonly free: boolean
}

/** Parameters that every candidate has, after its own. */
export const COMMON = ['scale_std', 'g_min', 'g_max', 'reset_mean', 'reset_std', 'noise_absolute', 'noise_relative'] as const

export interface Problem {
  readonly visits: Visits
  readonly candidate: Candidate
  readonly parameters: readonly Parameter[]
  /** Is the end of the range a clamp that readings run into, or only a name for where the range ends? */
  readonly clamped: { readonly low: boolean; readonly high: boolean }
}

/**
 * The log-likelihood of each device as a parabola of the logarithm of its scale, near where that is most likely: the quadrature
 * stands around what that and the spread over devices make together. In the logarithm it is a parabola far more nearly.
 */
export interface Centres {
  /** Less the second derivative. */
  readonly information: Float64Array
  /** information times the parabola's summit. */
  readonly pull: Float64Array
}

/** Gauss-Hermite: nodes, and weights times exp(node^2). Three points would bias the spread of noisy devices. */
const NODES = [-2.020182870456086, -0.958572464613819, 0, 0.958572464613819, 2.020182870456086]
const WEIGHTS = [1.181488625535987, 0.986580996751429, 0.945308720482942, 0.986580996751429, 1.181488625535987]
const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI)
/** Below this variance devices are alike. */
const ALIKE = 1e-8

/** A form that ends at 0, and may lie there. */
export function endsAt0(form: Parameter['form']): boolean {
  return form === 'variance' || form === 'positive'
}

export function toNatural(x: number, form: Parameter['form']): number {
  if (form === 'log') return Math.exp(x)
  return form === 'variance' ? Math.sqrt(Math.max(0, x)) : x
}

export function toInternal(value: number, form: Parameter['form']): number {
  if (form === 'log') return Math.log(value)
  return form === 'variance' ? value * value : value
}

export function freeOnes({ parameters }: Problem): number[] {
  return parameters.flatMap(({ free }, p) => (free ? [p] : []))
}

/** Law and frame at internal parameters `x`. */
export function bind(
  { candidate, parameters, visits, clamped }: Problem,
  x: ArrayLike<number>,
): { law: Law; frame: Frame; scaleVariance: number } {
  const own = candidate.parameters.length
  const natural = parameters.map(({ form }, i) => toNatural(x[i]!, form))
  const [, gMin, gMax, resetMean, , noiseAbsolute, noiseRelative] = natural.slice(own) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const law = candidate.law(natural, { gMin, gMax }, visits.mostPulses)
  const resetVariance = Math.max(0, x[own + 4]!)
  const ends = { gMin: clamped.low ? gMin : -Infinity, gMax: clamped.high ? gMax : Infinity }
  const frame = { ...ends, resetMean, resetVariance, noiseAbsolute, noiseRelative }
  return { law, frame, scaleVariance: Math.max(0, x[own]!) }
}

/** Sum over devices; `out` gets the devices' own. */
export function evaluate(problem: Problem, x: ArrayLike<number>, centres: Centres, out: Float64Array): number {
  const { visits } = problem
  const { law, frame, scaleVariance } = bind(problem, x)
  let total = 0
  for (let d = 0; d < visits.devices; d++) {
    const value = ofDevice(problem, d, law, frame, scaleVariance, centres)
    out[d] = value
    total += value
  }
  return Number.isNaN(total) ? -Infinity : total
}

/** Log of the integral over the device's scale by adaptive Gauss-Hermite quadrature. */
function ofDevice(
  { visits }: Problem,
  d: number,
  law: Law,
  frame: Frame,
  variance: number,
  { information, pull }: Centres,
): number {
  const from = visits.firstVisit[d]!
  const to = visits.firstVisit[d + 1]!
  if (from === to) return 0
  if (variance < ALIKE) return logLikelihood(visits, from, to, 1, law, frame)
  const precision = information[d]! + 1 / variance
  const centre = pull[d]! / precision
  const reach = Math.SQRT2 / Math.sqrt(precision)
  const std = Math.sqrt(variance)
  // The scale is normal about 1 over devices, cut at 0.
  const constant = Math.log(reach) - LOG_ROOT_2PI - Math.log(std) - Math.log(below(1 / std))
  let largest = -Infinity
  for (let k = 0; k < NODES.length; k++) {
    const logarithm = centre + reach * NODES[k]!
    const at = Math.exp(logarithm)
    const z = (at - 1) / std
    terms[k] = logLikelihood(visits, from, to, at, law, frame) - 0.5 * z * z + logarithm
    if (terms[k]! > largest) largest = terms[k]!
  }
  let sum = 0
  for (let k = 0; k < NODES.length; k++) sum += WEIGHTS[k]! * Math.exp(terms[k]! - largest)
  return constant + largest + Math.log(sum)
}

const terms = new Float64Array(NODES.length)

/** The parabolas at parameters `x`, each about the best scale by the parabola before. */
export function recentre(problem: Problem, x: ArrayLike<number>, { information, pull }: Centres, times = 1): void {
  const { visits } = problem
  const { law, frame, scaleVariance } = bind(problem, x)
  if (scaleVariance < ALIKE) return
  const prior = 1 / scaleVariance
  for (let d = 0; d < visits.devices; d++) {
    const from = visits.firstVisit[d]!
    const to = visits.firstVisit[d + 1]!
    for (let newton = 0; newton < times; newton++) {
      const precision = information[d]! + prior
      const step = 0.4 / Math.sqrt(precision)
      const at = pull[d]! / precision
      const low = logLikelihood(visits, from, to, Math.exp(at - step), law, frame)
      const middle = logLikelihood(visits, from, to, Math.exp(at), law, frame)
      const high = logLikelihood(visits, from, to, Math.exp(at + step), law, frame)
      // Where the parabola opens upwards the readings tell little, and the spread over devices rules.
      const curvature = Math.max(0, (2 * middle - low - high) / (step * step))
      const slope = (high - low) / (2 * step)
      if (!Number.isFinite(slope) || !Number.isFinite(curvature)) break
      const next = (curvature * at + slope) / (curvature + prior)
      information[d] = curvature
      pull[d] = (curvature + prior) * Math.min(at + FARTHEST, Math.max(at - FARTHEST, next))
    }
  }
}

/** How far the logarithm of a scale moves at once. */
const FARTHEST = 0.4

export function freshCentres(devices: number): Centres {
  return { information: new Float64Array(devices).fill(25), pull: new Float64Array(devices) }
}
