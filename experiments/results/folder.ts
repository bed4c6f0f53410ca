/** The folder of a run: checked before the run starts, so that no results are lost at the end. */
import { accessSync, constants, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../input/input-error.ts'
import { abandoned, makeFolder } from './atomic.ts'

/**
 * Makes sure that `folder` exists, is writable and holds no other run; removes half-written files of a killed process.
 * @param replaceable whether the caller has a --force option
 * @throws InputError naming the remedy
 */
export function claimFolder(folder: string, run_id: string, force: boolean, replaceable = true): void {
  try {
    if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error('it is a file')
    makeFolder(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new InputError(`--out: cannot write to the folder "${folder}": ${(error as Error).message}; choose another with --out`)
  }
  for (const file of abandoned(folder)) rmSync(file, { force: true })
  const manifest = join(folder, 'manifest.json')
  if (force) return
  if (!existsSync(manifest)) {
    if (!existsSync(join(folder, 'runs.csv'))) return
    throw new InputError(
      `--out: "${folder}" holds a runs.csv of unknown origin; choose another folder${replaceable ? ', or replace it with --force' : ''}`,
    )
  }
  let holds: unknown
  try {
    holds = (JSON.parse(readFileSync(manifest, 'utf8')) as { run_id?: unknown }).run_id
  } catch {
    holds = undefined
  }
  if (holds === run_id) return
  throw new InputError(
    `--out: "${folder}" holds another run (${String(holds)}); choose another folder${replaceable ? ', or replace that run with --force' : ''}`,
  )
}
