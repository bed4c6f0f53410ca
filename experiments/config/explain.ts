/** Explains a field of a spec: unit, default, range, and which kinds use it. All of this comes from the registries. */
import { z } from 'zod'
import { effectKinds } from '../../crossbar/periphery/registry.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { wrappers } from '../../devices/wrappers/wrap.ts'
import type { Fields } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { rules } from '../../learning/rules/registry.ts'
import { schemes } from '../../learning/update/registry.ts'
import { neuronKinds } from '../../network/neurons/registry.ts'
import { taskKinds } from '../tasks/registry.ts'
import { schemeDefaults } from './presets.ts'
import { sections } from './schema.ts'

export interface FieldEntry {
  /** For example `crossbar.scale`. */
  readonly path: string
  readonly meaning: string
  /** '' for a pure number, a choice or a switch. */
  readonly unit: string
  readonly default: unknown
  /** `0 to 1`, `a | b`, `true or false`; '' if unrestricted. */
  readonly range: string
  /** Tasks, devices, rules, schemes or neurons that have the field; empty: all. */
  readonly users: readonly string[]
  /** Defaults that update schemes set instead for pattern generation. */
  readonly schemeDefaults: Readonly<Record<string, unknown>>
}

/** Path of a population of any name, as `memxbar list neurons` prints it. */
const POPULATION = 'network.populations.NAME'

/**
 * The field at a path, one entry for each of its meanings, or all fields of a section.
 * @throws InputError for an unknown path
 */
export function explainPath(path: string): FieldEntry[] {
  const all = allFields()
  const named = path.replace(/^network\.populations\.[^.]+(?=\.)/, POPULATION)
  const found = all.filter((field) => field.path === named || field.path.startsWith(`${named}.`))
  if (found.length > 0) return found
  const paths = [...new Set(all.map((field) => field.path))]
  const section = path.split('.')[0]!
  const inside = paths.filter((each) => each.startsWith(`${section}.`))
  const known = inside.length > 0 ? inside : [...new Set(paths.map((each) => each.split('.')[0]!))]
  const last = all.filter((field) => field.path.endsWith(`.${path}`)).map((field) => field.path)
  const mend = last.length > 0 ? `did you mean ${[...new Set(last)].join(' or ')}?` : suggest(path, known)
  throw new InputError(`explain: there is no field "${path}"; ${mend}`)
}

function allFields(): FieldEntry[] {
  const own = Object.entries(sections.shape).flatMap(([section, schema]) => entriesOf(section, schema as z.ZodType, []))
  const userOf = (kinds: Readonly<Record<string, { fields?: Fields }>>, name: string) =>
    Object.entries(kinds).flatMap(([kind, { fields = {} }]) => (Object.hasOwn(fields, name) ? [kind] : []))
  const used = own.map((entry) => {
    const [section, name] = entry.path.split('.') as [string, string | undefined]
    if (name === undefined || name === 'kind') return entry
    if (section === 'update') return { ...entry, users: userOf(schemes, name) }
    if (section === 'learning') return { ...entry, users: userOf(rules, name) }
    if (section === 'network') return { ...entry, users: userOf(neuronKinds, name) }
    return entry
  })
  const periphery = Object.values(effectKinds).flatMap(({ name, fields }) =>
    Object.entries(fields).flatMap(([field, schema]) => entriesOf(`crossbar.periphery.${name}.${field}`, schema, [])),
  )
  return [...used, ...periphery, ...grouped(POPULATION, neuronKinds), ...grouped('task', taskKinds), ...deviceFields()]
}

/** Fields of the kinds of a section; fields with equal meaning are one entry, with all their users. */
function grouped(section: string, kinds: Readonly<Record<string, { fields: Fields }>>): FieldEntry[] {
  const found = new Map<string, FieldEntry>()
  for (const [kind, { fields }] of Object.entries(kinds)) {
    for (const [name, field] of Object.entries(fields)) {
      for (const entry of entriesOf(`${section}.${name}`, field, [kind])) {
        const key = JSON.stringify([entry.path, entry.meaning, entry.default, entry.range])
        const before = found.get(key)
        found.set(key, before ? { ...entry, users: [...before.users, kind] } : entry)
      }
    }
  }
  return [...found.values()]
}

function deviceFields(): FieldEntry[] {
  const found = new Map<string, FieldEntry>()
  const add = (
    path: string,
    user: string,
    p: { unit: string; doc: string; default: unknown; between?: readonly [number, number] },
  ) => {
    const range = typeof p.default === 'boolean' ? 'true or false' : p.between ? `${p.between[0]} to ${p.between[1]}` : ''
    const entry = { path, meaning: p.doc, unit: p.unit, default: p.default, range, users: [user], schemeDefaults: {} }
    const key = JSON.stringify([path, p.doc, p.default, range])
    const before = found.get(key)
    found.set(key, before ? { ...entry, users: [...before.users, user] } : entry)
  }
  for (const [kind, { parameters }] of Object.entries(deviceKinds)) {
    for (const [name, p] of Object.entries(parameters)) add(`device.${name}`, kind, p)
  }
  for (const { name: wrapper, parameters } of wrappers) {
    for (const [name, p] of Object.entries(parameters)) add(`device.${wrapper}.${name}`, 'any device', p)
  }
  return [...found.values()]
}

function entriesOf(path: string, schema: z.ZodType, users: readonly string[]): FieldEntry[] {
  const { innerType, shape } = schema.def as { innerType?: z.ZodType; shape?: Record<string, z.ZodType> }
  const fields = shape ?? (innerType?.def as { shape?: Record<string, z.ZodType> } | undefined)?.shape
  if (fields) return Object.entries(fields).flatMap(([name, field]) => entriesOf(`${path}.${name}`, field, users))
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonField
  const inner = innerType ? (innerType.meta() as JsonField | undefined) : undefined
  const [section, key] = path.split('.') as [string, string]
  const tuned = Object.keys(schemes).flatMap((scheme) => {
    const value = schemeDefaults(scheme)[section]?.[key]
    return value === undefined ? [] : [[scheme, value] as const]
  })
  return [
    {
      ...{ path, meaning: json.description ?? inner?.description ?? '', unit: json.unit ?? inner?.unit ?? '' },
      ...{ default: json.default, range: rangeOf(json), users, schemeDefaults: Object.fromEntries(tuned) },
    },
  ]
}

interface JsonField {
  readonly description?: string
  readonly unit?: string
  readonly default?: unknown
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonField[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
}

function rangeOf({ type, const: only, enum: choices, anyOf, minimum, maximum, exclusiveMinimum }: JsonField): string {
  if (anyOf) return anyOf.map(rangeOf).filter(Boolean).join(' | ')
  if (only !== undefined) return String(only)
  if (choices) return choices.join(' | ')
  if (type === 'boolean') return 'true or false'
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ''
  if (exclusiveMinimum !== undefined) return `above ${exclusiveMinimum}${most && `, up to${most.slice(3)}`}`
  if (minimum !== undefined) return most ? `${minimum}${most}` : `${minimum} or more`
  return ''
}
