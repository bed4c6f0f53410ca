/** The circuit around the devices of a crossbar, as `crossbar.tile`, `read`, `periphery` and `faults` of a spec say. */
import { z } from 'zod'
import type { Meter } from '../../crossbar/cost/meter.ts'
import { heedAliases } from '../../crossbar/periphery/aliases.ts'
import { type Faults, faultFields } from '../../crossbar/periphery/faults.ts'
import type { Periphery } from '../../crossbar/periphery/read-path.ts'
import { effectKinds } from '../../crossbar/periphery/registry.ts'
import { count, positive } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { isMapping } from './tree.ts'

/** An item of the list: one effect by its name, with its fields. */
const effect = z.strictObject(
  Object.fromEntries(
    Object.values(effectKinds).map(({ name, title, fields }) => [
      name,
      z.strictObject(fields).optional().meta({ description: title }),
    ]),
  ),
)

export const circuitFields = {
  tile: z
    .tuple([count('word lines', 1, 1e6), count('bit lines', 1, 1e6)])
    .optional()
    .meta({
      description: 'word lines and bit lines of a physical array; larger ones are cut into such; default: one array for all',
    }),
  read: z
    .strictObject({
      voltage: positive('V', 'voltage of a spike and of the value 1', 100).default(0.2),
      pulse: positive('s', 'length of a read', 1).default(1e-7),
    })
    .prefault({})
    .meta({ neutral: true }),
  periphery: z
    .array(effect)
    .default([])
    .meta({
      description: `effects between devices and sums, from the array outwards: ${Object.keys(effectKinds).join(', ')}`,
      neutral: true,
    }),
  faults: z.strictObject(faultFields).prefault({}).meta({ neutral: true }),
}

interface Circuit {
  readonly tile?: [number, number] | undefined
  readonly read: { readonly voltage: number; readonly pulse: number }
  readonly periphery: readonly Readonly<Record<string, unknown>>[]
  readonly faults: Faults
}

/** Undefined where nothing lies between devices and sums, and nothing is counted. @param meter what counts, of one connection */
export function peripheryOf({ tile, read, periphery, faults }: Circuit, meter?: Meter): Periphery | undefined {
  if (!isCircuit({ tile, periphery, faults }) && !meter) return undefined
  const effects = periphery.map((item) => {
    const [name, values] = Object.entries(item).find(([, given]) => given !== undefined)!
    return { kind: effectKinds[name]!, values: values as Record<string, unknown> }
  })
  return { effects, read, ...(tile ? { tile } : {}), ...(isBroken(faults) ? { faults } : {}), ...(meter ? { meter } : {}) }
}

/** Whether anything lies between devices and sums. */
export function isCircuit({ tile, periphery, faults }: Omit<Circuit, 'read'>): boolean {
  return periphery.length > 0 || tile !== undefined || isBroken(faults)
}

function isBroken({ open_row, open_column, open_rows, open_columns }: Faults): boolean {
  return open_row > 0 || open_column > 0 || open_rows.length > 0 || open_columns.length > 0
}

/**
 * The list as written, with the words of other tools by our own: before it is validated. A mapping of effects is the list of them, so that
 * `--set crossbar.periphery.adc.bits=6` needs no list.
 * @throws InputError where an item is not one effect, or a word has no counterpart
 */
export function validatePeriphery(list: unknown): unknown {
  const items = isMapping(list) ? Object.entries(list).map(([name, fields]) => ({ [name]: fields })) : list
  if (!Array.isArray(items)) return items
  return items.map((item, i) => {
    const at = `crossbar.periphery.${i}`
    const entries = typeof item === 'object' && item !== null ? Object.entries(item) : [[String(item), {}] as const]
    if (entries.length !== 1) {
      const given = entries.map(([key]) => key).join(', ') || 'nothing'
      throw new InputError(`${at}: an item is one effect, not ${given}; write for example - adc: { bits: 8 }`)
    }
    const [name, fields] = entries[0]! as [string, unknown]
    const kind = Object.hasOwn(effectKinds, name) ? effectKinds[name] : undefined
    if (!kind) throw new InputError(`${at}: unknown effect "${name}"; ${suggest(name, Object.keys(effectKinds))}`)
    const given = fields ?? {}
    if (!isMapping(given)) {
      const known = Object.keys(kind.fields).join(', ')
      throw new InputError(`${at}.${name}: must be a mapping of its fields (${known}), given ${JSON.stringify(given)}`)
    }
    return { [name]: heedAliases(kind, given, `${at}.${name}`) }
  })
}
