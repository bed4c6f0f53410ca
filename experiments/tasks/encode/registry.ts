/** The encoders that a task's `encoder` section can name. */
import { z } from 'zod'
import { suggest } from '../../../input/suggest.ts'
import { bernoulli } from './bernoulli.ts'
import { delta } from './delta.ts'
import { direct } from './direct.ts'
import type { Encoder, EncoderKind, Shape } from './encoder.ts'
import { latency } from './latency.ts'
import { population } from './population.ts'

export const encoders: readonly EncoderKind[] = [direct, bernoulli, latency, population, delta]

/** A resolved `encoder` section. */
export interface EncoderSection {
  readonly kind: string
  readonly [field: string]: unknown
}

/** The `encoder` field of a task: an encoder by its kind, with its own fields. @param first the default kind */
export function encoderField(first: string): z.ZodType<EncoderSection> {
  const options = encoders.map(({ name, title, fields }) => {
    const kind = name === first ? z.literal(name).default(name) : z.literal(name)
    return z.strictObject({ kind, ...fields }).meta({ description: title })
  })
  const error = ({ input }: { input?: unknown }) => {
    const given = (input as { kind?: unknown } | undefined)?.kind
    const names = encoders.map(({ name }) => name)
    // The caller adds the given value to the message.
    return given === undefined ? undefined : `is not a kind of encoder; ${suggest(String(given), names)}`
  }
  const [one, ...others] = options
  const union = z.discriminatedUnion('kind', [one!, ...others], { error })
  return union.prefault({ kind: first }).meta({ description: 'how values become events' }) as unknown as z.ZodType<EncoderSection>
}

/** @throws InputError where the section does not fit the samples' shape */
export function bindEncoder({ kind, ...values }: EncoderSection, shape: Shape): Encoder {
  return encoders.find(({ name }) => name === kind)!.bind(values, shape)
}
