/**
 * The inner loops of network and learning over flat typed arrays, written plainly: what the SIMD kernels are held equal
 * to, and what the benchmark compares them with. Matrices are row-major with rows of `stride`; only the first n (cols,
 * nPost) entries of a row are read or written. Storage is Float32Array in use; Float64Array gives a sharper test.
 * Equations: network.ts and eprop.ts.
 */

export type Floats = Float32Array | Float64Array

export interface MembraneParams {
  readonly alpha: number
  readonly zeta: number
  readonly threshold: number
  readonly rho: number
  readonly gammaOverTheta: number
  /** Steps. */
  readonly refractory: number
}

/**
 * One step of n neurons. On entry `z` is z_{t-1} as 0/1 and `current` is W_in x_t + W_rec z_{t-1}; on return `z` is z_t,
 * `psi` is psi_t and `spikes` starts with the ascending indices of the neurons that fired.
 *
 * @returns the number of spikes
 */
export function membraneStep(
  n: number,
  v: Floats,
  a: Floats,
  z: Floats,
  refractoryLeft: Floats,
  current: Floats,
  beta: Floats,
  psi: Floats,
  spikes: Uint32Array,
  p: MembraneParams,
): number {
  const { alpha, zeta, threshold, rho, gammaOverTheta, refractory } = p
  let count = 0
  for (let j = 0; j < n; j++) {
    const zBefore = z[j]!
    v[j] = alpha * v[j]! + zeta * current[j]! - threshold * zBefore
    a[j] = rho * a[j]! + zBefore
    const left = zBefore > 0 ? refractory : Math.max(0, refractoryLeft[j]! - 1)
    refractoryLeft[j] = left
    const above = v[j]! - (threshold + beta[j]! * a[j]!)
    psi[j] = left > 0 ? 0 : gammaOverTheta * Math.max(0, 1 - Math.abs(above) / threshold)
    z[j] = 0
    if (left === 0 && above > 0) {
      z[j] = 1
      spikes[count++] = j
    }
  }
  return count
}

/** trace <- decay trace, plus gain at the first `count` indices in `spikes`. */
export function traceStep(n: number, trace: Floats, decay: number, gain: number, spikes: Uint32Array, count: number): void {
  for (let i = 0; i < n; i++) trace[i] = decay * trace[i]!
  for (let s = 0; s < count; s++) trace[spikes[s]!]! += gain
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
  alpha: number,
  rho: number,
  beta: Floats,
): void {
  const lambda = new Float64Array(n)
  const R = new Float64Array(n)
  for (let t = T - 1; t >= 0; t--) {
    for (let j = 0; j < n; j++) {
      const M = psi[t * stride + j]! * (signal[t * stride + j]! + lambda[j]!)
      lambda[j] = rho * lambda[j]! - beta[j]! * M
      R[j] = M + alpha * R[j]!
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

/**
 * out[i][j] += gain R[s + shift][j] over the spike times s of presynaptic i, times[offsets[i] … offsets[i+1]);
 * a time with s + shift outside [0, T) is skipped. shift is 0 for inputs (x_t) and 1 for recurrent spikes (z_{t-1}).
 */
export function gradientFromEvents(
  nPre: number,
  offsets: Uint32Array,
  times: Uint32Array,
  R: Floats,
  stride: number,
  nPost: number,
  gain: number,
  shift: number,
  T: number,
  out: Floats,
): void {
  for (let i = 0; i < nPre; i++) {
    for (let s = offsets[i]!; s < offsets[i + 1]!; s++) {
      const t = times[s]! + shift
      if (t < 0 || t >= T) continue
      for (let j = 0; j < nPost; j++) out[i * stride + j]! += gain * R[t * stride + j]!
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

/** out[c] += gain w[row][c] over the first `count` of `rows`: a matrix-vector product with spikes, ideal weights. */
export function denseRows(
  rows: Uint32Array,
  count: number,
  w: Floats,
  stride: number,
  cols: number,
  gain: number,
  out: Floats,
): void {
  for (let s = 0; s < count; s++) {
    const start = rows[s]! * stride
    for (let c = 0; c < cols; c++) out[c]! += gain * w[start + c]!
  }
}
