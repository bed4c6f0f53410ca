// e-prop's gradient in adjoint form: the learning signal is carried backwards through the neuron's own dynamics, so that
// no synapse needs an eligibility of its own.

/**
 * For t from T-1 down to 0 and every neuron j (n a multiple of 4):
 *   G_t = sum_k feedback[k][j] error[t][k] + bias[j] weight[t];   (error: already reverse-filtered by the readout)
 *   M_t = psi_t (G_t + lambda_t);  lambda_{t-1} = rho lambda_t - beta M_t;  R_t = M_t + alpha R_{t+1}.
 * `psi` [T][n] is overwritten by R: what one presynaptic event at t contributes to the gradient of the synapse to j.
 * `lambda` [n] is scratch. `errorStride` is the row length of `error`; `feedback` has rows of n.
 */
export function adjointSweep(
  T: i32, n: i32, psi: usize, error: usize, outputs: i32, errorStride: i32, feedback: usize, bias: usize, weight: usize,
  alpha: f32, rho: f32, beta: usize, lambda: usize,
): void {
  const bytes = <usize>n << 2
  const leak = f32x4.splat(alpha)
  const decay = f32x4.splat(rho)
  memory.fill(lambda, 0, bytes)
  for (let t = T - 1; t >= 0; --t) {
    const row = psi + <usize>t * bytes
    const signals = error + (<usize>(t * errorStride) << 2)
    const share = f32x4.splat(load<f32>(weight + (<usize>t << 2)))
    for (let j: usize = 0; j < bytes; j += 16) {
      let signal = f32x4.mul(v128.load(bias + j), share)
      for (let k: usize = 0; k < <usize>outputs; ++k) {
        signal = f32x4.add(signal, f32x4.mul(v128.load(feedback + k * bytes + j), v128.load32_splat(signals + (k << 2))))
      }
      const later = v128.load(lambda + j)
      const m = f32x4.mul(v128.load(row + j), f32x4.add(signal, later))
      v128.store(lambda + j, f32x4.sub(f32x4.mul(decay, later), f32x4.mul(v128.load(beta + j), m)))
      v128.store(row + j, t == T - 1 ? m : f32x4.add(m, f32x4.mul(leak, v128.load(row + j + bytes))))
    }
  }
}
