/** Weights in digital memory, float32: the baselines that a crossbar is compared with. */
import { type Arena, type F32, padded } from '../kernels/arena.ts'
import type { WeightArray } from './array.ts'

export interface DigitalWeights extends WeightArray {
  readonly kind: 'digital'
  /** [rows][stride]; padding columns are 0. */
  readonly w: F32
}

/** `initial` is [rows][stride] or absent for zeros. */
export function createDigitalWeights(arena: Arena, rows: number, cols: number, initial?: Float32Array): DigitalWeights {
  const stride = padded(cols)
  const w = arena.f32(rows * stride)
  if (initial) w.set(initial)
  return {
    kind: 'digital',
    rows,
    cols,
    stride,
    w,
    readRows(list, n, { gain }, out) {
      if (n > 0) arena.kernels.denseReadRows(list, n, w.ptr, stride, gain, out.ptr)
    },
    weights(_t, out) {
      out.set(w)
    },
  }
}
