/** Files appear whole or not at all: written to a temporary name, synced, renamed. */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../../input/input-error.ts'

/** How the name of a file ends while it is being written. */
export const TEMPORARY = '.tmp'

interface WriteOptions {
  /** false: do not wait for the disk; for files with a checksum, which are made again if the machine dies first. */
  readonly sync?: boolean
  /** Stands in the temporary name, so that `removeOwned` finds what a terminated thread of this owner left. */
  readonly owner?: string
}

/** @throws InputError where the file cannot be written; nothing is left behind */
export function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const file = openWhole(path, options)
  file.write(content)
  file.close()
}

/** A file written piece by piece, which appears under its name when it is closed. */
export interface WholeFile {
  write(content: string | Uint8Array): void
  /** Puts the file in its place. */
  close(): void
  /** Leaves nothing behind, unless it was closed. */
  discard(): void
}

/** @throws InputError where the file cannot be written, now or in one of its operations; nothing is left behind */
export function openWhole(path: string, { sync = true, owner }: WriteOptions = {}): WholeFile {
  // Two machines may write the same file of a shared folder at once: a process id would not tell them apart.
  const temporary = `${path}.${owner === undefined ? '' : `${owner}.`}${randomUUID()}${TEMPORARY}`
  let file: number | undefined
  const attempt = <T>(step: () => T): T => {
    try {
      return step()
    } catch (error) {
      discard()
      throw new InputError(`cannot write "${path}": ${(error as Error).message}; choose another place with --out, or make room`)
    }
  }
  const discard = () => {
    if (file !== undefined) closeSync(file)
    file = undefined
    try {
      rmSync(temporary, { force: true })
    } catch {
      // A folder above it is none: then nothing was made.
    }
  }
  const opened = attempt(() => {
    makeFolder(dirname(path))
    file = openSync(temporary, 'w')
    return file
  })
  return {
    write: (content) =>
      attempt(() => {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content
        for (let at = 0; at < bytes.length; ) at += writeSync(opened, bytes, at)
      }),
    close: () =>
      attempt(() => {
        if (sync) fsyncSync(opened)
        closeSync(opened)
        file = undefined
        renameSync(temporary, path)
      }),
    discard,
  }
}

/** Half-written files younger than this may have a writer, here or on another machine. */
const ABANDONED_MS = 60_000
const UNFINISHED = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** Files of `folder` that a process which was killed left half written. */
export function abandoned(folder: string): string[] {
  return unfinished(folder).filter((file) => age(file) > ABANDONED_MS)
}

/** Removes what an owner left half written in `folder`. To be called when none of its threads writes any more. */
export function removeOwned(folder: string, owner: string): void {
  for (const file of unfinished(folder)) if (file.includes(`.${owner}.`)) rmSync(file, { force: true })
}

/**
 * Moves a file into `folder`, over what has its name there; false where it is gone: another process was quicker.
 * @throws InputError where it cannot be moved
 */
export function moveAside(file: string, folder: string): boolean {
  try {
    makeFolder(folder)
    renameSync(file, join(folder, basename(file)))
    return true
  } catch (error) {
    if (!existsSync(file)) return false
    throw new InputError(`cannot move "${file}" to "${folder}": ${(error as Error).message}; remove one of the two`)
  }
}

function unfinished(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => (UNFINISHED.test(name) ? [join(folder, name)] : []))
  } catch {
    return []
  }
}

function age(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}

/**
 * Makes a folder and what is missing above it. One by one: the recursive form of mkdir never returns on file systems that
 * refuse new folders with "no such file" (/proc does).
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(path)) throw error
  }
}
