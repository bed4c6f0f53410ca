/** Spec files. */
import { readFileSync } from 'node:fs'
import { InputError } from '../../input/input-error.ts'
import { overlaid, parseSpec, type WrittenSpec } from '../config/parse.ts'
import { resolveSpec } from '../config/resolve.ts'
import type { Spec } from '../config/schema.ts'
import { kindsBeside } from './device-kind.ts'

/** Loads a spec file (none: the defaults), applies assignments `path=value` on top, and resolves it. */
export async function loadSpec(file: string | undefined, assignments: readonly string[] = [], seed?: number): Promise<Spec> {
  const { raw, locate } = file === undefined ? { raw: {}, locate: () => undefined } : await readSpec(file)
  const all = seed === undefined ? assignments : [...assignments, `seed=${seed}`]
  const over = await overlaid({ raw, locate }, all)
  return resolveSpec(over.raw, over.locate, kindsBeside(file))
}

async function readSpec(file: string): Promise<WrittenSpec> {
  return parseSpec(readSpecText(file), file)
}

/** @throws InputError where the file cannot be read */
export function readSpecText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`cannot read the spec "${file}": ${(error as Error).message}`)
  }
}
