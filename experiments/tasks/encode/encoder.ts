/** The interface of encoders, which turn the values of a sample into events of the source population. One file and one registry line each. */
import type { Fields, FieldValues } from '../../../input/fields.ts'
import type { Arena } from '../../../kernels/arena.ts'
import type { EventTrain } from '../../../network/events.ts'
import type { Draws } from './draws.ts'

export interface EncoderKind<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  /** Fields of the `encoder` section beside `kind`, without units. */
  readonly fields: F
  /** @throws InputError where the fields do not fit the samples' shape */
  bind(values: FieldValues<F>, shape: Shape): Encoder
}

/** Shape of the values to encode. */
export interface Shape {
  /** Values of a sample; most lie in [0, 1]. */
  readonly features: number
  readonly steps: number
}

export interface Encoder {
  /** Rows of the source population. */
  readonly rows: number
  /** Whether events carry values; otherwise they are unit spikes. */
  readonly graded: boolean
  /** Whether the events of the first step act in every step; then only those are written. */
  readonly held?: boolean
  /** Maximum number of events of a sample. */
  readonly capacity: number
  /** Allocates its buffers from the arena once; encoding a sample allocates nothing. */
  create(arena: Arena): Encode
}

/** Writes the events of a sample's values; `out` has `rows`, the shape's steps and room for `capacity` events. */
type Encode = (values: Float32Array, draws: Draws, out: EventTrain) => void

/** Ties the fields' types to `bind`. */
export function encoderKind<const F extends Fields>(kind: EncoderKind<F>): EncoderKind<F> {
  return kind
}
