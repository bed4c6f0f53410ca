/**
 * The SIMD kernels behind types. Every pointer is a byte offset into the arena's memory; see kernels/assembly for what
 * each one computes and test/oracle for the same in plain TypeScript. The types are generated from the assembly.
 */
import type { Kernels } from './generated.ts'
import { WASM_BASE64 } from './wasm.ts'

let compiled: WebAssembly.Module | undefined

/** A fresh instance of the kernels over `memory`; the module is compiled once a process. */
export function instantiate(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(WASM_BASE64), (c) => c.charCodeAt(0)))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
}
