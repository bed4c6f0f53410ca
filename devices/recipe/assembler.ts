/**
 * The part of WebAssembly's binary format that loops over columns of float32 need. Code is nested lists of bytes, written as
 * expressions: `f32x4.add(a, b)` is the code of a, the code of b, and the instruction.
 */
export type Code = number | readonly Code[]

export const I32 = 0x7f
export const F32 = 0x7d
export const F64 = 0x7c
export const V128 = 0x7b
const EMPTY = 0x40

export interface Signature {
  readonly parameters: readonly number[]
  readonly results: readonly number[]
}

export interface FunctionCode {
  readonly name: string
  /** Types of the locals; the first is the parameter, an address. */
  readonly locals: readonly number[]
  readonly body: Code
}

/** The bytes of a module that imports a memory and functions, and exports functions with one argument, an address. */
export function assemble(imports: ReadonlyMap<string, Signature>, functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const types = [...imports.values(), { parameters: [I32], results: [] }]
  const own = types.length - 1
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types.map(({ parameters, results }) => [0x60, vector(parameters), vector(results)]))),
      section(
        2,
        vector([
          [text('env'), text('memory'), 0x02, 0x00, unsigned(1)],
          ...[...imports.keys()].map((name, type) => [text('kernels'), text(name), 0x00, unsigned(type)]),
        ]),
      ),
      section(3, vector(functions.map(() => unsigned(own)))),
      section(7, vector(functions.map(({ name }, i) => [text(name), 0x00, unsigned(imports.size + i)]))),
      section(
        10,
        vector(
          functions.map(({ locals, body }) => {
            const code = flat([vector(locals.slice(1).map((type) => [1, type])), body, 0x0b])
            return [unsigned(code.length), code]
          }),
        ),
      ),
    ]),
  )
}

function flat(code: Code): number[] {
  const bytes: number[] = []
  const add = (part: Code) => {
    if (typeof part === 'number') bytes.push(part)
    else for (const piece of part) add(piece)
  }
  add(code)
  return bytes
}

function unsigned(value: number): Code {
  const bytes: number[] = []
  let left = value >>> 0
  do {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0))
    left >>>= 7
  } while (left > 0)
  return bytes
}

function signed(value: number): Code {
  const bytes: number[] = []
  for (let left = value | 0; ; left >>= 7) {
    const last = (left >> 6 === 0 || left >> 6 === -1) as boolean
    bytes.push((left & 0x7f) | (last ? 0 : 0x80))
    if (last) return bytes
  }
}

function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), ...items]
}

function section(id: number, content: Code): Code {
  const bytes = flat(content)
  return [id, unsigned(bytes.length), bytes]
}

function text(name: string): Code {
  return vector([...new TextEncoder().encode(name)])
}

const binary =
  (code: Code) =>
  (a: Code, b: Code): Code => [a, b, code]
const unary =
  (code: Code) =>
  (a: Code): Code => [a, code]
const simd = (code: number): Code => [0xfd, unsigned(code)]
/** Alignment (as a power of two) and offset of an access to memory. */
const access = (align: number, offset: number): Code => [align, unsigned(offset)]

export const get = (local: number): Code => [0x20, unsigned(local)]
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)]
export const tee = (local: number, value: Code): Code => [value, 0x22, unsigned(local)]
export const call = (index: number, ...args: readonly Code[]): Code => [...args, 0x10, unsigned(index)]

export const i32 = {
  const: (value: number): Code => [0x41, signed(value)],
  load: (address: Code, offset: number): Code => [address, 0x28, access(2, offset)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  shl: binary(0x74),
  lessUnsigned: binary(0x49),
}
export const f32 = {
  load: (address: Code, offset = 0): Code => [address, 0x2a, access(2, offset)],
  store: (address: Code, value: Code): Code => [address, value, 0x38, access(2, 0)],
}
export const f64 = { load: (address: Code, offset: number): Code => [address, 0x2b, access(3, offset)] }

export const v128 = {
  load: (address: Code, offset = 0): Code => [address, simd(0x00), access(2, offset)],
  store: (address: Code, value: Code): Code => [address, value, simd(0x0b), access(2, 0)],
  /** Four float32 with the same value. */
  const: (value: number): Code => {
    const bytes = [...new Uint8Array(new Float32Array([value]).buffer)]
    return [simd(0x0c), bytes, bytes, bytes, bytes]
  },
  /** Four 32-bit integers. */
  integers: (values: readonly number[]): Code => [simd(0x0c), [...new Uint8Array(new Int32Array(values).buffer)]],
  bitselect: (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(0x52)],
}
export const i32x4 = { splat: unary(simd(0x11)), add: binary(simd(0xae)), geSigned: binary(simd(0x3f)) }
export const f32x4 = {
  splat: unary(simd(0x13)),
  eq: binary(simd(0x41)),
  ne: binary(simd(0x42)),
  lt: binary(simd(0x43)),
  le: binary(simd(0x45)),
  ceil: unary(simd(0x67)),
  floor: unary(simd(0x68)),
  abs: unary(simd(0xe0)),
  neg: unary(simd(0xe1)),
  sqrt: unary(simd(0xe3)),
  add: binary(simd(0xe4)),
  sub: binary(simd(0xe5)),
  mul: binary(simd(0xe6)),
  div: binary(simd(0xe7)),
  min: binary(simd(0xe8)),
  max: binary(simd(0xe9)),
  fromUnsigned: unary(simd(0xfb)),
}

/** Repeats `body` while the condition holds. */
export function whileLoop(condition: Code, body: Code): Code {
  // block { loop { if not condition: leave; body; again } }
  return [0x02, EMPTY, 0x03, EMPTY, condition, 0x45, 0x0d, 1, body, 0x0c, 0, 0x0b, 0x0b]
}

export function when(condition: Code, body: Code): Code {
  return [condition, 0x04, EMPTY, body, 0x0b]
}
