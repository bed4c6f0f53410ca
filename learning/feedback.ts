/** Feedback weights B, which carry the readout's error to the neurons: L_j = sum_k B_jk err_k. */
import type { WeightArray } from '../crossbar/array.ts'
import type { F32 } from '../kernels/arena.ts'
import { fillNormals, type Rng } from '../kernels/rng.ts'
import type { Network } from '../network/network.ts'

export const FEEDBACKS = {
  random: 'fixed, normal with std gain / sqrt(neurons)',
  symmetric: 'the transpose of the readout weights as the controller knows them at the start of a trial',
  adaptive: 'starts random, follows the gradient of the readout, and both decay (Kolen-Pollack)',
  broadcast: 'the same for all neurons, gain / sqrt(neurons)',
} as const

export type FeedbackKind = keyof typeof FEEDBACKS

export interface Feedback {
  /** [outputs][network stride] */
  readonly B: F32
  /** Before a trial that starts at t, s. */
  refresh(t: number): void
  /**
   * After a trial: `adaptive` moves B with the readout's gradient, [neurons][stride of out], and adds the weight decay to that
   * gradient, so that both matrices decay alike; the others, and a rate of 0, do nothing.
   */
  learn(gradientOut: F32, rate: number, t: number): void
}

export interface FeedbackOptions {
  readonly kind: FeedbackKind
  readonly gain: number
  /** adaptive: share of B and of the readout weights that is lost in a trial. */
  readonly decay: number
}

export function createFeedback(net: Network, { kind, gain, decay }: FeedbackOptions, rng: Rng): Feedback {
  const { arena, neurons, stride, outputs } = net
  const out: WeightArray = net.layers.out
  const B = arena.f32(outputs * stride)
  const w = arena.f32(out.rows * out.stride)
  const std = gain / Math.sqrt(neurons)
  if (kind === 'broadcast') for (let k = 0; k < outputs; k++) B.fill(std, k * stride, k * stride + neurons)
  if (kind === 'random' || kind === 'adaptive') {
    const xi = arena.f32(outputs * neurons)
    fillNormals(arena, rng, 0, xi)
    for (let i = 0; i < xi.length; i++) B[Math.floor(i / neurons) * stride + (i % neurons)] = std * xi[i]!
  }
  return {
    B,
    refresh(t) {
      if (kind !== 'symmetric') return
      out.weights(t, w)
      for (let k = 0; k < outputs; k++) for (let j = 0; j < neurons; j++) B[k * stride + j] = w[j * out.stride + k]!
    },
    learn(gradient, rate, t) {
      if (kind !== 'adaptive' || rate === 0) return
      out.weights(t, w)
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < neurons; j++) {
          const at = j * out.stride + k
          const b = k * stride + j
          B[b] = B[b]! - rate * gradient[at]! - decay * B[b]!
          gradient[at] = gradient[at]! + (decay / rate) * w[at]!
        }
      }
    },
  }
}
