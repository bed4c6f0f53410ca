/** What an effect of the periphery is: the contract of the files beside this one, which a spec names in `crossbar.periphery`. */
import type { Fields, FieldValues } from '../../input/fields.ts'
import type { Arena } from '../../kernels/arena.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { Meter } from '../cost/meter.ts'
import type { AnalogArray } from './analog.ts'
import type { LineBreak } from './wires/lines.ts'

/** How cells are read. */
export interface ReadPulse {
  /** V, of a spike and of the value 1. */
  readonly voltage: number
  /** s */
  readonly pulse: number
}

/** Where an effect is built. */
export interface Site {
  readonly arena: Arena
  /** Streams of this array alone: of what differs from line to line for life, and of what differs from read to read. */
  readonly chip: Rng
  readonly noise: Rng
  readonly read: ReadPulse
  /** Current of one device of weight 1 under the read voltage, uA. */
  readonly unit: number
  readonly broken: { readonly wordLines: readonly LineBreak[]; readonly bitLines: readonly LineBreak[] }
  readonly meter?: Meter
}

/** A word of another tool: it stands for a field of ours, after `convert` where units or codings differ. */
interface Alias {
  readonly of: 'aihwkit' | 'CrossSim'
  readonly field: string
  /** @throws Error saying what is not possible here, as the end of a sentence about the value */
  convert?(value: unknown): unknown
}

/**
 * The order from the devices outwards. `circuit` computes the currents from the conductances of the devices, so that an effect before it would
 * be lost: it is the first of the list. `lines` changes the currents of lines. `converters` change what goes in or comes out.
 */
export const PARTS = ['circuit', 'lines', 'converters'] as const
type Part = (typeof PARTS)[number]

export interface EffectKind<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  /** Its place in the list, see `PARTS`. */
  readonly part: Part
  readonly fields: F
  readonly aliases?: Readonly<Record<string, Alias>>
  /**
   * The array as seen through the effect. It is called once for each tile and polarity (G+ and G-): lines beyond a tile's edge are not seen.
   * `sense` is called both ways; with `back`, `out` is [rows].
   * @throws InputError where values make no sense together
   */
  create(array: AnalogArray, values: FieldValues<F>, site: Site): AnalogArray
}

/** Ties the fields' types to `create`. */
export function effectKind<const F extends Fields>(kind: EffectKind<F>): EffectKind<F> {
  return kind
}
