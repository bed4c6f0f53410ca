/** Orders that depend only on a seed: they split the samples of a file into training and test samples. */
import { Arena, padded } from '../../kernels/arena.ts'
import { createRng, fillUniforms } from '../../kernels/rng.ts'

/** 0..n-1 in the order of uniform draws keyed by (seed, name, number); equal draws, one pair in 4e9, stay in order. */
export function permutation(n: number, seed: number, name: string): Uint32Array {
  const arena = new Arena(8 * padded(n) + 1024)
  const keys = arena.f64(n)
  fillUniforms(arena, createRng(seed, name), 0, keys)
  return Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b)
}
