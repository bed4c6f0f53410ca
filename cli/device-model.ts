/** A device named on the command line, with parameters set: what the `device` commands share. */

import { type DeviceKind, defaults, type ParameterSpec, type Parameters, type Values } from '../devices/kind.ts'
import { wrapModel, wrappers } from '../devices/wrappers/wrap.ts'
import { loadKind } from '../experiments/disk/device-kind.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { parseQuantity } from '../input/units.ts'

export interface NamedDevice {
  /** Within the wrappers that are set. */
  readonly kind: DeviceKind
  /** All parameters, in the kind's units. */
  readonly values: Values<Parameters>
}

/**
 * @param assignments `nu=0.05`, `g_max="20 uS"`, `read_noise=false`, `retention.tau="1 day"`; `device.` before the name may be there
 * @throws InputError naming the assignment and the mend
 */
export async function namedDevice(model: string, assignments: readonly string[]): Promise<NamedDevice> {
  const kind = await loadKind(model)
  const values: Record<string, number | boolean> = { ...defaults(kind) }
  const sections: Record<string, Record<string, number | boolean>> = {}
  for (const assignment of assignments) {
    const cut = assignment.indexOf('=')
    const name = assignment
      .slice(0, Math.max(0, cut))
      .trim()
      .replace(/^device\./, '')
    if (name === '') throw new InputError(`--set ${assignment}: write name=value, for example --set nu=0.05`)
    const { parameter, section, key } = placeOf(kind, name, assignment)
    const value = await parameterValue(parameter, assignment.slice(cut + 1).trim(), `--set ${name}`)
    if (section === undefined) values[key] = value
    else sections[section] = { ...sections[section], [key]: value }
  }
  const wrapped = { ...kind, create: (own: Values<Parameters>) => wrapModel(kind.create(own), sections) }
  return { kind: Object.keys(sections).length === 0 ? kind : wrapped, values: values as Values<Parameters> }
}

/** The parameter of the kind or, as `retention.tau`, of a wrapper around it. */
function placeOf(kind: DeviceKind, name: string, assignment: string) {
  const [section, ...rest] = name.split('.') as [string, ...string[]]
  const wrapper = wrappers.find((each) => each.name === section)
  const parameters: Parameters = wrapper ? wrapper.parameters : kind.parameters
  const key = wrapper ? rest.join('.') : name
  const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
  if (parameter) return { parameter, section: wrapper?.name, key }
  const known = wrapper ? Object.keys(parameters).map((each) => `${section}.${each}`) : Object.keys(parameters)
  const whose = wrapper ? `the wrapper "${section}"` : `"${kind.name}"`
  const around = wrapper || !name.includes('.') ? '' : `; wrappers: ${wrappers.map((each) => each.name).join(', ')}`
  throw new InputError(`--set ${assignment}: ${whose} has no parameter "${key}"; ${suggest(name, known)}${around}`)
}

async function parameterValue({ default: usual, unit, between, integer }: ParameterSpec, text: string, path: string) {
  if (typeof usual === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
    throw new InputError(`${path}: "${text}" is neither true nor false`)
  }
  const value = await parseQuantity(text.replace(/^"(.*)"$/, '$1'), unit, path)
  if (integer && !Number.isInteger(value)) throw new InputError(`${path}: ${text} is no whole number`)
  if (between && !(value >= between[0] && value <= between[1])) {
    throw new InputError(`${path}: ${text} is outside ${between[0]} to ${between[1]}${unit && ` ${unit}`}`)
  }
  return value
}
