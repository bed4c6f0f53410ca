/** Loads spec files. */
import { InputError } from '../../input/input-error.ts'
import { devicePaths } from '../config/device-paths.ts'
import { overlaid, parseSpec, type WrittenSpec } from '../config/parse.ts'
import { resolveSpec } from '../config/resolve.ts'
import type { Spec } from '../config/schema.ts'
import { kindsBeside } from './device-kind.ts'
import { readText } from './read-file.ts'

/** Loads a spec file (undefined: the defaults), applies assignments `path=value` on top, and resolves it. */
export async function loadSpec(file: string | undefined, assignments: readonly string[] = [], seed?: number): Promise<Spec> {
  const { raw, locate } = file === undefined ? { raw: {}, locate: () => undefined } : await readSpec(file)
  const all = seed === undefined ? assignments : [...assignments, `seed=${seed}`]
  const kinds = kindsBeside(file)
  const over = await overlaid({ raw, locate }, await devicePaths(all, raw, kinds), all)
  return resolveSpec(over.raw, over.locate, kinds)
}

/** The resolved spec of another run with assignments on top. */
export async function loadSpecOver(spec: Spec, assignments: readonly string[], seed?: number): Promise<Spec> {
  const all = seed === undefined ? assignments : [...assignments, `seed=${seed}`]
  const sets = (path: string) => assignments.some((assignment) => assignment.startsWith(`${path}=`))
  // A different device or task has different fields.
  const { device, task, ...rest } = spec
  const raw = { ...rest, ...(sets('device.model') ? {} : { device }), ...(sets('task.kind') ? {} : { task }) }
  const over = await overlaid({ raw, locate: () => undefined }, all)
  return resolveSpec(over.raw, over.locate, kindsBeside())
}

async function readSpec(file: string): Promise<WrittenSpec> {
  return parseSpec(readSpecText(file), file)
}

/** @throws InputError where the file cannot be read */
export function readSpecText(file: string): string {
  try {
    return readText(file)
  } catch (error) {
    throw new InputError(`cannot read the spec "${file}": ${(error as Error).message}`)
  }
}
