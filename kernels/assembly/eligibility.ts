// The online form of e-prop: one eligibility per synapse, updated at every step, as on neuromorphic hardware.
import { EligibilityStep } from './frames'

/**
 * One step over all synapses of an array [rows][stride]. epsV [rows] is the filtered presynaptic trace; for each synapse
 *   e = psi_j (epsV_i - beta_j epsA);  epsA <- psi_j epsV_i + (rho - beta_j psi_j) epsA;
 *   eBar <- kappa eBar + e;  grad <- grad + signal_j eBar;  eSum <- eSum + (flat ? e : eBar).
 * epsA may be 0 (null) where no neuron adapts; eSum may be 0 where no rate regularisation uses it.
 */
export function eligibilityStep(f: EligibilityStep): void {
  const rows = f.rows
  const stride = f.stride
  const epsV = f.epsV
  const epsA = f.epsA
  const eBar = f.eBar
  const eSum = f.eSum
  const grad = f.grad
  const psi = f.psi
  const signal = f.signal
  const beta = f.beta
  const rho = f.rho
  const kappa = f.kappa
  const flat = f.flat
  const bytes = <usize>stride << 2
  const decay = f32x4.splat(rho)
  const leak = f32x4.splat(kappa)
  for (let i = 0; i < rows; ++i) {
    const pre = v128.load32_splat(epsV + (<usize>i << 2))
    const first = <usize>i * bytes
    for (let j: usize = 0; j < bytes; j += 16) {
      const at = first + j
      const slope = v128.load(psi + j)
      let e = f32x4.mul(slope, pre)
      if (epsA) {
        const adaptation = v128.load(epsA + at)
        const b = v128.load(beta + j)
        const kept = f32x4.mul(f32x4.sub(decay, f32x4.mul(b, slope)), adaptation)
        v128.store(epsA + at, f32x4.add(e, kept))
        e = f32x4.sub(e, f32x4.mul(slope, f32x4.mul(b, adaptation)))
      }
      const filtered = f32x4.add(f32x4.mul(leak, v128.load(eBar + at)), e)
      v128.store(eBar + at, filtered)
      v128.store(grad + at, f32x4.add(v128.load(grad + at), f32x4.mul(v128.load(signal + j), filtered)))
      if (eSum) v128.store(eSum + at, f32x4.add(v128.load(eSum + at), flat ? e : filtered))
    }
  }
}
