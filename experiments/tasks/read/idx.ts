/**
 * IDX files, the format of MNIST and similar sets: a magic number 00 00 08 d, where 08 means unsigned bytes and d is the number of
 * dimensions, the sizes as 32-bit big-endian numbers, and the values. Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database.
 */
import { InputError } from '../../../input/input-error.ts'

export interface Idx {
  readonly sizes: readonly number[]
  /** A view of the file's bytes, the last dimension fastest. */
  readonly values: Uint8Array
}

/** Value types of IDX, by the third byte of the magic number. */
const TYPES: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: 'short integers',
  12: 'integers',
  13: 'floats',
  14: 'doubles',
}

/** @param dimensions 3 for images, 1 for labels. @throws InputError that says what was expected */
export function readIdx(bytes: Uint8Array, dimensions: number, file: string): Idx {
  const expected = `0x0000080${dimensions}, an IDX file of unsigned bytes with ${dimensions} dimension${dimensions > 1 ? 's' : ''}`
  const head = 4 + 4 * dimensions
  if (bytes.length < 4) throw new InputError(`${file}: ${bytes.length} bytes are not an IDX file; its first four are ${expected}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = view.getUint32(0)
  if (magic !== 0x800 + dimensions) {
    const type = magic >>> 16 === 0 ? TYPES[(magic >>> 8) & 0xff] : undefined
    const is = type ? `, an IDX file of ${type} with ${magic & 0xff} dimensions` : ''
    throw new InputError(`${file}: begins with 0x${magic.toString(16).padStart(8, '0')}${is}; expected ${expected}`)
  }
  if (bytes.length < head) {
    throw new InputError(`${file}: ends after ${bytes.length} bytes, within its header of ${head}; download the file again`)
  }
  const sizes = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d))
  const values = sizes.reduce((product, size) => product * size, 1)
  if (bytes.length !== head + values) {
    const problem = bytes.length < head + values ? 'is cut short' : 'has bytes after its end'
    throw new InputError(
      `${file}: ${problem}: ${bytes.length} bytes, where ${sizes.join(' x ')} values take ${head + values}; download the file again`,
    )
  }
  return { sizes, values: bytes.subarray(head) }
}
