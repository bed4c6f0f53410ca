/** Firing-rate regularisation and what all forms of the gradient share. */
import type { RateRegularisation } from '../rule.ts'

/**
 * What e_ji of step t weighs in the regularisation's mean over t, [steps]: 1/steps on the plain eligibility; on the filtered one
 * also every later step at which e's trace is still there.
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

/** The gradient of absent synapses, from a neuron to itself, is 0. */
export function clearAutapses(gradient: Float32Array, neurons: number, stride: number): void {
  for (let j = 0; j < neurons; j++) gradient[j * stride + j] = 0
}
