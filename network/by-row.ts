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
export function sortByRow(train: EventTrain, out: EventsByRow): void {
  const { offsets, times } = out
  const steps = train.held ? 1 : train.steps
  const events = train.offsets[steps]!
  offsets.fill(0)
  for (let s = 0; s < events; s++) offsets[train.ids[s]! + 1] = offsets[train.ids[s]! + 1]! + 1
  for (let i = 0; i < train.rows; i++) offsets[i + 1] = offsets[i + 1]! + offsets[i]!
  for (let t = 0; t < steps; t++) {
    for (let s = train.offsets[t]!; s < train.offsets[t + 1]!; s++) {
      const row = train.ids[s]!
      const to = offsets[row]!
      times[to] = t
      if (out.values) out.values[to] = train.values ? train.values[s]! : 1
      offsets[row] = to + 1
    }
  }
  // Every offset is now the end of its row, which is the start of the next row.
  offsets.copyWithin(1, 0, train.rows)
  offsets[0] = 0
}

/** Number of events of each row. */
export function eventCounts({ offsets }: EventsByRow, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => offsets[i + 1]! - offsets[i]!)
}
