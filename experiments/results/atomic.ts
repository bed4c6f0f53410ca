/** Files appear whole or not at all: written to a temporary name, synced, renamed. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from '../../devices/input-error.ts'

/** @throws InputError where the file cannot be written; nothing is left behind */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    makeFolder(dirname(path))
    const file = openSync(temporary, 'w')
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new InputError(`cannot write "${path}": ${(error as Error).message}; choose another place with --out, or make room`)
  }
}

/**
 * Makes a folder and what is missing above it. One by one: the recursive form of mkdir never returns on file systems that
 * refuse new folders with "no such file" (/proc does).
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}
