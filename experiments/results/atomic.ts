/** Writes files atomically: to a temporary name, synced, renamed. */
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

/** Suffix of a file that is being written. */
export const TEMPORARY = '.tmp'

interface WriteOptions {
  /** false: do not wait for the disk; for files with a checksum, which are made again after a crash of the machine. */
  readonly sync?: boolean
  /** Part of the temporary name, so that `removeOwned` finds the files that a terminated thread of this owner left. */
  readonly owner?: string
}

/** @throws InputError where the file cannot be written; no partial file remains */
export function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const file = openWhole(path, options)
  file.write(content)
  file.close()
}

/** A file written in pieces; its name exists only after it is closed. */
export interface WholeFile {
  write(content: string | Uint8Array): void
  /** Moves the file to its final name. */
  close(): void
  /** Removes the file, unless it was closed. */
  discard(): void
}

/** @throws InputError where the file cannot be written, now or in one of its operations; no partial file remains */
export function openWhole(path: string, { sync = true, owner }: WriteOptions = {}): WholeFile {
  // Two machines may write the same file of a shared folder at the same time: a process id would not distinguish them.
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
      // A folder in the path is not a folder: no file was made.
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

/** Half-written files younger than this may still have a writer, here or on another machine. */
const ABANDONED_MS = 60_000
const UNFINISHED = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** Half-written files in `folder` from a killed process. */
export function abandoned(folder: string): string[] {
  return unfinished(folder).filter((file) => age(file) > ABANDONED_MS)
}

/** Removes an owner's half-written files in `folder`. Call it only when none of its threads is writing. */
export function removeOwned(folder: string, owner: string): void {
  for (const file of unfinished(folder)) if (file.includes(`.${owner}.`)) rmSync(file, { force: true })
}

/**
 * Moves a file into `folder` and replaces a file of the same name; false if the file is gone: another process moved it first.
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
 * Makes a folder and its missing parents. One by one: the recursive form of mkdir never returns on file systems that
 * refuse new folders with "no such file" (/proc does).
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have made it first.
    if (!existsSync(path)) throw error
  }
}
