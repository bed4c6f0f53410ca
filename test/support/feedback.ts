/** Feedback for tests: options at their neutral values, and its surroundings. */
import { type Arena, padded } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import {
  createFeedback,
  type Feedback,
  type FeedbackArrayFactory,
  type FeedbackOptions,
} from '../../learning/feedback/feedback.ts'
import type { ErrorPath } from '../../learning/rule.ts'
import type { SynapseArray } from '../../learning/update/scheme.ts'
import type { Network } from '../../network/network.ts'

type Options = Partial<FeedbackOptions> & Pick<FeedbackOptions, 'kind'>

/** Streams are those of the seed `feedback`; arrays of B's own are refused unless there is a factory. */
export function feedbackFor(
  net: Network,
  arrays: Readonly<Record<string, SynapseArray>>,
  options: Options,
  makeArray: FeedbackArrayFactory = () => Promise.reject() as never,
): Feedback {
  const mirror = { rate: 0.01, decay: 0.01, samples: 1 }
  const neutral = { store: 'digital', gain: 1, decay: 0, along: 'readout', mirror } as const
  const stream = (name: string) => createRng('feedback', name)
  return createFeedback(net, { ...neutral, ...options }, { arrays, makeArray, stream })
}

/** B as a path brings it, [pre][post]: the answers to unit errors at draw 0. */
export function broughtBy(arena: Arena, { bring, gain }: ErrorPath, pre: number, post: number, t = 0, drawIndex = 0): number[][] {
  const columns = Array.from({ length: post }, (_, k) => {
    const [r, out] = [arena.f32(padded(post)), arena.f32(padded(pre))]
    r[k] = 1
    bring(r, { t, drawIndex, gain: 1 }, out)
    return Array.from(out.subarray(0, pre), (x) => x / gain)
  })
  return Array.from({ length: pre }, (_, i) => columns.map((column) => column[i]!))
}
