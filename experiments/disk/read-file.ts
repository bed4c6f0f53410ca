/** Files that a user names, read whole: what is no file, has no end or is no text is told in a line. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'

/** Longest text in bytes, and most that comes from a pipe. */
const MOST = 2 ** 28
/** How long a pipe may bring nothing, ms. */
const PATIENCE = 10_000

/** @throws Error saying in a clause why it cannot be read */
export function readBytes(path: string): Buffer {
  // Without waiting: to open a pipe that nobody writes to would never end.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const kind = fstatSync(file)
    if (kind.isDirectory()) throw new Error('it is a folder; name a file in it')
    return kind.isFile() ? readFileSync(file) : drained(file)
  } finally {
    closeSync(file)
  }
}

/** As UTF-8. @throws Error saying in a clause why it cannot be read */
export function readText(path: string): string {
  const bytes = readBytes(path)
  if (bytes.length > MOST) throw new Error(`it has ${bytes.length} bytes, and a text is read up to ${MOST}`)
  const [first, second] = bytes
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (marked || bytes.subarray(0, 1000).includes(0)) throw new Error('it is UTF-16 or no text at all; save it as UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Error('it is no UTF-8 text; save it as UTF-8')
  }
}

/** All that comes through a pipe until its writers have closed it. */
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
      if (Date.now() - last > PATIENCE) throw new Error(`it is a pipe that brought nothing for ${PATIENCE / 1000} s; give a file`)
      Atomics.wait(sleep, 0, 0, 10)
      continue
    }
    last = Date.now()
    total += n
    if (total > MOST) throw new Error(`it is no file and brings more than ${MOST} bytes; give a file`)
    parts.push(part.subarray(0, n))
  }
  if (total === 0) throw new Error('it is a pipe that nobody writes to, or an empty one; give a file')
  return Buffer.concat(parts, total)
}

/** Bytes read; 0 at the end, undefined where nothing has come yet. */
function readNow(file: number, into: Uint8Array): number | undefined {
  try {
    return readSync(file, into)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}
