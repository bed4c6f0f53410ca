/** Arrays as numpy's .npy files, format version 1.0: little-endian, row by row (C order). */
import { InputError } from '../../input/input-error.ts'

type Numbers = Float32Array | Float64Array | Uint32Array

/** Numbers with a shape, [] for one number; the last index moves fastest. */
export interface ShapedArray {
  readonly shape: readonly number[]
  readonly data: Numbers
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]

export function encodeNpy({ shape, data }: ShapedArray): Uint8Array {
  const type = data instanceof Float32Array ? '<f4' : data instanceof Float64Array ? '<f8' : '<u4'
  const size = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${size}), }`
  // Data begin at a multiple of 64 bytes, after a line feed.
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`
  const begin = MAGIC.length + 2 + header.length
  const bytes = new Uint8Array(begin + data.byteLength)
  bytes.set([...MAGIC, header.length & 0xff, header.length >> 8])
  bytes.set(new TextEncoder().encode(header), MAGIC.length + 2)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), begin)
  return bytes
}

/** What numpy may have written, and how an element of it is read. */
const TYPES: Readonly<Record<string, readonly [size: number, get: (view: DataView, at: number) => number]>> = {
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
}

const HEADER = /^\{\s*'descr':\s*'([^']{1,8})',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d, ]*)\),?\s*\}\s*$/

/**
 * float32 and uint32 stay what they are, all else becomes float64.
 * @param name of the array, for messages
 * @throws InputError where the bytes are no .npy file of numbers in C order
 */
export function decodeNpy(bytes: Uint8Array, name: string): ShapedArray {
  const refuse = (what: string) => new InputError(`${name}: ${what}; write it with numpy.savez, as a C-ordered array of numbers`)
  if (MAGIC.slice(0, 6).some((byte, i) => bytes[i] !== byte)) throw refuse('it is no .npy array')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[6]! > 1
  if (bytes.length < 12) throw refuse('it is cut short')
  const begin = (wide ? 12 : 10) + (wide ? view.getUint32(8, true) : view.getUint16(8, true))
  if (begin > Math.min(bytes.length, 4096)) throw refuse('its header is cut short')
  const header = HEADER.exec(new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, begin)))
  const type = header && Object.hasOwn(TYPES, header[1]!) ? TYPES[header[1]!] : undefined
  if (!header || !type) throw refuse(`it holds ${header ? `"${header[1]}"` : 'something else than numbers'}`)
  const shape = header[3]!.split(',').flatMap((text) => (text.trim() === '' ? [] : [Number(text)]))
  if (header[2] === 'True' && shape.length > 1) throw refuse('it is in Fortran order')
  const [size, get] = type
  const n = shape.reduce((product, length) => product * length, 1)
  if (bytes.length - begin !== n * size)
    throw refuse(`its shape is ${shape.join(' x ')}, and it has ${bytes.length - begin} bytes`)
  const data = header[1] === '<f4' ? new Float32Array(n) : header[1] === '<u4' ? new Uint32Array(n) : new Float64Array(n)
  for (let i = 0; i < n; i++) data[i] = get(view, begin + i * size)
  return { shape, data }
}
