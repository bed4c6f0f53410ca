/**
 * Global drift compensation: drift reduces all conductances of an array by nearly the same factor. The controller measures this factor
 * from the total conductance of the array and divides every result by it. Joshi et al., Nat. Commun. 11, 2473 (2020). The method
 * corrects the mean, not the spread: differences due to drift exponents or programming times remain.
 */
import type { WeightArray } from './array.ts'
import type { Crossbar } from './crossbar.ts'
import { noisyRead } from './estimate.ts'
import { deviceOf } from './pulse.ts'

/** The sum of one noisy read of every device of the array at time t, uS. It changes nothing. */
export function totalConductance(xbar: Crossbar, t: number): number {
  const { rows, cols, stride, replicas } = xbar.layout
  const { cells, values } = xbar.scratch
  cells.n = 0
  for (const negative of xbar.fixed ? [false] : [false, true]) {
    for (let k = 0; k < replicas; k++) {
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < cols; c++) {
          if (xbar.autapses || c !== row) cells.ids[cells.n++] = deviceOf(xbar, row * stride + c, negative, k)
        }
      }
    }
  }
  noisyRead(xbar, cells, t, values)
  let total = 0
  for (let i = 0; i < cells.n; i++) total += values[i]!
  return total
}

/** The array with every read multiplied by `factor`. It shares the state of `array`. */
export function compensated<A extends WeightArray>(array: A, factor: number): A {
  return {
    ...array,
    read: (rows, at, out) => array.read(rows, { ...at, gain: at.gain * factor }, out),
    readBack: (cols, at, out) => array.readBack(cols, { ...at, gain: at.gain * factor }, out),
    readDiagonal: (cols, at, out) => array.readDiagonal(cols, { ...at, gain: at.gain * factor }, out),
    weights(t, out) {
      array.weights(t, out)
      for (let i = 0; i < out.length; i++) out[i] = factor * out[i]!
    },
  }
}
