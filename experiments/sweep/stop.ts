/** Early stop of a search: a candidate with bad results after a share of its epochs is stopped, and ranked last. */
import { z } from 'zod'
import type { GiveUp } from './worker.ts'

/** For `sweep.search`. A silent network has an MSE of about 0.2 in pattern generation; candidates far above it, or with very high rates, do not recover. */
export const stopSchema = z
  .strictObject({
    after: z.number().gt(0).max(1).default(0.1).meta({ description: 'share of the epochs after which a candidate is checked' }),
    worst: z.number().default(0.35).meta({ description: 'stop a candidate if its first metric is worse than this' }),
    rate_hz: z.number().gt(0).default(80).meta({ description: 'or if its neurons fire faster than this [Hz]' }),
  })
  .prefault({})

export type Stop = z.infer<typeof stopSchema>

export function giveUpAt({ after, worst, rate_hz }: Stop, epochs: number): GiveUp {
  return { epoch: Math.ceil(after * epochs), worst, rate_hz }
}
