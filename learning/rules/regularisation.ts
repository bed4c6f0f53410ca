/** Firing-rate regularisation and other parts shared by all forms of the gradient. */
import type { RateRegularisation } from '../rule.ts'

/**
 * Weight of e_ji of step t in the regularisation's mean over t, [steps]: 1/steps for the plain eligibility; for the filtered one it
 * includes the trace of e in all later steps.
 */
export function reverseWeights(
  steps: number,
  { kappa, zeta }: { readonly kappa: number; readonly zeta: number },
  { eligibility }: RateRegularisation,
): Float64Array {
  const weights = new Float64Array(steps).fill(1 / steps)
  if (eligibility === 'filtered') {
    for (let t = steps - 1; t >= 0; t--) weights[t] = zeta / steps + kappa * (weights[t + 1] ?? 0)
  }
  return weights
}

/** Sets the gradient of absent synapses, from a neuron to itself, to 0. */
export function clearAutapses(gradient: Float32Array, neurons: number, stride: number): void {
  for (let j = 0; j < neurons; j++) gradient[j * stride + j] = 0
}
