/**
 * Errors dE/dy of a readout, step by step, and their losses. PHYSICS: E = 1/2 sum err^2 (mse); E = -sum over the window of
 * log softmax(y_t)[label] (cross-entropy); E = -log softmax(mean of y over the window)[label] (cross-entropy-of-mean).
 */
import { exp, log } from '../kernels/math.ts'

export const LOSSES = {
  mse: 'half the sum of squared differences from the target',
  'cross-entropy': 'of the softmax of the readout, summed over the steps of the window',
  'cross-entropy-of-mean': "of the softmax of the readout's mean over the window",
} as const

export type LossKind = keyof typeof LOSSES

/** out = softmax(y) over the first n entries, in double precision. */
export function softmax(y: ArrayLike<number>, n: number, out: Float64Array): void {
  let largest = -Infinity
  for (let o = 0; o < n; o++) largest = Math.max(largest, y[o]!)
  let sum = 0
  for (let o = 0; o < n; o++) {
    out[o] = exp(y[o]! - largest)
    sum += out[o]!
  }
  for (let o = 0; o < n; o++) out[o] = out[o]! / sum
}

/** -log of the probability of the label; large and finite if the probability is 0. */
export function negativeLogProbability(probability: number): number {
  return -log(Math.max(probability, 1e-300))
}
