/** The definition of a kind of neuron: its fields, and their conversion to constants per step. */
import type { Fields, FieldValues } from '../../input/fields.ts'
import type { SurrogateName } from '../surrogates.ts'

/** Constants of the neuron equations, per time step and without units. */
export interface NeuronConstants {
  /** Decay of the membrane (alpha) and of the adaptation (rho). */
  readonly alpha: number
  readonly rho: number
  /** Gain of the membrane's input. */
  readonly zeta: number
  /** Firing threshold; the reset subtracts the same amount from the membrane. */
  readonly theta: number
  /** Threshold rise per unit of adaptation, of the last `adaptive` neurons. */
  readonly beta: number
  readonly adaptive: number
  /** The surrogate derivative: its height and its width. */
  readonly height: number
  readonly width: number
  readonly surrogate: SurrogateName
  /** Refractory time in whole steps. */
  readonly refractory: number
}

export interface NeuronKind<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  readonly cite?: string
  readonly fields: F
  /** @param dt s @param size of the population */
  constants(values: FieldValues<F>, dt: number, size: number): NeuronConstants
}

/** Infers the argument types of `constants` from the fields. */
export function neuronKind<const F extends Fields>(kind: NeuronKind<F>): NeuronKind<F> {
  return kind
}
