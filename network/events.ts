/** What acts on a connection: unit spikes, or graded and signed values. */
import type { Arena, F32, U32 } from '../kernels/arena.ts'

/** What a population emits in a trial: the rows that act in step t, ascending, are ids[offsets[t] .. offsets[t+1]). */
export interface EventTrain {
  readonly steps: number
  readonly rows: number
  /** [steps + 1] */
  readonly offsets: U32
  readonly ids: U32
  /** Beside `ids` where events are graded; absent for unit spikes. */
  readonly values?: F32
}

/** An empty train with room for `capacity` events in all. */
export function createEventTrain(arena: Arena, rows: number, steps: number, capacity: number, graded: boolean): EventTrain {
  const columns = { offsets: arena.u32(steps + 1), ids: arena.u32(capacity) }
  return { steps, rows, ...columns, ...(graded ? { values: arena.f32(capacity) } : {}) }
}
