/** Finds the parameters of the greatest likelihood: quasi-Newton steps (BFGS) that start from the devices' own scores. */
import { Matrix } from 'ml-matrix'
import type { Centres } from './effects.ts'
import { inverseOf } from './information-matrix.ts'
import { endsAt0, evaluate, freeOnes, type Problem } from './objective.ts'
import { recentre } from './recentre.ts'

export interface Optimum {
  /** Internal values of all parameters. */
  readonly x: Float64Array
  readonly logLikelihood: number
  /** Free parameters by index, those that lie at a bound left out. */
  readonly active: readonly number[]
  /** Score of each device by active parameter. */
  readonly scores: Matrix
  readonly converged: boolean
  /** Estimate of the inverse information by active parameter. */
  readonly metric: Matrix
}

export interface Effort {
  /** Quasi-Newton steps at most. */
  readonly rounds: number
  /** Parameters to move, and the inverse information that the steps start from. Default: all free ones, from the devices' own scores. */
  readonly from?: { readonly active: readonly number[]; readonly metric: Matrix }
  /** Expected gain in log-likelihood below which a step is not worth taking. */
  readonly enough?: number
}

/** A few hundredths of a standard error. */
const ENOUGH = 2e-4
const BACKTRACKS = 12
/** New starts from where no step leads up. */
const RESETS = 3
/** In log-likelihood. */
const LEFT = 2
const FAINT = 0.1

/** Of the sum over devices: scores by forward differences, one column a parameter. */
function scoresAt(
  problem: Problem,
  x: Float64Array,
  active: readonly number[],
  steps: ArrayLike<number>,
  centres: Centres,
  base: Float64Array,
): Matrix {
  const devices = problem.visits.devices
  const scores = new Matrix(devices, active.length)
  const shifted = new Float64Array(devices)
  const trial = x.slice()
  active.forEach((p, column) => {
    trial[p] = x[p]! + steps[p]!
    evaluate(problem, trial, centres, shifted)
    for (let d = 0; d < devices; d++) scores.set(d, column, (shifted[d]! - base[d]!) / steps[p]!)
    trial[p] = x[p]!
  })
  return scores
}

/** Step of a finite difference: small against the parameter and against 1. */
function differenceSteps(problem: Problem, x: Float64Array): Float64Array {
  return x.map((value, p) => (problem.parameters[p]!.form === 'log' ? 1e-5 : 1e-5 * Math.max(0.05, Math.abs(value))))
}

/** @param start internal values. The quadrature is centred anew every few steps */
export function maximise(
  problem: Problem,
  start: Float64Array,
  centres: Centres,
  { rounds, from, enough = ENOUGH }: Effort,
): Optimum {
  const { parameters, visits } = problem
  const x = start.slice()
  const base = new Float64Array(visits.devices)
  recentre(problem, x, centres, 4)
  let value = evaluate(problem, x, centres, base)
  let active: readonly number[] = from?.active ?? freeOnes(problem)
  let scores = scoresAt(problem, x, active, differenceSteps(problem, x), centres, base)
  let gradient = columnSums(scores)
  let metric = from?.metric ?? freshMetric()
  let converged = false
  let gain = 0
  let resets = 0
  for (let round = 0; round < rounds; round++) {
    // A variance at 0 that wants to fall stays there.
    const stuck = active.filter((p, i) => endsAt0(parameters[p]!.form) && x[p]! <= 0 && gradient[i]! <= 0)
    if (stuck.length > 0) {
      active = active.filter((p) => !stuck.includes(p))
      scores = scoresAt(problem, x, active, differenceSteps(problem, x), centres, base)
      gradient = columnSums(scores)
      metric = freshMetric()
    }
    let direction = metric.mmul(Matrix.columnVector(gradient)).getColumn(0)
    gain = dot(direction, gradient)
    if (!(gain > 0)) {
      metric = freshMetric()
      direction = metric.mmul(Matrix.columnVector(gradient)).getColumn(0)
      gain = dot(direction, gradient)
    }
    if (gain / 2 < enough) {
      converged = true
      break
    }
    const limit = Math.min(1, ...direction.map((d, i) => longest(problem, x, active[i]!) / Math.abs(d)))
    const next = x.slice()
    let moved = -Infinity
    let size = limit
    for (let k = 0; k < BACKTRACKS; k++, size *= 0.4) {
      active.forEach((p, i) => {
        next[p] = x[p]! + size * direction[i]!
        if (endsAt0(parameters[p]!.form)) next[p] = Math.max(0, next[p]!)
      })
      moved = evaluate(problem, next, centres, base)
      if (moved > value + 1e-4 * size * gain) break
    }
    if (!(moved > value)) {
      converged = gain / 2 < 0.02
      if (!converged && resets++ < RESETS) {
        // The quadrature or the metric may be stale.
        recentre(problem, x, centres, 4)
        value = evaluate(problem, x, centres, base)
        scores = scoresAt(problem, x, active, differenceSteps(problem, x), centres, base)
        gradient = columnSums(scores)
        metric = freshMetric()
        continue
      }
      evaluate(problem, x, centres, base)
      break
    }
    const step = active.map((p) => next[p]! - x[p]!)
    x.set(next)
    value = moved
    // After the last step nobody asks for scores: those before it are as good for their scatter.
    if (round === rounds - 1) break
    if (round % 5 === 2) {
      recentre(problem, x, centres)
      value = evaluate(problem, x, centres, base)
    }
    scores = scoresAt(problem, x, active, differenceSteps(problem, x), centres, base)
    const fresh = columnSums(scores)
    metric = updated(
      metric,
      step,
      fresh.map((g, i) => gradient[i]! - g),
    )
    gradient = fresh
  }
  if (!from) {
    recentre(problem, x, centres)
    value = evaluate(problem, x, centres, base)
  }
  // What was left before the last step is far below what an interval shows.
  if (gain / 2 < FAINT) converged = true
  // One last step to very many readings is not asked for scores: it came to rest if little was left to gain before it.
  if (from && gain / 2 < LEFT) converged = true
  return { x, logLikelihood: value, active, scores, converged, metric }

  /** Inverse information by the devices' own scores, or by second differences where devices are few. */
  function freshMetric(): Matrix {
    if (visits.devices > 2 * active.length) return inverseOf(outerProduct(scores))
    const scratch = new Float64Array(visits.devices)
    const trial = x.slice()
    return Matrix.diag(
      active.map((p) => {
        const size = 20 * differenceSteps(problem, x)[p]!
        trial[p] = x[p]! + size
        const high = evaluate(problem, trial, centres, scratch)
        trial[p] = x[p]! - size
        const low = endsAt0(parameters[p]!.form) && trial[p]! < 0 ? Number.NaN : evaluate(problem, trial, centres, scratch)
        trial[p] = x[p]!
        const curvature = (2 * value - high - low) / size ** 2
        const most = (0.3 * longest(problem, x, p)) ** 2
        return curvature > 0 && Number.isFinite(curvature) ? Math.min(most, 1 / curvature) : most
      }),
    )
  }
}

/** How far one step may move a parameter. */
function longest({ parameters }: Problem, x: Float64Array, p: number): number {
  const { form, name } = parameters[p]!
  if (form === 'log') return 0.7
  if (form === 'variance') return 0.1 + Math.abs(x[p]!)
  if (name.startsWith('gamma')) return 1.5
  // A step that loses its sign on the way may rest as noise without a mean.
  return name.startsWith('dw') ? 0.5 * Math.abs(x[p]!) + 0.01 : 0.3 * Math.abs(x[p]!) + 0.5
}

function columnSums(matrix: Matrix): number[] {
  return matrix.sum('column')
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

/**
 * Scatter of the devices' scores about their mean (which far from the optimum is not 0 and would shorten steps), an estimate of
 * the information; a little is added to the diagonal for few devices.
 */
export function outerProduct(scores: Matrix): Matrix {
  const centred = scores.clone().subRowVector(scores.mean('column'))
  const information = centred.transpose().mmul(centred)
  const few = Math.min(1, (2 * scores.columns) / scores.rows) * 0.1 + 1e-9
  for (let i = 0; i < information.rows; i++) information.set(i, i, information.get(i, i) * (1 + few) + 1e-9)
  return information
}

/** BFGS: the inverse Hessian after `step` changed the gradient by `change` (both of the negative log-likelihood). */
function updated(metric: Matrix, step: readonly number[], change: readonly number[]): Matrix {
  const curvature = dot(step, change)
  if (curvature <= 1e-12) return metric
  const s = Matrix.columnVector(step as number[])
  const y = Matrix.columnVector(change as number[])
  const rho = 1 / curvature
  const identity = Matrix.eye(step.length)
  const left = Matrix.sub(identity, Matrix.mul(s.mmul(y.transpose()), rho))
  return left
    .mmul(metric)
    .mmul(left.transpose())
    .add(Matrix.mul(s.mmul(s.transpose()), rho))
}
