/** The likelihood of all devices as a function of one vector of parameters, with the step scale of each device integrated out. */
import type { Candidate, FitParameter } from './candidate.ts'
import { type Frame, type Law, logLikelihood } from './filter.ts'
import { below } from './normal.ts'
import type { Visits } from './visits.ts'

export interface Parameter extends Omit<FitParameter, 'form'> {
  /** As the search sees it: `variance` is the square of a std that may be 0. */
  readonly form: 'linear' | 'log' | 'variance'
  /** Fixed parameters keep the value they start with. */
  readonly free: boolean
}

/** Parameters that every candidate has, after its own. */
export const COMMON = ['scale_std', 'g_min', 'g_max', 'reset_mean', 'reset_std', 'noise_absolute', 'noise_relative'] as const
export type Common = (typeof COMMON)[number]

export interface Problem {
  readonly visits: Visits
  readonly candidate: Candidate
  readonly parameters: readonly Parameter[]
  /** Is the end of the range a clamp that readings run into, or only a name for where the range ends? */
  readonly clamped: { readonly low: boolean; readonly high: boolean }
  /** Points of the quadrature over a device's scale. */
  readonly points: keyof typeof RULES
}

/** Where each device's scale lies by its readings alone: the quadrature stands around it. */
export interface Centres {
  readonly scale: Float64Array
  /** Curvature of the log-likelihood there. */
  readonly information: Float64Array
}

/** Gauss-Hermite rules: nodes, and weights times exp(node^2). */
const RULES = {
  3: { nodes: [-1.224744871391589, 0, 1.224744871391589], weights: [1.323931175213644, 1.181635900603677, 1.323931175213644] },
  5: {
    nodes: [-2.020182870456086, -0.958572464613819, 0, 0.958572464613819, 2.020182870456086],
    weights: [1.181488625535987, 0.986580996751429, 0.945308720482942, 0.986580996751429, 1.181488625535987],
  },
}
const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI)
/** A device's scale is positive: a recipe truncates its normal at 0. */
const LEAST_SCALE = 0.02
/** Below this variance devices are alike. */
const ALIKE = 1e-8

export function toNatural(x: number, form: Parameter['form']): number {
  if (form === 'log') return Math.exp(x)
  return form === 'variance' ? Math.sqrt(Math.max(0, x)) : x
}

export function toInternal(value: number, form: Parameter['form']): number {
  if (form === 'log') return Math.log(value)
  return form === 'variance' ? value * value : value
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
  { visits, points }: Problem,
  d: number,
  law: Law,
  frame: Frame,
  variance: number,
  { scale, information }: Centres,
): number {
  const from = visits.firstVisit[d]!
  const to = visits.firstVisit[d + 1]!
  if (from === to) return 0
  if (variance < ALIKE) return logLikelihood(visits, from, to, 1, law, frame)
  const precision = information[d]! + 1 / variance
  const centre = (information[d]! * scale[d]! + 1 / variance) / precision
  const reach = Math.SQRT2 / Math.sqrt(precision)
  const std = Math.sqrt(variance)
  const { nodes, weights } = RULES[points]
  const constant = Math.log(reach) - LOG_ROOT_2PI - Math.log(std) - Math.log(below(1 / std))
  let largest = -Infinity
  for (let k = 0; k < nodes.length; k++) {
    const at = centre + reach * nodes[k]!
    const z = (at - 1) / std
    terms[k] = logLikelihood(visits, from, to, Math.max(LEAST_SCALE, at), law, frame) - 0.5 * z * z
    if (terms[k]! > largest) largest = terms[k]!
  }
  let sum = 0
  for (let k = 0; k < nodes.length; k++) sum += weights[k]! * Math.exp(terms[k]! - largest)
  return constant + largest + Math.log(sum)
}

const terms = new Float64Array(5)

/** Each device's most likely scale and how sharply its readings tell it; two Newton steps from where it was. */
export function recentre(problem: Problem, x: ArrayLike<number>, { scale, information }: Centres): void {
  const { visits } = problem
  const { law, frame } = bind(problem, x)
  for (let d = 0; d < visits.devices; d++) {
    const from = visits.firstVisit[d]!
    const to = visits.firstVisit[d + 1]!
    for (let newton = 0; newton < 2; newton++) {
      const at = scale[d]!
      const step = Math.min(0.3 * at, Math.max(0.02, information[d]! > 0 ? 0.7 / Math.sqrt(information[d]!) : 0.2))
      const [low, middle, high] = [at - step, at, at + step].map((s) => logLikelihood(visits, from, to, s, law, frame)) as [
        number,
        number,
        number,
      ]
      const slope = (high - low) / (2 * step)
      // Where the curvature has the wrong sign the readings tell little: the prior takes over.
      const curvature = Math.max(0.5, -(high - 2 * middle + low) / (step * step))
      scale[d] = Math.min(4, Math.max(0.1, at + Math.min(0.5, Math.max(-0.5, slope / curvature))))
      information[d] = curvature
    }
  }
}

export function freshCentres(devices: number): Centres {
  return { scale: new Float64Array(devices).fill(1), information: new Float64Array(devices).fill(25) }
}
