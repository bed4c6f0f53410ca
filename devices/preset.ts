/** A published device as data: a kind with its parameters set to what somebody measured, and the publication. */
import type { DeviceKind, Parameters, Values } from './kind.ts'
import type { DeviceModel } from './model.ts'

export interface Preset {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography. */
  readonly cite: string
  /** Name of the kind that it sets the parameters of. */
  readonly kind: string
  readonly values: Readonly<Record<string, number | boolean>>
  /** Where the publication uses pairs that only step up, though the kind has a depression pulse. */
  readonly direction?: DeviceModel['direction']
  /** What the published device has and the kind leaves out, beyond what the kind says. */
  readonly omits?: string
}

/** A preset of one kind: a value that the kind has no parameter for, or of the wrong type, is an error of types. */
export type PresetOf<K extends { readonly parameters: Parameters }> = Omit<Preset, 'values'> & {
  readonly values: Partial<Values<K['parameters']>>
}

/** The preset as a kind of its own: its values are the defaults, and every parameter may still be changed. */
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
