/** What a kind of neuron is: its fields, and what they come to in a step. */
import type { Fields, FieldValues } from '../../input/fields.ts'
import type { SurrogateName } from '../surrogates.ts'

/** As the step uses them: per step, without units. */
export interface NeuronConstants {
  /** Decay of the membrane, and of the adaptation. */
  readonly alpha: number
  readonly rho: number
  /** Gain of the membrane's input. */
  readonly zeta: number
  /** Firing threshold, which is also what a spike takes off the membrane. */
  readonly theta: number
  /** Threshold rise per unit of adaptation, of the last `adaptive` neurons. */
  readonly beta: number
  readonly adaptive: number
  /** The surrogate derivative: its height, and the distance from the threshold that counts as 1. */
  readonly height: number
  readonly width: number
  readonly surrogate: SurrogateName
  /** Whole steps after a spike without another. */
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

/** Ties the fields' types to `constants`. */
export function neuronKind<const F extends Fields>(kind: NeuronKind<F>): NeuronKind<F> {
  return kind
}
