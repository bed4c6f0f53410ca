/** The interface of an array of weights for a network, with or without devices: event-driven reads and a copy of the weights. */
import type { Arena, F32, U32 } from '../kernels/arena.ts'

/** The events of one step: unit spikes, or graded and signed values. Reused from step to step, never reallocated. */
export interface Events {
  /** Rows (columns in a backward read), ascending: entries [first, first + n). */
  readonly ids: U32
  /** One value per entry of `ids`; absent: all values are 1. */
  readonly values?: F32
  first: number
  n: number
}

/** Time, number and gain of a read. */
export interface ReadTime {
  /** Device time, s. */
  readonly t: number
  /** Number of the read in the whole experiment, the event of its noise draws. */
  readonly drawIndex: number
  /** Factor on every weight, such as the input gain zeta. */
  readonly gain: number
}

export interface WeightArray {
  readonly rows: number
  readonly cols: number
  /** Row length in memory: columns padded to a multiple of 16. */
  readonly stride: number
  /** Whether reads of the same events have equal results at any time and draw index, until the weights change. */
  readonly steady?: boolean
  /** out[col] += gain sum over the events of value w[row][col]. */
  read(rows: Events, at: ReadTime, out: F32): void
  /** out[row] += gain sum over the events of value w[row][col]: the same weights read in the opposite direction, with separate noise. */
  readBack(cols: Events, at: ReadTime, out: F32): void
  /** out[col] += gain value w[0][col] for the columns of the events: a diagonal connection, which is stored as one row. */
  readDiagonal(cols: Events, at: ReadTime, out: F32): void
  /** out[row stride + col] = the controller's estimate of the weight at time t (see `Estimate`). */
  weights(t: number, out: F32): void
}

/** Unit events of the listed rows, or graded events if `values` is given. It allocates: do not call it in a step. */
export function eventsOf(arena: Arena, rows: readonly number[], values?: readonly number[]): Events {
  const ids = arena.u32(rows.length)
  ids.set(rows)
  const column = values && arena.f32(rows.length)
  column?.set(values!)
  return { ...createEvents(ids, column), n: rows.length }
}

/** Events that use the given columns; empty at first. */
export function createEvents(ids: U32, values?: F32): Events {
  return { ids, ...(values ? { values } : {}), first: 0, n: 0 }
}
