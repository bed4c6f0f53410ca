/**
 * Global drift compensation: drift shrinks all conductances of an array by nearly one factor; the controller measures it on the
 * array's total conductance and multiplies it out of every result. Joshi et al., Nat. Commun. 11, 2473 (2020). It mends the mean and
 * not the spread: devices that drift by other exponents, or were programmed at other times, keep their differences.
 */
import type { WeightArray } from './array.ts'
import type { Crossbar } from './crossbar.ts'
import { controllerRead } from './estimate.ts'
import { deviceOf } from './pulse.ts'

/** The sum over one noisy read of every device of the array at time t, uS. Changes nothing. */
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
  controllerRead(xbar, cells, t, values)
  let total = 0
  for (let i = 0; i < cells.n; i++) total += values[i]!
  return total
}

/** The array as the network sees it when all that is read from it is multiplied by `factor`. Shares the array's state. */
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
