/** Reads files of a task from disk: the engine itself opens no files. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { InputError } from '../../input/input-error.ts'
import type { TaskSection } from '../config/schema.ts'
import { taskKinds } from '../tasks/registry.ts'
import type { Dataset, Files } from '../tasks/task.ts'
import { resolveBeside } from './beside.ts'
import { readBytes } from './read-file.ts'

/** @param base the spec's own file: relative names are searched beside it, then in the working directory */
export function filesBeside(base?: string): Files {
  return {
    async read(name, field, mend) {
      try {
        return readBytes(resolveBeside(base, name))
      } catch (error) {
        const advice = mend === undefined ? '' : `; ${mend}`
        throw new InputError(`${field}: cannot read "${name}": ${(error as Error).message}${advice}`)
      }
    },
    async list(folder, field) {
      try {
        const entries = await readdir(resolveBeside(base, folder), { recursive: true, withFileTypes: true })
        const root = resolveBeside(base, folder)
        const names = entries
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
        return names.map((name) => name.replaceAll('\\', '/')).sort()
      } catch (error) {
        throw new InputError(`${field}: cannot read the folder "${folder}": ${(error as Error).message}`)
      }
    },
    find: async (names) => names.find((name) => existsSync(resolveBeside(base, name))),
  }
}

/** The data of a spec's task. @throws InputError naming file, place and remedy */
export function loadDataset(task: TaskSection, base?: string): Promise<Dataset> {
  return taskKinds[task.kind]!.load(task as never, filesBeside(base))
}
