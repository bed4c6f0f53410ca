// Arguments of kernels that take more than eight: one record in memory per kernel, with fields set by name. kernels/build.mjs writes
// the same records as TypeScript types with the byte offsets of the fields. The type of an address names the numbers it points to.

/** Addresses of float32, float64 and 32-bit integer columns. */
export type f32s = usize
export type f64s = usize
export type u32s = usize

@unmanaged
export class PcmSet {
  ids: u32s
  n: i32
  g: f32s
  p: f32s
  count: u32s
  gMin: f32
  gMax: f32
  m1: f32
  c1: f32
  a1: f32
  m2: f32
  c2: f32
  a2: f32
  decay: f32
  noise: i32
  k0: u32
  k1: u32
}

@unmanaged
export class PcmReset {
  ids: u32s
  n: i32
  g: f32s
  p: f32s
  count: u32s
  mean: f32
  std: f32
  noise: i32
  k0: u32
  k1: u32
}

@unmanaged
export class PcmReadCells {
  t: f64
  ids: u32s
  n: i32
  g: f32s
  tProgrammed: f64s
  nu: f32s
  inverseT0: f32
  relative: f32
  absolute: f32
  low: f32
  high: f32
  noise: i32
  k0: u32
  k1: u32
  drawLow: u32
  drawHigh: u32
  out: f32s
}

@unmanaged
export class PcmReadRows {
  /** The listed rows and their values; `values` 0: all values are 1. */
  rows: u32s
  values: f32s
  n: i32
  gRef: f32s
  inverseAge: f32s
  nu: f32s
  /** Of relaxing devices: rates and what they relax to; `rate` 0: none relaxes. */
  rate: f32s
  restRef: f32s
  replicas: i32
  totalRows: i32
  stride: i32
  cols: i32
  elapsed: f32
  relative: f32
  absolute: f32
  low: f32
  high: f32
  noise: i32
  k0: u32
  k1: u32
  drawLow: u32
  drawHigh: u32
  gain: f32
  autapses: i32
  out: f32s
}

@unmanaged
export class MembraneStep {
  /** A multiple of 4; columns are [n]. */
  n: i32
  v: f32s
  a: f32s
  z: f32s
  left: f32s
  current: f32s
  alpha: f32s
  rho: f32s
  theta: f32s
  beta: f32s
  /** Relative gain of the input, 1 unless it is trained. */
  zeta: f32s
  /** Surrogate derivative: its height at the threshold and its width. */
  height: f32s
  width: f32s
  surrogate: i32
  refractory: f32
  /** Not 0: no neuron adapts or is refractory, and columns of that are neither read nor written. */
  plain: i32
  psi: f32s
  spikes: u32s
  /** Copies of the membrane and of the input current before its relative gain; 0: none. */
  trace: f32s
  inputTrace: f32s
}

@unmanaged
export class AdjointSweep {
  /** Rows from .. to of [T][n] columns, backwards. */
  from: i32
  to: i32
  T: i32
  n: i32
  psi: f32s
  error: f32s
  outputs: i32
  errorStride: i32
  feedback: f32s
  /** [n], the learning signal from further connections for the one step from = to - 1; 0: none. */
  signal: f32s
  bias: f32s
  weight: f32s
  alpha: f32s
  rho: f32s
  beta: f32s
  lambda: f32s
}

@unmanaged
export class GradientFromEvents {
  rows: i32
  offsets: u32s
  times: u32s
  /** One value per entry of `times`; 0: all values are 1. */
  values: f32s
  R: f32s
  T: i32
  stride: i32
  shift: i32
  gain: f32
  /** Relative gain of the postsynaptic neurons, [stride]. */
  zeta: f32s
  out: f32s
}

@unmanaged
export class EligibilityStep {
  rows: i32
  stride: i32
  epsV: f32s
  epsA: f32s
  eBar: f32s
  eSum: f32s
  grad: f32s
  psi: f32s
  signal: f32s
  beta: f32s
  rho: f32
  kappa: f32
  flat: i32
}
