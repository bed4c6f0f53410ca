/** A wrapper of device models: its parameters and the function that wraps a model. */
import type { Parameters, Values } from '../kind.ts'
import type { DeviceModel } from '../model.ts'

export interface Wrapper<S extends Parameters = Parameters> {
  /** The section of `device:` in a spec. */
  readonly name: string
  readonly title: string
  readonly parameters: S
  /** Returns a new model; `model` does not change. */
  wrap(model: DeviceModel, values: Values<S>): DeviceModel
}

/** Infers the parameter types of `wrap` from `parameters`. */
export function wrapper<const S extends Parameters>(record: Wrapper<S>): Wrapper<S> {
  return record
}

/** A name for a wrapper's column (and its stream of draws) that `columns` does not contain, so that a wrapper can be applied twice. */
export function freeColumn({ columns }: DeviceModel, name: string): string {
  let free = name
  for (let k = 2; Object.hasOwn(columns, free); k++) free = `${name}_${k}`
  return free
}
