/** What an array of weights looks like to a network, on devices or off: event-driven reads and a picture of its weights. */
import type { Arena, F32, U32 } from '../kernels/arena.ts'

/** What acts now: unit spikes, or graded and signed values. Reused from step to step, never reallocated. */
export interface Events {
  /** Rows (columns, in a read backwards), ascending: those at [first, first + n). */
  readonly ids: U32
  /** Beside `ids`; absent: all values are 1. */
  readonly values?: F32
  first: number
  n: number
}

/** When and how an array is read. */
export interface ReadTime {
  /** s */
  readonly t: number
  /** Numbers the read over the whole experiment: what its noise is drawn by. */
  readonly drawIndex: number
  /** Factor on every weight, such as the input gain zeta. */
  readonly gain: number
}

export interface WeightArray {
  readonly rows: number
  readonly cols: number
  /** Row length in memory: columns padded to a multiple of 16. */
  readonly stride: number
  /** Whether reads of the same events are the same at any time and draw index, between changes of the weights. */
  readonly steady?: boolean
  /** out[col] += gain sum over the events of value w[row][col]. */
  read(rows: Events, at: ReadTime, out: F32): void
  /** out[row] += gain sum over the events of value w[row][col]: the same weights read the other way, with noise of its own. */
  readBack(cols: Events, at: ReadTime, out: F32): void
  /** out[col] += gain value w[0][col] for the events' columns: a diagonal connection, which is stored as one row. */
  readDiagonal(cols: Events, at: ReadTime, out: F32): void
  /** out[row stride + col] = the weight as the controller knows it at time t (see `controllerRead` of a crossbar). */
  weights(t: number, out: F32): void
}

/** Unit events of the listed rows, or graded ones where values are given; made once, not in a step. */
export function eventsOf(arena: Arena, rows: readonly number[], values?: readonly number[]): Events {
  const ids = arena.u32(rows.length)
  ids.set(rows)
  const column = values && arena.f32(rows.length)
  column?.set(values!)
  return { ...createEvents(ids, column), n: rows.length }
}

/** Room for events of up to `capacity` rows. */
export function createEvents(ids: U32, values?: F32): Events {
  return { ids, ...(values ? { values } : {}), first: 0, n: 0 }
}
