/** Arena columns filled from plain numbers, and the distances by which two columns are compared. */
import type { Arena, F32, F64, U32 } from '../../kernels/arena.ts'

export function floats(arena: Arena, values: ArrayLike<number>): F32 {
  const column = arena.f32(values.length)
  column.set(values)
  return column
}

export function doubles(arena: Arena, values: ArrayLike<number>): F64 {
  const column = arena.f64(values.length)
  column.set(values)
  return column
}

export function words(arena: Arena, values: ArrayLike<number>): U32 {
  const column = arena.u32(values.length)
  column.set(values)
  return column
}

/** Largest difference relative to the largest expected magnitude; NaN where one of them is no number. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values stand against ${expected.length}`)
  let difference = 0
  let largest = 0
  for (let i = 0; i < expected.length; i++) {
    // Math.max keeps a NaN once it has met one.
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!))
    largest = Math.max(largest, Math.abs(expected[i]!))
  }
  return largest > 0 ? difference / largest : difference
}

/** The bits of float32 numbers: equal only if the numbers are, to the last bit and the sign of zero. */
export function bits(values: Float32Array): number[] {
  return Array.from(new Uint32Array(values.slice().buffer))
}

/** The worst of n comparisons in units of its tolerance: below 1 where all hold; NaN where something is no number. */
export function excess(n: number, at: (i: number) => readonly [actual: number, expected: number, tolerance: number]): number {
  let worst = 0
  for (let i = 0; i < n; i++) {
    const [actual, expected, tolerance] = at(i)
    worst = Math.max(worst, Math.abs(actual - expected) / tolerance)
  }
  return worst
}
