/** The events of a population in a trial: unit spikes, or graded and signed values. */
import type { Events } from '../crossbar/array.ts'
import type { Arena, F32, U32 } from '../kernels/arena.ts'

/** The rows with events in step t, ascending, are ids[offsets[t] .. offsets[t+1]). */
export interface EventTrain {
  readonly steps: number
  readonly rows: number
  /** [steps + 1] */
  readonly offsets: U32
  readonly ids: U32
  /** One value per entry of `ids` if events are graded; absent for unit spikes. */
  readonly values?: F32
  /** If true, the events of step 0 apply in every step: a constant graded input. */
  readonly held?: boolean
}

/** An empty train with a total capacity of `capacity` events. @param held see EventTrain */
export function createEventTrain(
  arena: Arena,
  rows: number,
  steps: number,
  capacity: number,
  graded: boolean,
  held = false,
): EventTrain {
  const columns = { offsets: arena.u32(steps + 1), ids: arena.u32(capacity) }
  return { steps, rows, ...columns, ...(graded ? { values: arena.f32(capacity) } : {}), ...(held ? { held } : {}) }
}

/** Bytes of arena for such a train, rounded up. */
export function eventTrainBytes(steps: number, capacity: number, graded: boolean): number {
  return 4 * (steps + 1) + (graded ? 8 : 4) * capacity + 1024
}

/** A train of unit spikes from lists of rows per step. */
export function eventTrain(arena: Arena, rows: number, steps: readonly ArrayLike<number>[]): EventTrain {
  const train = createEventTrain(
    arena,
    rows,
    steps.length,
    steps.reduce((sum, step) => sum + step.length, 0),
    false,
  )
  steps.forEach((step, t) => {
    train.ids.set(step, train.offsets[t]!)
    train.offsets[t + 1] = train.offsets[t]! + step.length
  })
  return train
}

/** Sets `events`, which uses the train's columns, to step t; a step outside the trial has no events. */
export function selectStep({ offsets, steps, held }: EventTrain, t: number, events: Events): void {
  const inside = t >= 0 && t < steps
  const step = held ? 0 : t
  events.first = inside ? offsets[step]! : 0
  events.n = inside ? offsets[step + 1]! - events.first : 0
}
