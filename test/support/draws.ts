/** Numbers for tests that a seed alone decides, and how near a float32 normal of the engine can be to the oracle's double. */
import { normalAt, uniformAt } from '../oracle/normal.ts'
import type { Key } from '../oracle/philox.ts'

/**
 * Bound of the difference between the kernels' normal and the oracle's. A normal is r cos or r sin with r = sqrt(-2 ln u); the
 * uniform u is rounded to float32, so r is off by up to 2^-24 / r (by 3e-4 for the one draw in 10^7 nearest to u = 1), and the
 * rest of the arithmetic by a few float32 roundings of r. The partner of the pair, 4 ids on, gives r.
 */
export function normalTolerance(key: Key, id: number, event: number): number {
  const r = Math.hypot(normalAt(key, id, event), normalAt(key, (id ^ 4) >>> 0, event))
  return 3e-7 * r + Math.min(4e-4, 1e-7 / r)
}

/** `n` numbers in [low, high), a function of the seed alone. */
export function spread(seed: number, n: number, low: number, high: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => low + (high - low) * uniformAt([seed, 0], i, 0))
}

/** `n` standard normals, a function of the seed alone. */
export function normals(seed: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => normalAt([seed, 1], i, 0))
}

/** Each of 0..n-1 with the given chance, ascending. */
export function pick(seed: number, n: number, chance: number): number[] {
  return Array.from({ length: n }, (_, i) => i).filter((i) => uniformAt([seed, 2], i, 0) < chance)
}

/** The items in an order that the seed decides. */
export function shuffled<T>(seed: number, items: readonly T[]): T[] {
  return items
    .map((item, i) => ({ item, rank: uniformAt([seed, 3], i, 0) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
