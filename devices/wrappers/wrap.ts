/** The wrappers that a spec can name, from the innermost to the outermost. */
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import type { Parameters, Values } from '../kind.ts'
import type { DeviceModel } from '../model.ts'
import { endurance } from './endurance.ts'
import { resolution } from './resolution.ts'
import { retention } from './retention.ts'
import { stuckAt } from './stuck-at.ts'
import type { Wrapper } from './wrapper.ts'

/** Resolution is innermost, because pulses write levels; retention is outermost, because worn-out and stuck devices do not relax. */
export const wrappers: readonly Wrapper[] = [resolution, endurance, stuckAt, retention]

export type WrapperSections = Readonly<Record<string, Readonly<Record<string, number | boolean>> | undefined>>

/**
 * `model` inside the wrappers named in `sections`, in any order there: `{ stuck: { share: 0.02 } }`. Absent values are defaults.
 * @throws InputError if a wrapper or parameter does not exist, or if a value is out of bounds
 */
export function wrapModel(model: DeviceModel, sections: WrapperSections): DeviceModel {
  for (const name of Object.keys(sections)) {
    if (!wrappers.some((known) => known.name === name)) {
      throw new InputError(
        `device: unknown wrapper "${name}"; ${suggest(
          name,
          wrappers.map((known) => known.name),
        )}`,
      )
    }
  }
  return wrappers.reduce((inside, { name, parameters, wrap }) => {
    const given = sections[name]
    if (!given) return inside
    const values = Object.fromEntries(Object.entries(parameters).map(([key, { default: value }]) => [key, given[key] ?? value]))
    for (const [key, value] of Object.entries(given)) {
      const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
      const at = `device.${name}.${key}`
      if (!parameter) throw new InputError(`${at}: unknown parameter; ${suggest(key, Object.keys(parameters))}`)
      if (typeof value !== typeof parameter.default)
        throw new InputError(`${at}: must be a ${typeof parameter.default}, not ${value}`)
      const [low, high] = parameter.between ?? [-Infinity, Infinity]
      if (typeof value === 'number' && !(value >= low && value <= high)) {
        throw new InputError(`${at}: must be between ${low} and ${high}, not ${value}`)
      }
      if (parameter.integer && !Number.isInteger(value)) throw new InputError(`${at}: must be a whole number, not ${value}`)
    }
    return wrap(inside, values as Values<Parameters>)
  }, model)
}
