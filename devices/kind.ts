/** A kind of device: what a user names in a spec, its parameters with units and defaults, and how to build the model. */
import type { DeviceModel } from './model.ts'

export interface ParameterSpec {
  /** Unit a plain number is taken in; '' for a pure number or a switch. */
  readonly unit: string
  readonly default: number | boolean
  readonly doc: string
  /** Allowed values of a number: [min, max], both included. */
  readonly between?: readonly [number, number]
  readonly integer?: boolean
  /** A spread from device to device: 0 makes all devices alike. */
  readonly spread?: boolean
  /** A switch of something that this device does not have. */
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
  /** What the model leaves out: users must know. */
  readonly omits: string
  readonly parameters: S
  /** The file that a user's device came from; its content is part of what a run is called. */
  readonly source?: {
    readonly file: string
    readonly text: string
    /** Contents of further files that it was made of, by their names beside it. */
    readonly beside?: ReadonlyMap<string, string>
  }
  create(values: Values<S>): DeviceModel
}

/** Ties the parameters' types to `create`. */
export function deviceKind<const S extends Parameters>(kind: DeviceKind<S>): DeviceKind<S> {
  return kind
}

/** Default values of a kind's parameters. */
export function defaults<S extends Parameters>(kind: DeviceKind<S>): Values<S> {
  return Object.fromEntries(Object.entries(kind.parameters).map(([name, p]) => [name, p.default])) as Values<S>
}
