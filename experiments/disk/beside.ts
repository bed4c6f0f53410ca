import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'

/** A relative name beside the file it stands in, if there is such a file, else as it is: then the working directory counts. */
export function beside(file: string | undefined, name: string): string {
  const path = file === undefined || isAbsolute(name) ? name : join(dirname(file), name)
  return existsSync(path) ? path : name
}
