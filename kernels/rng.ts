/**
 * Random numbers as a function, not a sequence: a draw is Philox4x32-10 of (seed, stream name, id, event), so that no result
 * depends on the order of the draws. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011, doi 10.1145/2063384.2063405.
 */
// The index of the package would also load six other generators.
import seedrandom from 'seedrandom/seedrandom.js'
import type { Arena, F32, F64, U32 } from './arena.ts'

interface Ids {
  readonly ids: U32
  readonly n: number
}

/** A named stream of the experiment's seed: it is forked by name and drawn from by (id, event). */
export interface Rng {
  readonly name: string
  /** The two words of the stream's Philox key, unsigned 32-bit; arguments of the kernels. */
  readonly k0: number
  readonly k1: number
  fork(name: string): Rng
}

export function createRng(seed: number | string, name = ''): Rng {
  const keys = seedrandom(`memxbar/${seed}/${name}`)
  return {
    name,
    k0: keys.int32() >>> 0,
    k1: keys.int32() >>> 0,
    fork: (child) => createRng(seed, `${name}/${child}`),
  }
}

/** Low and high word of an event number below 2^53. */
export function eventWords(event: number): readonly [low: number, high: number] {
  return [event >>> 0, Math.floor(event / 4294967296)]
}

/** out[i] = standard normal of id i, i < out.length. `out` must be a whole column: blocks of 16 are written. */
export function fillNormals(arena: Arena, rng: Rng, event: number, out: F32): void {
  arena.kernels.normals(rng.k0, rng.k1, ...eventWords(event), out.length, out.ptr)
}

/** out[i] = standard normal of ids[i] at `event`, i < n. */
export function fillNormalsOf(arena: Arena, rng: Rng, { ids, n }: Ids, event: number, out: F32): void {
  arena.kernels.normalsOf(rng.k0, rng.k1, ...eventWords(event), ids.ptr, n, out.ptr)
}

/** out[i] = standard normal of ids[i] as event events[ids[i]], i < n: the draw of a pulse, whose event is the pulse count of its device. */
export function fillNormalsOfCounts(arena: Arena, rng: Rng, { ids, n }: Ids, events: U32, out: F32): void {
  arena.kernels.normalsOfEvents(rng.k0, rng.k1, ids.ptr, n, events.ptr, out.ptr)
}

/** out[i] = uniform in (0, 1) of id i, i < out.length. `out` must be a whole column: blocks of 16 are written. */
export function fillUniforms(arena: Arena, rng: Rng, event: number, out: F64): void {
  arena.kernels.uniforms(rng.k0, rng.k1, ...eventWords(event), out.length, out.ptr)
}
