// The gradient in adjoint form: the learning signal is propagated backwards through the dynamics of each neuron, so that synapses
// store no eligibility.
import { AdjointSweep } from './frames'

/**
 * For t from to - 1 down to from and every neuron j (n a multiple of 4):
 *   G_t = bias[j] weight[t] + signal[j] + sum_k feedback[k][j] error[t][k];   (error: already reverse-filtered by the readout)
 *   M_t = psi_t (G_t + lambda_t);  lambda_{t-1} = rho lambda_t - beta M_t;  R_t = M_t + alpha R_{t+1}.
 * `psi` [T][n] is overwritten by R: the contribution of one presynaptic event at t to the gradient of the synapse to j. A call with
 * to = T starts with lambda = 0; a call with a smaller `to` continues from the call that ended there. The caller owns `lambda` [n].
 * `errorStride` is the row length of `error`; `feedback` has rows of n.
 */
export function adjointSweep(f: AdjointSweep): void {
  const T = f.T
  const n = f.n
  const psi = f.psi
  const error = f.error
  const outputs = f.outputs
  const errorStride = f.errorStride
  const feedback = f.feedback
  const signal = f.signal
  const bias = f.bias
  const weight = f.weight
  const alpha = f.alpha
  const rho = f.rho
  const beta = f.beta
  const lambda = f.lambda
  const bytes = <usize>n << 2
  if (f.to == T) memory.fill(lambda, 0, bytes)
  for (let t = f.to - 1; t >= f.from; --t) {
    const row = psi + <usize>t * bytes
    const signals = error + (<usize>(t * errorStride) << 2)
    const share = f32x4.splat(load<f32>(weight + (<usize>t << 2)))
    for (let j: usize = 0; j < bytes; j += 16) {
      let sum = f32x4.mul(v128.load(bias + j), share)
      if (signal) sum = f32x4.add(sum, v128.load(signal + j))
      for (let k: usize = 0; k < <usize>outputs; ++k) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(feedback + k * bytes + j), v128.load32_splat(signals + (k << 2))))
      }
      const later = v128.load(lambda + j)
      const m = f32x4.mul(v128.load(row + j), f32x4.add(sum, later))
      v128.store(lambda + j, f32x4.sub(f32x4.mul(v128.load(rho + j), later), f32x4.mul(v128.load(beta + j), m)))
      v128.store(row + j, t == T - 1 ? m : f32x4.add(m, f32x4.mul(v128.load(alpha + j), v128.load(row + j + bytes))))
    }
  }
}
