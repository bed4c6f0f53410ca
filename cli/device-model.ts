/** A device named on the command line, with parameters set: what the `device` commands share. */

import { InputError } from '../devices/input-error.ts'
import { type DeviceKind, defaults, type ParameterSpec, type Parameters, type Values } from '../devices/kind.ts'
import { loadKind } from '../devices/load.ts'
import { suggest } from '../devices/suggest.ts'
import { parseQuantity } from '../experiments/spec/units.ts'

export interface NamedDevice {
  readonly kind: DeviceKind
  /** All parameters, in the kind's units. */
  readonly values: Values<Parameters>
}

/**
 * @param assignments `nu=0.05`, `g_max="20 uS"`, `read_noise=false`; `device.` before the name may be there
 * @throws InputError naming the assignment and the mend
 */
export async function namedDevice(model: string, assignments: readonly string[]): Promise<NamedDevice> {
  const kind = await loadKind(model)
  const values: Record<string, number | boolean> = { ...defaults(kind) }
  for (const assignment of assignments) {
    const cut = assignment.indexOf('=')
    const name = assignment
      .slice(0, Math.max(0, cut))
      .trim()
      .replace(/^device\./, '')
    if (name === '') throw new InputError(`--set ${assignment}: write name=value, for example --set nu=0.05`)
    const parameter = Object.hasOwn(kind.parameters, name) ? kind.parameters[name] : undefined
    if (!parameter) {
      throw new InputError(
        `--set ${assignment}: "${kind.name}" has no parameter "${name}"; ${suggest(name, Object.keys(kind.parameters))}`,
      )
    }
    values[name] = await parameterValue(parameter, assignment.slice(cut + 1).trim(), `--set ${name}`)
  }
  return { kind, values: values as Values<Parameters> }
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
