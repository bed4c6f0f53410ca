import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'

/** Resolves a relative name against the folder of `file` if it exists there; otherwise unchanged, relative to the working directory. */
export function resolveBeside(file: string | undefined, name: string): string {
  const path = file === undefined || isAbsolute(name) ? name : join(dirname(file), name)
  return existsSync(path) ? path : name
}
