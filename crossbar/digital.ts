/** Weights in digital memory, float32: baselines for comparison with a crossbar. */
import { type Arena, type F32, padded } from '../kernels/arena.ts'
import { at, NONE } from '../kernels/pointer.ts'
import type { WeightArray } from './array.ts'

export interface DigitalWeights extends WeightArray {
  readonly kind: 'digital'
  /** [rows][stride]; padding columns are 0. */
  readonly w: F32
}

/** @param initial [rows][stride]; absent: zeros */
export function createDigitalWeights(arena: Arena, rows: number, cols: number, initial?: Float32Array): DigitalWeights {
  const stride = padded(cols)
  const w = arena.f32(rows * stride)
  if (initial) w.set(initial)
  const dense = arena.f32(stride)
  return {
    kind: 'digital',
    steady: true,
    rows,
    cols,
    stride,
    w,
    read({ ids, values, first, n }, { gain }, out) {
      if (n === 0) return
      arena.kernels.denseReadRows(at(ids, first), values ? at(values, first) : NONE, n, w.ptr, stride, gain, out.ptr)
    },
    readBack({ ids, values, first, n }, { gain }, out) {
      dense.fill(0)
      for (let i = first; i < first + n; i++) dense[ids[i]!] = values ? values[i]! : 1
      arena.kernels.denseReadBack(rows, w.ptr, stride, dense.ptr, gain, out.ptr)
    },
    readDiagonal({ ids, values, first, n }, { gain }, out) {
      for (let i = first; i < first + n; i++) {
        const col = ids[i]!
        out[col] = out[col]! + gain * (values ? values[i]! : 1) * w[col]!
      }
    },
    weights(_t, out) {
      out.set(w)
    },
  }
}
