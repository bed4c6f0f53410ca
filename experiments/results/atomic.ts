/** Files appear whole or not at all: written to a temporary name, synced, renamed. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from '../../input/input-error.ts'

/** How the name of a file ends while it is being written. */
export const TEMPORARY = '.tmp'

/**
 * @param sync false: do not wait for the disk; for files with a checksum, which are made again if the machine dies first
 * @throws InputError where the file cannot be written; nothing is left behind
 */
export function writeWhole(path: string, content: string | Uint8Array, sync = true): void {
  const file = openWhole(path, sync)
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
export function openWhole(path: string, sync = true): WholeFile {
  // Two machines may write the same file of a shared folder at once: a process id would not tell them apart.
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`
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
    rmSync(temporary, { force: true })
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
