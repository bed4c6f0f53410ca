/** Reads whole files that a user names; directories, endless pipes and non-text files give one-line errors. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'

/** Size limit of text and of data from a pipe, in bytes. */
const MOST = 2 ** 28
/** Timeout of a pipe without data, ms. */
const PATIENCE = 10_000

/** @throws Error whose message is a clause with the reason */
export function readBytes(path: string): Buffer {
  // Non-blocking: opening a pipe without a writer would otherwise block forever.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const kind = fstatSync(file)
    if (kind.isDirectory()) throw new Error('it is a folder; name a file in it')
    return kind.isFile() ? readFileSync(file) : drained(file)
  } finally {
    closeSync(file)
  }
}

/** As UTF-8. @throws Error whose message is a clause with the reason */
export function readText(path: string): string {
  const bytes = readBytes(path)
  if (bytes.length > MOST) throw new Error(`it has ${bytes.length} bytes; the limit for text is ${MOST}`)
  const [first, second] = bytes
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (marked || bytes.subarray(0, 1000).includes(0)) throw new Error('it is UTF-16 or not text; save it as UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Error('it is not UTF-8 text; save it as UTF-8')
  }
}

/** All data of a pipe until its writers close it. */
function drained(file: number): Buffer {
  const parts: Uint8Array[] = []
  const sleep = new Int32Array(new SharedArrayBuffer(4))
  let total = 0
  let last = Date.now()
  for (;;) {
    const part = new Uint8Array(65536)
    const n = readNow(file, part)
    if (n === 0) break
    if (n === undefined) {
      if (Date.now() - last > PATIENCE) throw new Error(`it is a pipe that sent nothing for ${PATIENCE / 1000} s; give a file`)
      Atomics.wait(sleep, 0, 0, 10)
      continue
    }
    last = Date.now()
    total += n
    if (total > MOST) throw new Error(`it is not a regular file and sends more than ${MOST} bytes; give a file`)
    parts.push(part.subarray(0, n))
  }
  if (total === 0) throw new Error('it is a pipe without a writer, or an empty pipe; give a file')
  return Buffer.concat(parts, total)
}

/** Bytes read; 0 at the end, undefined if no data have arrived yet. */
function readNow(file: number, into: Uint8Array): number | undefined {
  try {
    return readSync(file, into)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}
