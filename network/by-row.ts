/** Events of a trial sorted by row, the order in which a gradient sums them. */
import type { Arena, F32, U32 } from '../kernels/arena.ts'
import { NONE } from '../kernels/pointer.ts'
import type { EventTrain } from './events.ts'

/** The steps with events of row i, ascending, are times[offsets[i] .. offsets[i+1]). */
export interface EventsByRow {
  readonly offsets: U32
  readonly times: U32
  /** One value per entry of `times` if events are graded. */
  readonly values?: F32
}

export function createEventsByRow(arena: Arena, rows: number, capacity: number, graded = false): EventsByRow {
  const columns = { offsets: arena.u32(rows + 1), times: arena.u32(capacity) }
  return { ...columns, ...(graded ? { values: arena.f32(capacity) } : {}) }
}

/** Sorts a train by row into `out`, whose columns must have space for all events. A held train contains only the events of step 0. */
export function sortByRow({ kernels }: Arena, { ids, values, offsets: starts, ...train }: EventTrain, out: EventsByRow): void {
  const { offsets, times, values: sorted } = out
  const steps = train.held ? 1 : train.steps
  const given = values ? values.ptr : NONE
  kernels.sortByRow(steps, starts.ptr, ids.ptr, given, train.rows, offsets.ptr, times.ptr, sorted ? sorted.ptr : NONE)
}

/** Number of events of each row. */
export function eventCounts({ offsets }: EventsByRow, rows: number): Float64Array {
  const counts = new Float64Array(rows)
  for (let i = 0; i < rows; i++) counts[i] = offsets[i + 1]! - offsets[i]!
  return counts
}
