/**
 * The SIMD kernels with TypeScript types. Every pointer is a byte offset into the arena's memory. kernels/assembly documents what
 * each kernel computes; test/oracle has the same in plain TypeScript. The types are generated from the assembly.
 */
import type { Kernels } from './generated.ts'
import { WASM_BASE64 } from './wasm.ts'

let compiled: WebAssembly.Module | undefined

/** A fresh instance of the kernels over `memory`; the module is compiled once per process. */
export function instantiate(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(bytesOf(WASM_BASE64))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 to bytes without atob, which is a function of the host, not of the language. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(128)
  for (let i = 0; i < DIGITS.length; i++) codes[DIGITS.charCodeAt(i)] = i
  const length = base64.indexOf('=') < 0 ? base64.length : base64.indexOf('=')
  const bytes = new Uint8Array((length * 3) >> 2)
  let [word, bits, n] = [0, 0, 0]
  for (let i = 0; i < length; i++) {
    word = (word << 6) | codes[base64.charCodeAt(i)]!
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[n++] = (word >> bits) & 255
  }
  return bytes
}
