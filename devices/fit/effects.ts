/**
 * What differs between devices: factors on their SET and depression steps, shifts of the ends of their range. The likelihood of a
 * device is integrated over its effects by adaptive quadrature: the nodes stand around where the effects of this device are most
 * likely. That place moves with the parameters, to first order, so that long sweeps, which tell a device's effects to a per mille,
 * are integrated as well as short ones.
 */
import type { Bound } from './objective.ts'

export const EFFECTS = ['scale', 'scaleDown', 'gMax', 'gMin'] as const
export type Effect = (typeof EFFECTS)[number]
const MOST = EFFECTS.length

/** The log-likelihood of each device as a parabola of its effects u: pull u - u information u / 2, near its summit. */
export interface Centres {
  /** MOST x MOST a device. */
  readonly information: Float64Array
  /** MOST a device, at parameters `at`. */
  readonly pull: Float64Array
  /** Derivatives of pull by parameters: MOST x parameters a device. */
  readonly track: Float64Array
  readonly at: Float64Array
}

export function freshCentres(devices: number, parameters: number): Centres {
  const information = new Float64Array(devices * MOST * MOST)
  for (let d = 0; d < devices; d++) for (let e = 0; e < MOST; e++) information[(d * MOST + e) * MOST + e] = e < 2 ? 25 : 4
  const pull = new Float64Array(devices * MOST)
  return { information, pull, track: new Float64Array(devices * MOST * parameters), at: new Float64Array(parameters) }
}

/** Gauss-Hermite for one effect, for the normal density. Three points would bias the spread of noisy devices. */
const NODES_1 = [0, 1.355626179974266, -1.355626179974266, 2.856970013872806, -2.856970013872806]
const WEIGHTS_1 = [0.533333333333333, 0.222075922005613, 0.222075922005613, 0.011257411327721, 0.011257411327721]

interface Rule {
  readonly count: number
  /** count x effects. */
  readonly nodes: Float64Array
  /** Logarithms, with half the square of the node added. */
  readonly weights: Float64Array
}

/** Fully symmetric rules of degree 5 (McNamee and Stenger, Numer. Math. 10, 327, 1967, doi 10.1007/BF02162032) for more. */
const RULES: readonly Rule[] = [1, 2, 3, 4].map((n) => {
  const nodes: number[][] = []
  const weights: number[] = []
  const add = (weight: number, ...ends: readonly (readonly [number, number])[]) => {
    if (weight === 0) return
    const node = new Array<number>(n).fill(0)
    for (const [e, value] of ends) node[e] = value
    nodes.push(node)
    weights.push(Math.log(weight) + 0.5 * node.reduce((sum, z) => sum + z * z, 0))
  }
  if (n === 1) for (const [k, node] of NODES_1.entries()) add(WEIGHTS_1[k]!, [0, node])
  else {
    const r = Math.sqrt(3)
    add(1 + (n * (n - 7)) / 18)
    for (let i = 0; i < n; i++) {
      for (const a of [r, -r]) {
        add((4 - n) / 18, [i, a])
        for (let j = 0; j < i; j++) for (const b of [r, -r]) add(1 / 36, [i, a], [j, b])
      }
    }
  }
  return { count: nodes.length, nodes: Float64Array.from(nodes.flat()), weights: Float64Array.from(weights) }
})

/** Of degree 3, for effects that long sweeps tell so well that their density is a normal's. */
const NARROW_RULES: readonly Rule[] = [1, 2, 3, 4].map((n) => {
  const reach = Math.sqrt(n)
  const nodes = Array.from({ length: 2 * n }, (_, k) =>
    Array.from({ length: n }, (__, e) => (e === k >> 1 ? (k % 2 ? -reach : reach) : 0)),
  )
  return { count: 2 * n, nodes: Float64Array.from(nodes.flat()), weights: new Float64Array(2 * n).fill(n / 2 - Math.log(2 * n)) }
})

const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI)
const effects = new Float64Array(MOST)
const centre = new Float64Array(MOST)
const factor = new Float64Array(MOST * MOST)
const terms = new Float64Array(64)

/** Log of the integral of device d's likelihood over its effects. @param x internal parameters */
export function overEffects(bound: Bound, d: number, x: ArrayLike<number>, centres: Centres): number {
  const present = presentOf(bound)
  const n = present.length
  effects.fill(0)
  if (n === 0) return bound.of(d, effects)
  const logVolume = place(bound, d, present, x, centres)
  const rule = (bound.narrow || n > 2 ? NARROW_RULES : RULES)[n - 1]!
  let largest = -Infinity
  for (let k = 0; k < rule.count; k++) {
    let term = rule.weights[k]!
    for (let i = 0; i < n; i++) {
      let u = centre[i]!
      for (let j = 0; j <= i; j++) u += factor[i * MOST + j]! * rule.nodes[k * n + j]!
      effects[present[i]!] = u
      term += bound.prior(present[i]!, u)
    }
    terms[k] = term + bound.of(d, effects)
    if (terms[k]! > largest) largest = terms[k]!
  }
  if (!(largest > -Infinity)) return -Infinity
  let sum = 0
  for (let k = 0; k < rule.count; k++) sum += Math.exp(terms[k]! - largest)
  return largest + Math.log(sum) + logVolume + n * LOG_ROOT_2PI
}

/** Most likely effects of device d. */
export function likelyEffects(bound: Bound, d: number, x: ArrayLike<number>, centres: Centres): Float64Array {
  const present = presentOf(bound)
  const result = new Float64Array(MOST)
  if (present.length === 0) return result
  place(bound, d, present, x, centres)
  present.forEach((e, i) => {
    result[e] = centre[i]!
  })
  return result
}

function presentOf({ variances }: Bound): number[] {
  return variances.flatMap((variance, e) => (variance > 0 ? [e] : []))
}

/** Fills `centre` and `factor` (lower triangle) of the posterior of the effects present. @returns log of the factor's determinant */
function place({ variances }: Bound, d: number, present: readonly number[], x: ArrayLike<number>, centres: Centres): number {
  const { information, pull, track, at } = centres
  const n = present.length
  const parameters = at.length
  const precision: number[][] = present.map((e, i) =>
    present.map((f, j) => information[(d * MOST + e) * MOST + f]! + (i === j ? 1 / variances[e]! : 0)),
  )
  const wanted = present.map((e) => {
    let sum = pull[d * MOST + e]!
    const row = (d * MOST + e) * parameters
    for (let p = 0; p < parameters; p++) {
      const slope = track[row + p]!
      if (slope !== 0) sum += slope * (x[p]! - at[p]!)
    }
    return sum
  })
  let lower = cholesky(precision)
  if (!lower) {
    lower = cholesky(precision.map((row, i) => row.map((value, j) => (i === j ? Math.abs(value) + 1e-9 : 0))))!
  }
  // precision = L L^T: the centre solves it, and the posterior's factor is the inverse of L^T, brought to lower-triangular form by
  // no one: nodes are symmetric, so its transpose order does not matter.
  const half = new Array<number>(n)
  for (let i = 0; i < n; i++) {
    let sum = wanted[i]!
    for (let j = 0; j < i; j++) sum -= lower[i]![j]! * half[j]!
    half[i] = sum / lower[i]![i]!
  }
  let logVolume = 0
  for (let i = n - 1; i >= 0; i--) {
    let sum = half[i]!
    for (let j = i + 1; j < n; j++) sum -= lower[j]![i]! * centre[j]!
    centre[i] = sum / lower[i]![i]!
    logVolume -= Math.log(lower[i]![i]!)
  }
  if (n === 1) factor[0] = 1 / lower[0]![0]!
  else covarianceFactor(lower, n)
  return logVolume
}

/** Lower Cholesky factor of the inverse of L L^T. */
function covarianceFactor(lower: readonly (readonly number[])[], n: number): void {
  const inverse: number[][] = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  for (let c = 0; c < n; c++) {
    for (let i = c; i < n; i++) {
      let sum = i === c ? 1 : 0
      for (let j = c; j < i; j++) sum -= lower[i]![j]! * inverse[j]![c]!
      inverse[i]![c] = sum / lower[i]![i]!
    }
  }
  const covariance = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => {
      let sum = 0
      for (let k = Math.max(i, j); k < n; k++) sum += inverse[k]![i]! * inverse[k]![j]!
      return sum
    }),
  )
  const root = cholesky(covariance)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) factor[i * MOST + j] = root ? root[i]![j]! : i === j ? Math.sqrt(covariance[i]![i]!) : 0
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const n = matrix.length
  const lower: number[][] = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!
      if (i === j) {
        if (!(sum > 0)) return undefined
        lower[i]![i] = Math.sqrt(sum)
      } else lower[i]![j] = sum / lower[j]![j]!
    }
  }
  return lower
}
