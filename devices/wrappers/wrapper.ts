/** What can be laid around a device model: a record of its parameters and how to do it. */
import type { Parameters, Values } from '../kind.ts'
import type { DeviceModel } from '../model.ts'

export interface Wrapper<S extends Parameters = Parameters> {
  /** The section of `device:` in a spec. */
  readonly name: string
  readonly title: string
  readonly parameters: S
  /** A new model; `model` is left as it is. */
  wrap(model: DeviceModel, values: Values<S>): DeviceModel
}

/** Ties the parameters' types to `wrap`. */
export function wrapper<const S extends Parameters>(record: Wrapper<S>): Wrapper<S> {
  return record
}

/** A name for a wrapper's column (and its stream of draws) that the model inside does not have: two of a kind can be laid around. */
export function freeColumn({ columns }: DeviceModel, name: string): string {
  let free = name
  for (let k = 2; Object.hasOwn(columns, free); k++) free = `${name}_${k}`
  return free
}
