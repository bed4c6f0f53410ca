/**
 * How well a candidate foretells devices that it has not seen. The refits without a fold are one Newton step from the fit to
 * all (the infinitesimal jackknife: Giordano et al., A Swiss Army Infinitesimal Jackknife, AISTATS 2019), their likelihood of
 * the fold is exact. Few devices are compared by stretches of their sweeps, each charged its share of the parameters (Akaike, IEEE
 * Trans. Autom. Control 19, 716, 1974, doi 10.1109/TAC.1974.1100705).
 */
import { Matrix } from 'ml-matrix'
import { freshCentres, likelyEffects } from './effects.ts'
import { inverseOf } from './information-matrix.ts'
import { information } from './intervals.ts'
import { outerProduct } from './maximise.ts'
import { bind, endsAt0, evaluate } from './objective.ts'
import { recentre } from './recentre.ts'
import type { Fitted } from './search.ts'
import type { Visits } from './visits.ts'

const FOLDS = 10
/** Fewer devices do not tell by themselves which law is better. */
export const FEW_DEVICES = 8
/** Stretches that the sweeps of few devices are cut into. */
const STRETCHES = 40

/** Held-out log-likelihood of each device, or of each stretch where devices are few. */
export function heldOut(fitted: Fitted): Float64Array {
  const { problem, optimum, centres } = fitted
  const { devices } = problem.visits
  const { active, scores, x } = optimum
  if (devices < FEW_DEVICES) return byStretches(fitted)
  const result = new Float64Array(devices)
  const folds = Math.min(FOLDS, devices)
  // The devices' own scores tell the information only where there are many more devices than parameters.
  const whole = devices > 20 * active.length ? outerProduct(scores) : information({ problem, optimum, centres })
  const metric = inverseOf(whole)
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

/** Each stretch at the device's most likely effects, less its share of what the parameters gain by chance. */
function byStretches({ problem, optimum, centres }: Fitted): Float64Array {
  const { visits } = problem
  const bound = bind(problem, optimum.x)
  const result = new Float64Array(STRETCHES)
  const length = visits.pulse.length / STRETCHES
  for (let d = 0; d < visits.devices; d++) {
    bound.of(d, likelyEffects(bound, d, optimum.x, centres), {
      visit(visit, { logLikelihood }) {
        const stretch = Math.min(STRETCHES - 1, Math.floor(visit / length))
        result[stretch] = result[stretch]! + logLikelihood
      },
    })
  }
  return result.map((value) => value - optimum.active.length / STRETCHES)
}

/** Log-likelihood of each device of `visits` under a law fitted to some of them. */
export function foreseen(fitted: Fitted, visits: Visits): Float64Array {
  const { problem, optimum } = fitted
  const centres = freshCentres(visits.devices, optimum.x.length)
  const other = { ...problem, visits }
  recentre(other, optimum.x, centres, 3)
  if (visits.devices < FEW_DEVICES) return byStretches({ problem: other, optimum, centres })
  const result = new Float64Array(visits.devices)
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
export const LEAD = 2
/** Log-likelihood by which the best leads clearly whatever the standard error, and by which it does not whatever that is. */
const PLAIN = 5
const SLIGHT = 1

interface Ranked {
  readonly name: string
  readonly parameters: number
  /** Added to the parameters where simplicity decides. */
  readonly burden: number
  readonly devices: Float64Array
}

/** The best, and the simplest that it does not lead clearly. */
export function rank(tried: readonly Ranked[]): {
  readonly scores: readonly Score[]
  readonly chosen: number
  /** Those that the best does not lead clearly: the chosen one is the simplest. */
  readonly near: readonly number[]
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
  const near = scores.filter(({ behind, behindError }) => behind <= SLIGHT || (behind <= LEAD * behindError && behind < PLAIN))
  const cost = (score: Score) => score.parameters + tried[scores.indexOf(score)]!.burden
  const simplest = near.reduce((a, b) => (cost(b) < cost(a) || (cost(b) === cost(a) && b.heldOut > a.heldOut) ? b : a))
  return { scores, chosen: scores.indexOf(simplest), near: near.map((score) => scores.indexOf(score)) }
}
