/**
 * How well a candidate foretells devices that it has not seen. The refits without a fold are one Newton step from the fit to
 * all (the infinitesimal jackknife: Giordano et al., A Swiss Army Infinitesimal Jackknife, AISTATS 2019), their likelihood of
 * the fold is exact.
 */
import { Matrix } from 'ml-matrix'
import { freshCentres } from './effects.ts'
import { inverseOf } from './information-matrix.ts'
import { information } from './intervals.ts'
import { outerProduct } from './maximise.ts'
import { endsAt0, evaluate } from './objective.ts'
import { recentre } from './recentre.ts'
import type { Fitted } from './search.ts'
import type { Visits } from './visits.ts'

const FOLDS = 10

/** Held-out log-likelihood of each device. */
export function heldOut({ problem, optimum, centres }: Fitted): Float64Array {
  const { devices } = problem.visits
  const { active, scores, x } = optimum
  const folds = Math.min(FOLDS, devices)
  const result = new Float64Array(devices)
  if (folds < 2) {
    evaluate(problem, x, centres, result)
    return result
  }
  // The devices' own scores tell the information only where there are many more devices than parameters.
  const whole = devices > 20 * active.length ? outerProduct(scores) : information({ problem, optimum, centres })
  const metric = inverseOf(whole)
  if (!metric.to1DArray().every(Number.isFinite)) {
    evaluate(problem, x, centres, result)
    return result
  }
  const scratch = new Float64Array(devices)
  for (let fold = 0; fold < folds; fold++) {
    const sum = new Matrix(active.length, 1)
    let count = 0
    for (let d = fold; d < devices; d += folds) {
      count++
      for (let i = 0; i < active.length; i++) sum.set(i, 0, sum.get(i, 0) + scores.get(d, i))
    }
    const step = metric.mmul(sum).getColumn(0)
    const without = x.slice()
    active.forEach((p, i) => {
      without[p] = x[p]! - step[i]! / (1 - count / devices)
      if (endsAt0(problem.parameters[p]!.form)) without[p] = Math.max(0, without[p]!)
    })
    evaluate(problem, without, centres, scratch)
    for (let d = fold; d < devices; d += folds) result[d] = scratch[d]!
  }
  return result
}

/** Log-likelihood of each device of `visits` under a law fitted to some of them. */
export function foreseen({ problem, optimum }: Fitted, visits: Visits): Float64Array {
  const result = new Float64Array(visits.devices)
  const centres = freshCentres(visits.devices, optimum.x.length)
  const other = { ...problem, visits }
  recentre(other, optimum.x, centres, 3)
  evaluate(other, optimum.x, centres, result)
  return result
}

export interface Score {
  readonly name: string
  /** Sum over devices. */
  readonly heldOut: number
  /** Of the best candidate less this one's, and its standard error over devices. */
  readonly behind: number
  readonly behindError: number
  readonly parameters: number
}

/** Stands for the log-likelihood of a device that a law rules out. */
const IMPOSSIBLE = -1e6

/** Standard errors by which the best must lead a simpler law: a richer one that holds it as a case leads by one often enough by chance. */
const LEAD = 2

/** The best, and the simplest that it does not lead clearly. */
export function rank(tried: readonly { readonly name: string; readonly parameters: number; readonly devices: Float64Array }[]): {
  readonly scores: readonly Score[]
  readonly chosen: number
} {
  const candidates = tried.map((one) => ({
    ...one,
    devices: one.devices.map((value) => (Number.isFinite(value) ? value : IMPOSSIBLE)),
  }))
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)
  const best = candidates.reduce((a, b) => (total(b.devices) > total(a.devices) ? b : a))
  const scores = candidates.map(({ name, parameters, devices }) => {
    const differences = devices.map((value, d) => best.devices[d]! - value)
    const behind = total(differences)
    const mean = behind / differences.length
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, differences.length - 1)
    return { name, heldOut: total(devices), behind, behindError: Math.sqrt(variance * differences.length), parameters }
  })
  const near = scores.filter(({ behind, behindError }) => behind <= LEAD * behindError)
  const simplest = near.reduce((a, b) =>
    b.parameters < a.parameters || (b.parameters === a.parameters && b.heldOut > a.heldOut) ? b : a,
  )
  return { scores, chosen: scores.indexOf(simplest) }
}
