/** A device named on the command line, with its parameters: shared by the `device` commands. */

import { type DeviceKind, defaults, type Parameters, type Values } from '../devices/kind.ts'
import { type WrapperSections, wrapModel } from '../devices/wrappers/wrap.ts'
import { overlaid } from '../experiments/config/parse.ts'
import { resolveSpec } from '../experiments/config/resolve.ts'
import { kindsBeside, loadDevice } from '../experiments/disk/device-kind.ts'

export interface NamedDevice {
  /** The kind with the chosen wrappers around it. */
  readonly kind: DeviceKind
  /** All parameters, in the kind's units. */
  readonly values: Values<Parameters>
}

/**
 * @param assignments as in a spec's `device` section: `nu=0.05`, `g_max=20 uS`, `read_noise=false`, `retention.tau=1 day`; the prefix
 * `device.` is optional
 * @throws InputError naming the assignment and the remedy
 */
export async function namedDevice(model: string, assignments: readonly string[]): Promise<NamedDevice> {
  const of = `device.model=${JSON.stringify(model)}`
  const paths = assignments.map((assignment) => (assignment.startsWith('device.') ? assignment : `device.${assignment}`))
  const { raw, locate } = await overlaid({ raw: {}, locate: () => undefined }, [of, ...paths], [of, ...assignments])
  const { device } = await resolveSpec(raw, locate, kindsBeside())
  const { kind } = await loadDevice(device)
  const { model: _model, file: _file, sha256: _hash, ...given } = device
  const entries = Object.entries(given)
  const sections = Object.fromEntries(entries.filter(([, value]) => typeof value === 'object')) as WrapperSections
  const own = Object.fromEntries(entries.filter(([, value]) => typeof value !== 'object'))
  const wrapped = { ...kind, create: (chosen: Values<Parameters>) => wrapModel(kind.create(chosen), sections) }
  const values = { ...defaults(kind), ...own } as Values<Parameters>
  return { kind: Object.keys(sections).length === 0 ? kind : wrapped, values }
}
