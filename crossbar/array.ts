/** What a layer of weights looks like to a network, on devices or off: event-driven reads and a picture of its weights. */
import type { F32 } from '../kernels/arena.ts'

/** One event-driven read. Times in s; `event` numbers the read over the whole experiment. */
export interface ReadRequest {
  readonly t: number
  readonly event: number
  /** Factor on every weight, such as the input gain zeta. */
  readonly gain: number
}

export interface WeightArray {
  readonly rows: number
  readonly cols: number
  /** Row length in memory: columns padded to a multiple of 16. */
  readonly stride: number
  /** out[col] += gain sum of w[row][col] over the `n` rows listed at the arena address `list`, ascending. */
  readRows(list: number, n: number, request: ReadRequest, out: F32): void
  /** out[row stride + col] = the weight as the controller knows it at time t (see `estimate` of a crossbar). */
  weights(t: number, out: F32): void
}
