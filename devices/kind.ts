/** A kind of device: its name in a spec, its parameters with units and defaults, and the function that builds the model. */
import type { DeviceModel } from './model.ts'

export interface ParameterSpec {
  /** Unit of a plain number; '' for a pure number or a switch. */
  readonly unit: string
  readonly default: number | boolean
  readonly doc: string
  /** Allowed values of a number: [min, max], both included. */
  readonly between?: readonly [number, number]
  readonly integer?: boolean
  /** A spread from device to device: 0 makes all devices alike. */
  readonly spread?: boolean
  /** True if the switch has no effect because the device lacks the property. */
  readonly idle?: boolean
}

export type Parameters<P extends string = string> = Readonly<Record<P, ParameterSpec>>
export type Values<S extends Parameters> = {
  readonly [K in keyof S]: S[K]['default'] extends boolean ? boolean : number
}

export interface DeviceKind<S extends Parameters = Parameters> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography. */
  readonly cite?: string
  /** Properties that the model omits, stated for users. */
  readonly omits: string
  readonly parameters: S
  /** The file that defines a user's device; its content is part of the hash that identifies a run. */
  readonly source?: {
    readonly file: string
    readonly text: string
    /** Contents of further files that it uses, by their names in the same folder. */
    readonly beside?: ReadonlyMap<string, string>
  }
  create(values: Values<S>): DeviceModel
}

/** Infers the parameter types of `create` from `parameters`. */
export function deviceKind<const S extends Parameters>(kind: DeviceKind<S>): DeviceKind<S> {
  return kind
}

/** Default values of a kind's parameters. */
export function defaults<S extends Parameters>(kind: DeviceKind<S>): Values<S> {
  return Object.fromEntries(Object.entries(kind.parameters).map(([name, p]) => [name, p.default])) as Values<S>
}
