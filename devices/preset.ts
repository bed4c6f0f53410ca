/** A published device as data: a kind, the published values of its parameters, and the publication. */
import type { DeviceKind, Parameters, Values } from './kind.ts'
import type { DeviceModel } from './model.ts'

export interface Preset {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography. */
  readonly cite: string
  /** Name of the kind whose parameters it sets. */
  readonly kind: string
  readonly values: Readonly<Record<string, number | boolean>>
  /** `set-only` if the publication uses pairs that only step up although the kind has a depression pulse. */
  readonly direction?: DeviceModel['direction']
  /** Properties of the published device that the model omits, in addition to the kind's own `omits`. */
  readonly omits?: string
}

/** A preset of one kind: a value of the wrong type or without a parameter in the kind is a type error. */
export type PresetOf<K extends { readonly parameters: Parameters }> = Omit<Preset, 'values'> & {
  readonly values: Partial<Values<K['parameters']>>
}

/** The preset as a new kind: its values are the defaults; every parameter can still be set. */
export function presetKind(kind: DeviceKind, { name, title, cite, values, omits, direction }: Preset): DeviceKind {
  const parameters = Object.fromEntries(
    Object.entries(kind.parameters).map(([key, parameter]) => [key, { ...parameter, default: values[key] ?? parameter.default }]),
  )
  return {
    name,
    title,
    cite,
    omits: omits ? `${omits}; ${kind.omits}` : kind.omits,
    parameters,
    create: (given) => ({ ...kind.create(given), name, ...(direction && { direction }) }),
  }
}
