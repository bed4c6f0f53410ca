/** Early stop of a search: a candidate that does badly after a share of its epochs is given up, and ranked last. */
import { z } from 'zod'
import type { GiveUp } from './worker.ts'

/** Of `sweep.search`. Silence has an MSE of about 0.2 in pattern generation; what is far above it, or fires like noise, does not come back. */
export const stopSchema = z
  .strictObject({
    after: z.number().gt(0).max(1).default(0.1).meta({ description: 'share of the epochs after which a candidate is looked at' }),
    worst: z.number().default(0.35).meta({ description: 'it is given up where the metric that counts first is worse than this' }),
    rate_hz: z.number().gt(0).default(80).meta({ description: 'or where its neurons fire faster than this [Hz]' }),
  })
  .prefault({})

export type Stop = z.infer<typeof stopSchema>

export function giveUpAt({ after, worst, rate_hz }: Stop, epochs: number): GiveUp {
  return { epoch: Math.ceil(after * epochs), worst, rate_hz }
}
