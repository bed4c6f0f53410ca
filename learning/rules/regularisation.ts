/** Firing-rate regularisation and what both forms of e-prop share. */
import type { NeuronConstants } from '../../network/neurons.ts'
import type { SpikesByRow } from '../../network/spikes.ts'
import type { RateRegularisation } from '../rule.ts'

/**
 * What e_ji of step t weighs in the regularisation's mean over t, [steps]: 1/steps on the plain eligibility; on the filtered one
 * also every later step at which e's trace is still there.
 */
export function reverseWeights(
  steps: number,
  { kappa, zetaOut }: NeuronConstants,
  { eligibility }: RateRegularisation,
): Float64Array {
  const weights = new Float64Array(steps).fill(1 / steps)
  if (eligibility === 'filtered') {
    for (let t = steps - 1; t >= 0; t--) weights[t] = zetaOut / steps + kappa * (weights[t + 1] ?? 0)
  }
  return weights
}

/** Spikes of each row. */
export function spikeCounts({ offsets }: SpikesByRow, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => offsets[i + 1]! - offsets[i]!)
}

/** No neuron has a synapse to itself: its gradient there is 0. */
export function clearSelf(gradient: Float32Array, neurons: number, stride: number): void {
  for (let j = 0; j < neurons; j++) gradient[j * stride + j] = 0
}
