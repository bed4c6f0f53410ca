/** Reads states from disk: from the folder of a run, or from a separate file. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../input/input-error.ts'
import { unpackState } from '../state/file.ts'
import type { Start } from '../state/from.ts'
import type { RunState } from '../state/state.ts'

export const STATE = 'state.npz'
export const CHECKPOINT = 'checkpoint.npz'

export interface StateFile {
  readonly file: string
  readonly bytes: Uint8Array
  readonly state: RunState
}

/**
 * @param path a state, or the folder of a run that has one (or else a checkpoint)
 * @param flag for messages
 * @throws InputError where there is no state
 */
export async function readState(path: string, flag: string): Promise<StateFile> {
  const file = isFolder(path) ? [STATE, CHECKPOINT].map((name) => join(path, name)).find((name) => existsSync(name)) : path
  if (file === undefined) {
    throw new InputError(`${flag}: "${path}" holds no ${STATE}; memxbar run --save-state writes one`)
  }
  const bytes = readBytes(file, flag)
  return { file, bytes, state: await unpackState(bytes, file) }
}

/**
 * The weights of a NIR graph.
 * @throws InputError where the file is not a NIR graph
 */
export async function readNir(file: string, flag: string): Promise<{ file: string; bytes: Uint8Array; state: Start }> {
  const { readH5 } = await import('../state/h5.ts')
  const { nirFrom, weightsFrom } = await import('../state/nir.ts')
  const bytes = readBytes(file, flag)
  return { file, bytes, state: { arrays: weightsFrom(nirFrom(await readH5(bytes, file), file)) } }
}

/** @throws InputError where the file cannot be read */
export function readBytes(file: string, flag: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new InputError(`${flag}: cannot read "${file}": ${(error as Error).message}`)
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
