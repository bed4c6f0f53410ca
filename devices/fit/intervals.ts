/** What the readings leave open of each parameter: 95 % intervals. */
import { Matrix } from 'ml-matrix'
import { likelyEffects } from './effects.ts'
import { inverseOf } from './information-matrix.ts'
import { outerProduct } from './maximise.ts'
import { Z95 } from './normal.ts'
import { bind, endsAt0, evaluate, freeOnes, toNatural } from './objective.ts'
import type { Fitted } from './search.ts'

export interface Estimate {
  readonly name: string
  readonly unit: string
  readonly doc: string
  readonly estimate: number
  /** Null where the parameter is declared or not told by the readings. */
  readonly low: number | null
  readonly high: number | null
  /** An end of the range that so few readings ran into that its interval would be a guess. */
  readonly seldom?: boolean
}

/** Conductances are tenths of the highest reading in the search: no reading tells a parameter this far. */
const UNTOLD = 100

/** Reach of a variance, as a share of it, beyond which its logarithm is not normal either. */
const LOGNORMAL = 4

/** Pulses that end at a clamp below which the place of the clamp is not told as a mean is, by the many. */
const FEW = 8

/** Pulses expected to have ended at each clamp. */
function hitsOf({ problem, optimum, centres }: Fitted): { low: number; high: number } {
  const bound = bind(problem, optimum.x)
  const hits = { low: 0, high: 0 }
  for (let d = 0; d < problem.visits.devices; d++) {
    bound.of(d, likelyEffects(bound, d, optimum.x, centres), {
      visit(_, { atLow, atHigh }) {
        hits.low += atLow
        hits.high += atHigh
      },
    })
  }
  return hits
}

/** Fall of the log-likelihood by which a step from a bound is long enough to see how it bends there. */
const FALL = 0.3

/** Observed information of the parameters listed: second differences over a fifth of a standard error. */
export function information({ problem, optimum, centres }: Fitted, of = optimum.active): Matrix {
  const { active, scores, metric } = optimum
  const few = problem.visits.devices <= 2 * active.length
  const rough = outerProduct(scores)
  const x = optimum.x.slice()
  const scratch = new Float64Array(problem.visits.devices)
  const h = of.map((p) => {
    const bounded = endsAt0(problem.parameters[p]!.form)
    const i = active.indexOf(p)
    if (i < 0) return 0.5 * nudge(p)
    if (few) return told(p, 0.2 * Math.sqrt(Math.max(1e-12, metric.get(i, i))), bounded)
    const step = Math.min(0.2 / Math.sqrt(rough.get(i, i)), 0.1 * Math.max(1, Math.abs(x[p]!)))
    return bounded ? Math.min(step, 0.9 * x[p]!) : step
  })
  of.forEach((p, i) => {
    if (!active.includes(p)) x[p] = 2 * h[i]!
  })
  const here = evaluate(problem, x, centres, scratch)
  const at = (i: number, j: number, sign: number) => {
    const shifted = x.slice()
    shifted[of[i]!] = shifted[of[i]!]! + sign * h[i]!
    if (j !== i) shifted[of[j]!] = shifted[of[j]!]! + sign * h[j]!
    return evaluate(problem, shifted, centres, scratch)
  }
  const single = of.map((_, i) => at(i, i, 1) + at(i, i, -1) - 2 * here)
  const result = new Matrix(of.length, of.length)
  for (let i = 0; i < of.length; i++) {
    const own = finite(-single[i]! / h[i]! ** 2)
    // At a bound the likelihood may fall without bending: three such steps are as one standard error then.
    const straight = !bends(i)
    result.set(i, i, straight ? 1 / (6 * h[i]!) ** 2 : own)
    for (let j = 0; j < i; j++) {
      const cross = at(i, j, 1) + at(i, j, -1) - 2 * here - single[i]! - single[j]!
      const value = straight || !bends(j) ? 0 : finite(-cross / (2 * h[i]! * h[j]!))
      result.set(i, j, value)
      result.set(j, i, value)
    }
  }
  return result

  function bends(i: number): boolean {
    return active.includes(of[i]!) || single[i]! < 0
  }

  /** A step at which the likelihood falls by a fiftieth, on both sides together; from a guess of it. */
  function told(p: number, guess: number, bounded: boolean): number {
    const trial = optimum.x.slice()
    let step = guess
    for (let k = 0; k < 4; k++) {
      if (bounded) step = Math.min(step, 0.9 * optimum.x[p]!)
      trial[p] = optimum.x[p]! + step
      const high = evaluate(problem, trial, centres, scratch)
      trial[p] = optimum.x[p]! - step
      const fall = optimum.logLikelihood - (high + evaluate(problem, trial, centres, scratch)) / 2
      const factor = Math.sqrt(0.02 / Math.max(fall, 1e-6))
      if (!Number.isFinite(fall)) step *= 0.1
      else if (factor > 0.5 && factor < 2) break
      else step *= Math.min(10, Math.max(0.1, factor))
    }
    return step
  }

  /** How far from its bound a parameter must go for the likelihood to fall. */
  function nudge(p: number): number {
    const trial = optimum.x.slice()
    for (let value = 1e-7; value < 10; value *= 3) {
      trial[p] = value
      if (optimum.logLikelihood - evaluate(problem, trial, centres, scratch) > FALL) return value
    }
    return 1
  }
}

/** The rows and columns of `wanted` in a matrix by `all`. */
export function part(matrix: Matrix, all: readonly number[], wanted: readonly number[]): Matrix {
  const at = wanted.map((p) => all.indexOf(p))
  return new Matrix(at.map((i) => at.map((j) => matrix.get(i, j))))
}

/** Where a small step ends all likelihood there is no second difference: the readings are taken to tell nothing. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

/**
 * 95 % intervals from the observed information, or from the sandwich over devices where that is wider: the first holds when
 * the law is right, the second also when it is nearly so.
 */
export function intervals(fitted: Fitted, observed: Matrix): Estimate[] {
  const { problem, optimum, centres } = fitted
  const { x, active, scores, logLikelihood } = optimum
  const all = freeOnes(problem)
  const covariance = inverseOf(observed)
  const { rows: devices, columns } = scores
  const robust = devices > 3 * columns
  const bread = inverseOf(part(observed, all, active))
  const filling = scores.transpose().mmul(scores)
  const sandwich = bread
    .mmul(filling)
    .mmul(bread)
    .mul(devices / Math.max(1, devices - 1))
  const scratch = new Float64Array(devices)
  const hits = hitsOf(fitted)
  return problem.parameters.map(({ name, unit, doc, form, free }, p) => {
    const estimate = toNatural(x[p]!, form)
    if (free && seldom(name)) return { name, unit, doc, estimate, low: null, high: null, seldom: true }
    if (!free) return { name, unit, doc, estimate, low: null, high: null }
    const i = all.indexOf(p)
    const moved = active.indexOf(p)
    const variance = Math.max(covariance.get(i, i), robust && moved >= 0 ? sandwich.get(moved, moved) : 0)
    const reach = Z95 * Math.sqrt(variance)
    if (!(reach < UNTOLD)) return { name, unit, doc, estimate, low: null, high: null }
    if (form !== 'variance') {
      const lowest = form === 'positive' ? Math.max(0, x[p]! - reach) : x[p]! - reach
      return { name, unit, doc, estimate, low: toNatural(lowest, form), high: toNatural(x[p]! + reach, form) }
    }
    if (moved < 0) return { name, unit, doc, estimate, low: 0, high: toNatural(reach, form) }
    // A variance well told is nearly lognormal; one that may be 0 is not, and then its interval holds 0.
    // The other parameters move along, as far as the information says.
    const none = x.slice()
    all.forEach((q, j) => {
      none[q] = x[q]! - (covariance.get(j, i) / covariance.get(i, i)) * x[p]!
      if (endsAt0(problem.parameters[q]!.form)) none[q] = Math.max(0, none[q]!)
    })
    const told = logLikelihood - evaluate(problem, none, centres, scratch) > Z95 ** 2 / 2
    if (told && reach < LOGNORMAL * x[p]!)
      return {
        name,
        unit,
        doc,
        estimate,
        low: estimate * Math.exp(-reach / (2 * x[p]!)),
        high: estimate * Math.exp(reach / (2 * x[p]!)),
      }
    return { name, unit, doc, estimate, low: 0, high: Math.sqrt(x[p]! + reach) }
  })

  function seldom(name: string): boolean {
    if (name === 'g_min') return problem.clamped.low && hits.low < FEW
    return name === 'g_max' && !problem.candidate.bounded && problem.clamped.high && hits.high < FEW
  }
}
