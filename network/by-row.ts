/** Events of a trial sorted by row, the order in which a gradient sums them. */
import type { Arena, F32, U32 } from '../kernels/arena.ts'
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
export function sortByRow(
  { ids, values, offsets: steps, ...train }: EventTrain,
  { offsets, times, values: sorted }: EventsByRow,
): void {
  const { rows } = train
  const length = train.held ? 1 : train.steps
  const events = steps[length]!
  offsets.fill(0)
  for (let s = 0; s < events; s++) offsets[ids[s]! + 1]!++
  for (let i = 0; i < rows; i++) offsets[i + 1]! += offsets[i]!
  for (let t = 0, s = 0; t < length; t++) {
    for (const end = steps[t + 1]!; s < end; s++) {
      const to = offsets[ids[s]!]!++
      times[to] = t
      if (sorted) sorted[to] = values ? values[s]! : 1
    }
  }
  // Every offset is now the end of its row, which is the start of the next row.
  offsets.copyWithin(1, 0, rows)
  offsets[0] = 0
}

/** Number of events of each row. */
export function eventCounts({ offsets }: EventsByRow, rows: number): Float64Array {
  const counts = new Float64Array(rows)
  for (let i = 0; i < rows; i++) counts[i] = offsets[i + 1]! - offsets[i]!
  return counts
}
