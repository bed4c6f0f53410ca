/** Two arrays that the network reads as one: C + gamma A. */
import type { WeightArray } from '../../crossbar/array.ts'
import type { Arena } from '../../kernels/arena.ts'

/** Every read reads both arrays, each with its own noise. */
export function sumOfArrays(arena: Arena, c: WeightArray, a: WeightArray, gamma: number): WeightArray {
  const { rows, cols, stride } = c
  const other = arena.f32(rows * stride)
  const both =
    (how: 'read' | 'readBack' | 'readDiagonal'): WeightArray['read'] =>
    (events, at, out) => {
      c[how](events, at, out)
      a[how](events, { ...at, gain: gamma * at.gain }, out)
    }
  return {
    ...{ rows, cols, stride, read: both('read'), readBack: both('readBack'), readDiagonal: both('readDiagonal') },
    weights(t, out) {
      c.weights(t, out)
      a.weights(t, other)
      for (let i = 0; i < out.length; i++) out[i] = out[i]! + gamma * other[i]!
    },
  }
}
