/**
 * The inner loops of network and learning over flat typed arrays, written plainly: what the SIMD kernels are held equal
 * to, and what the benchmark compares them with. Matrices are row-major with rows of `stride`; only the first n (cols,
 * nPost) entries of a row are read or written. Storage is Float32Array in use; Float64Array gives a sharper test.
 * Equations: network.ts, eprop.ts and graph/.
 */

import { type SurrogateName, surrogate } from './graph/surrogate.ts'

export type Floats = Float32Array | Float64Array

/** Constants of n neurons, [n] each. `width`: distance from the threshold that is 1 in the surrogate, `height`: its gamma. */
export interface NeuronColumns {
  readonly alpha: Floats
  readonly rho: Floats
  readonly theta: Floats
  readonly beta: Floats
  readonly zeta: Floats
  readonly height: Floats
  readonly width: Floats
}

export interface NeuronState {
  readonly v: Floats
  readonly a: Floats
  readonly z: Floats
  /** Steps still to wait after a spike. */
  readonly left: Floats
  readonly current: Floats
}

/**
 * One step of n neurons. On entry `z` is z_{t-1} as 0/1 and `current` is the summed input of the step; on return `z` is z_t,
 * `psi` is psi_t and `spikes` starts with the ascending indices of the neurons that fired.
 *
 * @param refractory steps
 * @returns the number of spikes
 */
export function membraneStep(
  n: number,
  { v, a, z, left, current }: NeuronState,
  { alpha, rho, theta, beta, zeta, height, width }: NeuronColumns,
  shape: SurrogateName,
  refractory: number,
  psi: Floats,
  spikes: Uint32Array,
): number {
  let count = 0
  for (let j = 0; j < n; j++) {
    const zBefore = z[j]!
    v[j] = alpha[j]! * v[j]! + zeta[j]! * current[j]! - theta[j]! * zBefore
    a[j] = rho[j]! * a[j]! + zBefore
    const wait = zBefore > 0 ? refractory : Math.max(0, left[j]! - 1)
    left[j] = wait
    const above = v[j]! - (theta[j]! + beta[j]! * a[j]!)
    psi[j] = wait > 0 ? 0 : surrogate({ name: shape, gamma: height[j]!, beta: 1 / width[j]! }, above)
    z[j] = 0
    if (wait === 0 && above > 0) {
      z[j] = 1
      spikes[count++] = j
    }
  }
  return count
}

/** trace <- decay trace, plus gain times its value (absent: 1) at the first `count` indices in `rows`. */
export function traceStep(
  n: number,
  trace: Floats,
  decay: number,
  gain: number,
  rows: Uint32Array,
  count: number,
  values?: Floats,
): void {
  for (let i = 0; i < n; i++) trace[i] = decay * trace[i]!
  for (let s = 0; s < count; s++) trace[rows[s]!]! += values ? gain * values[s]! : gain
}

/** x_t <- x_t + decay x_{t+1}, from the last row [T-1] backwards, in place. */
export function reverseFilter(T: number, n: number, stride: number, x: Floats, decay: number): void {
  for (let t = T - 2; t >= 0; t--) {
    for (let j = 0; j < n; j++) x[t * stride + j]! += decay * x[(t + 1) * stride + j]!
  }
}

/**
 * M_t = psi_t (S_t + lambda_t), lambda_{t-1} = rho lambda_t - beta M_t, R_t = M_t + alpha R_{t+1}; R overwrites psi.
 *
 * @param psi [T][stride], in: psi, out: R
 * @param signal S [T][stride]: the backward-filtered learning signal, any regularisation already added
 */
export function adjointSweep(
  T: number,
  n: number,
  stride: number,
  psi: Floats,
  signal: Floats,
  alpha: Floats,
  rho: Floats,
  beta: Floats,
): void {
  const lambda = new Float64Array(n)
  const R = new Float64Array(n)
  for (let t = T - 1; t >= 0; t--) {
    for (let j = 0; j < n; j++) {
      const M = psi[t * stride + j]! * (signal[t * stride + j]! + lambda[j]!)
      lambda[j] = rho[j]! * lambda[j]! - beta[j]! * M
      R[j] = M + alpha[j]! * R[j]!
      psi[t * stride + j] = R[j]!
    }
  }
}

/** out[i][j] = sum_t eps[t][i] M[t][j]; eps is [T][nPre] without padding, out is [nPre][strideM] and overwritten. */
export function gradientProduct(
  T: number,
  nPre: number,
  nPost: number,
  strideM: number,
  M: Floats,
  eps: Floats,
  out: Floats,
): void {
  for (let i = 0; i < nPre; i++) {
    for (let j = 0; j < nPost; j++) out[i * strideM + j] = 0
  }
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < nPre; i++) {
      const e = eps[t * nPre + i]!
      for (let j = 0; j < nPost; j++) out[i * strideM + j]! += e * M[t * strideM + j]!
    }
  }
}

/** Events of presynaptic i: times[offsets[i] … offsets[i+1]), and beside them their values (absent: 1). */
export interface EventLists {
  readonly offsets: Uint32Array
  readonly times: Uint32Array
  readonly values?: Floats
}

/**
 * out[i][j] += gain zeta[j] sum of value R[s + shift][j] over the events s of presynaptic i; an event with s + shift outside [0, T)
 * is skipped. shift is 0 for inputs (x_t) and 1 for recurrent spikes (z_{t-1}). `zeta` [nPost], absent: 1.
 */
export function gradientFromEvents(
  nPre: number,
  { offsets, times, values }: EventLists,
  R: Floats,
  stride: number,
  nPost: number,
  gain: number,
  shift: number,
  T: number,
  out: Floats,
  zeta?: Floats,
): void {
  for (let i = 0; i < nPre; i++) {
    for (let s = offsets[i]!; s < offsets[i + 1]!; s++) {
      const t = times[s]! + shift
      if (t < 0 || t >= T) continue
      const scale = values ? gain * values[s]! : gain
      for (let j = 0; j < nPost; j++) out[i * stride + j]! += (zeta ? scale * zeta[j]! : scale) * R[t * stride + j]!
    }
  }
}

/**
 * One step of the online form over all synapses [nPre][stride]; `epsV` [nPre] is already that of this step.
 * e = psi (epsV - beta epsA); eBar <- kappa eBar + zetaOut e; eSum += e; grad += L eBar;
 * epsA <- psi epsV + (rho - beta psi) epsA.
 */
export function eligibilityStep(
  nPre: number,
  nPost: number,
  stride: number,
  epsV: Floats,
  epsA: Floats,
  eBar: Floats,
  eSum: Floats,
  grad: Floats,
  psi: Floats,
  learningSignal: Floats,
  beta: Floats,
  p: { readonly rho: number; readonly kappa: number; readonly zetaOut: number },
): void {
  const { rho, kappa, zetaOut } = p
  for (let i = 0; i < nPre; i++) {
    const pre = epsV[i]!
    for (let j = 0; j < nPost; j++) {
      const at = i * stride + j
      const e = psi[j]! * (pre - beta[j]! * epsA[at]!)
      eBar[at] = kappa * eBar[at]! + zetaOut * e
      eSum[at]! += e
      grad[at]! += learningSignal[j]! * eBar[at]!
      epsA[at] = psi[j]! * pre + (rho - beta[j]! * psi[j]!) * epsA[at]!
    }
  }
}

/** out[c] += gain value w[row][c] over the first `count` of `rows` (values absent: 1): a matrix-vector product with events. */
export function denseRows(
  rows: Uint32Array,
  count: number,
  w: Floats,
  stride: number,
  cols: number,
  gain: number,
  out: Floats,
  values?: Floats,
): void {
  for (let s = 0; s < count; s++) {
    const start = rows[s]! * stride
    const scale = values ? gain * values[s]! : gain
    for (let c = 0; c < cols; c++) out[c]! += scale * w[start + c]!
  }
}

/** w <- w - rate x direction within -max .. max, n entries. */
export function denseStep(n: number, w: Floats, direction: Floats, rate: number, max: number): void {
  for (let i = 0; i < n; i++) w[i] = Math.min(max, Math.max(-max, w[i]! - rate * direction[i]!))
}

/** Limits all entries to -limit .. limit. */
export function clampAll(x: Floats, limit: number): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(limit, Math.max(-limit, x[i]!))
}

/** out[row] = sum over p < planes and c < cols of x[p][row][c]. */
export function sumRows(rows: number, cols: number, stride: number, planes: number, x: Floats, out: Float64Array): void {
  out.fill(0)
  for (let p = 0; p < planes; p++) {
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < cols; c++) out[row]! += x[(p * rows + row) * stride + c]!
    }
  }
}

/** out[row] += gain sum over c < cols of w[row][c] x[c]: the product with the transposed matrix. */
export function denseBack(rows: number, w: Floats, stride: number, cols: number, x: Floats, gain: number, out: Floats): void {
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let c = 0; c < cols; c++) sum += w[row * stride + c]! * x[c]!
    out[row]! += gain * sum
  }
}

/** excess = (g - rest) exp(-rate age), floor = rest. */
export function relax(
  n: number,
  g: Floats,
  tProgrammed: Float64Array,
  rate: Floats,
  t: number,
  rest: number,
  excess: Floats,
  floor: Floats,
): void {
  for (let i = 0; i < n; i++) {
    excess[i] = (g[i]! - rest) * Math.exp(-rate[i]! * (t - tProgrammed[i]!))
    floor[i] = rest
  }
}

/** Steps with events of each row, ascending. */
export function sortByRow(
  { rows, steps, offsets: starts, ids }: { rows: number; steps: number; offsets: Uint32Array; ids: Uint32Array },
  { offsets, times }: { offsets: Uint32Array; times: Uint32Array },
): void {
  const lists = Array.from({ length: rows }, (): number[] => [])
  for (let t = 0; t < steps; t++) for (let e = starts[t]!; e < starts[t + 1]!; e++) lists[ids[e]!]!.push(t)
  let at = 0
  for (let row = 0; row < rows; row++) {
    offsets[row] = at
    for (const t of lists[row]!) times[at++] = t
  }
  offsets[rows] = at
}
