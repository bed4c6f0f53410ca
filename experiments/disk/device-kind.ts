/** Loads a device by name: a registry device, a recipe in YAML, or code in TypeScript or JavaScript. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, resolve } from 'node:path'
import { guardedKind, mistakeIn } from '../../devices/code/user-code.ts'
import type { DeviceKind } from '../../devices/kind.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { InputError } from '../../input/input-error.ts'
import { sha256 } from '../../input/sha256.ts'
import { suggest } from '../../input/suggest.ts'
import { bindDevice, changedDevice, type DeviceSection, type KindLoader, type LoadedDevice } from '../config/device.ts'
import { resolveBeside } from './beside.ts'
import { readText } from './read-file.ts'

const RECIPES = ['.yaml', '.yml']
const CODE = ['.ts', '.mts', '.js', '.mjs']

/** Whether `model` names a file, not a registry device. */
function isDeviceFile(model: string): boolean {
  return [...RECIPES, ...CODE].includes(extname(model))
}

/** Whether a device's file is executed as code. */
export function isCode(file: string): boolean {
  return CODE.includes(extname(file))
}

/**
 * Kinds by name or file.
 * @param base the spec's own file: a relative device file is looked for beside it, then in the working directory
 */
export function kindsBeside(base?: string): KindLoader {
  return (name) => loadKind(isDeviceFile(name) ? resolve(resolveBeside(base, name)) : name)
}

/** Binds the parameters of a resolved section. @throws InputError where a user-defined device has changed since the spec was resolved */
export async function loadDevice(section: DeviceSection): Promise<LoadedDevice> {
  return bindDevice(section, await loadKind(section.file ?? section.model, section.sha256))
}

/** Reads the files that a recipe names relative to itself. */
export function besideRecipe(file: string): (name: string) => Promise<string> {
  return async (name) => readText(join(dirname(file), name))
}

/**
 * @param model a registry name or a file
 * @param expected sha256 of the code: other code is not executed
 * @throws InputError for an unknown device, or a file without a device
 */
export async function loadKind(model: string, expected?: string): Promise<DeviceKind> {
  if (isDeviceFile(model)) return loadFile(resolve(model), expected)
  const kind = Object.hasOwn(deviceKinds, model) ? deviceKinds[model] : undefined
  if (kind) return kind
  if (isPath(model)) throw new InputError(notDevice(model))
  const files = `name a user-defined device by its file, such as ./${model}.yaml`
  throw new InputError(`unknown device "${model}"; ${suggest(model, Object.keys(deviceKinds))}; ${files}`)
}

function isPath(model: string): boolean {
  return /[\\/]/.test(model) || extname(model) !== '' || existsSync(model)
}

function notDevice(model: string): string {
  const named = RECIPES.concat(CODE).find((extension) => existsSync(`${model}${extension}`))
  const mend =
    extname(model) === '.csv'
      ? `memxbar device fit ${model} --out my-device.yaml makes one from measured pulses`
      : named === undefined
        ? 'memxbar device new NAME writes a template'
        : `did you mean ${model}${named}?`
  return `"${model}" is not a device file (.yaml, .ts, .js); ${mend}`
}

/** Cached kinds of files by path, with their source text: a sweep names the same few repeatedly. */
const loaded = new Map<string, DeviceKind>()

async function loadFile(file: string, expected?: string): Promise<DeviceKind> {
  let text: string
  try {
    text = readText(file)
  } catch (error) {
    throw new InputError(`cannot read the device "${file}": ${(error as Error).message}`)
  }
  // A kind made from several files has a longer source than this text: it is loaded again.
  const known = loaded.get(file)
  if (known?.source?.text === text) return known
  if (expected !== undefined && isCode(file) && sha256(text) !== expected) throw changedDevice({ file })
  const kind = await parseFile(file, text)
  loaded.set(file, kind)
  return kind
}

async function parseFile(file: string, text: string): Promise<DeviceKind> {
  if (RECIPES.includes(extname(file)))
    return (await import('../../devices/recipe/recipe.ts')).recipeKind(text, file, besideRecipe(file))
  return { ...(await loadCode(file)), source: { file, text } }
}

async function loadCode(file: string): Promise<DeviceKind> {
  const { createJiti } = await import('jiti')
  const require = createRequire(import.meta.url)
  const alias = Object.fromEntries(['memxbar/device', 'memxbar/devices'].map((name) => [name, require.resolve(name)]))
  const native = { alias, nativeModules: Object.values(alias) }
  // Interop would put a proxy around every imported name: `pow` would take three times as long.
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, interopDefault: false, ...native })
  let kind: unknown
  try {
    kind = await jiti.import(file, { default: true })
  } catch (error) {
    throw mistakeIn(file, error)
  }
  if (isKind(kind)) return guardedKind(kind, file)
  throw new InputError(`${file}: exports no device; end it with \`export default defineDevice({ ... })\` of 'memxbar/device'`)
}

function isKind(value: unknown): value is DeviceKind {
  const kind = value as Partial<DeviceKind> | null | undefined
  return typeof kind === 'object' && typeof kind?.create === 'function' && typeof kind.parameters === 'object'
}
