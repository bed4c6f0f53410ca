/** The `device` section of a spec: a registry device by its name, or a user-defined device by its file. */
import { z } from 'zod'
import type { Direction } from '../../crossbar/crossbar.ts'
import { defaultDirection } from '../../crossbar/direction.ts'
import { type DeviceKind, defaults, type ParameterSpec, type Parameters, type Values } from '../../devices/kind.ts'
import type { DeviceModel } from '../../devices/model.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { type WrapperSections, wrapModel, wrappers } from '../../devices/wrappers/wrap.ts'
import { InputError } from '../../input/input-error.ts'
import { sha256 } from '../../input/sha256.ts'
import { suggest } from '../../input/suggest.ts'

/** The resolved section: every parameter is present, in internal units. */
export interface DeviceSection {
  readonly model: string
  /** Absolute path of a user-defined device. Not part of the run's identity, which uses `sha256`. */
  readonly file?: string
  /** Hash of the file's content. */
  readonly sha256?: string
  /** Parameters of the model, and sections of its wrappers by name. */
  readonly [field: string]: number | boolean | string | WrapperSections[string]
}

/** A device ready for use in a run. */
export interface LoadedDevice {
  readonly kind: DeviceKind
  readonly model: DeviceModel
}

/** Finds a device by its name or its file. @throws InputError for an unknown device */
export type KindLoader = (name: string) => Promise<DeviceKind>

/** The devices that need no file. */
export const builtIn: KindLoader = async (name) => {
  const kind = Object.hasOwn(deviceKinds, name) ? deviceKinds[name] : undefined
  if (kind) return kind
  throw new InputError(`unknown device "${name}"; ${suggest(name, Object.keys(deviceKinds))}`)
}

export function deviceSchema(kind: DeviceKind) {
  return z.strictObject({
    model: z.literal(kind.name),
    ...(kind.source ? { file: z.string(), sha256: z.string() } : {}),
    ...around,
    ...fields(kind.parameters),
  })
}

/** The sections of wrappers: each is absent unless written. */
const around = Object.fromEntries(
  wrappers.map(({ name, title, parameters }) => [
    name,
    z.strictObject(fields(parameters)).optional().meta({ description: title }),
  ]),
)

function fields(parameters: Parameters): Record<string, z.ZodType<number | boolean>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, p]) => [name, parameter(p)]))
}

/** Cache by kind: many specs name the same kinds. */
const directions = new WeakMap<DeviceKind, Direction>()

/** The update direction of a device unless a spec sets it. */
export function directionOf(kind: DeviceKind): Direction {
  const direction = directions.get(kind) ?? defaultDirection(kind.create(defaults(kind)))
  directions.set(kind, direction)
  return direction
}

/** Names that the `device` section may hold at a place: [] is the section itself, [`stuck`] a wrapper's section. */
export function deviceKeys(kind: DeviceKind, place: readonly PropertyKey[]): string[] {
  if (place.length === 0) return ['model', ...Object.keys(kind.parameters), ...wrappers.map(({ name }) => name)]
  return Object.keys(wrappers.find(({ name }) => name === place[0])?.parameters ?? {})
}

function parameter(p: ParameterSpec) {
  const description = p.unit ? `${p.doc} [${p.unit}]` : p.doc
  if (typeof p.default === 'boolean') return z.boolean().default(p.default).meta({ description })
  const [min, max] = p.between ?? [-1e12, 1e12]
  const number = p.integer ? z.number().int() : z.number()
  return number.min(min).max(max).default(p.default).meta({ description, unit: p.unit })
}

/**
 * The kind that a written section names, and the section with the kind's name, file and content hash added.
 * @throws InputError
 */
export async function resolveDevice(
  written: Readonly<Record<string, unknown>>,
  kinds: KindLoader,
): Promise<{ kind: DeviceKind; section: Record<string, unknown> }> {
  const { model = 'pcm', file, sha256: expected, ...values } = written
  const name = String(file ?? model)
  const kind = await kinds(name)
  if (!kind.source) return { kind, section: { model: kind.name, ...values } }
  const hash = hashOf(kind.source)
  if (expected !== undefined && expected !== hash) throw changedDevice(kind.source)
  return { kind, section: { model: kind.name, file: kind.source.file, sha256: hash, ...values } }
}

/**
 * The kind and its model with the section's parameters bound.
 * @throws InputError where a user-defined device has changed since the spec was resolved
 */
export function bindDevice(section: DeviceSection, kind: DeviceKind): LoadedDevice {
  const { model: _model, file: _file, sha256: expected, ...values } = section
  if (kind.source && hashOf(kind.source) !== expected) throw changedDevice(kind.source)
  const isWrapper = ([, value]: [string, unknown]) => typeof value === 'object'
  const parameters = Object.fromEntries(Object.entries(values).filter((entry) => !isWrapper(entry)))
  const sections = Object.fromEntries(Object.entries(values).filter(isWrapper)) as WrapperSections
  return { kind, model: wrapModel(kind.create({ ...defaults(kind), ...(parameters as Values<Parameters>) }), sections) }
}

/** Hashes of sources: many runs name the same source. */
const hashes = new WeakMap<NonNullable<DeviceKind['source']>, string>()

function hashOf(source: NonNullable<DeviceKind['source']>): string {
  const hash = hashes.get(source) ?? sha256(source.text)
  hashes.set(source, hash)
  return hash
}

/** The error for a user-defined device that has changed since the spec was resolved. */
export function changedDevice({ file, beside: read }: Pick<NonNullable<DeviceKind['source']>, 'file' | 'beside'>): InputError {
  const others = read && read.size > 0 ? `, or ${[...read.keys()].map((name) => `"${name}"`).join(' or ')} beside it,` : ''
  return new InputError(
    `device.file: "${file}"${others} has changed since this spec was resolved; put the old content back, or leave out device.sha256 for a new run`,
  )
}
