/** Spikes as lists: by time step, as a network meets them, and by row, as a gradient sums them. */
import type { Arena, U32 } from '../kernels/arena.ts'

/** Rows that spike in step t, ascending: ids[offsets[t] .. offsets[t+1]). */
export interface SpikeTrain {
  readonly steps: number
  readonly rows: number
  /** [steps + 1] */
  readonly offsets: U32
  readonly ids: U32
}

/** Steps in which row i spikes, ascending: times[offsets[i] .. offsets[i+1]). */
export interface SpikesByRow {
  readonly offsets: U32
  readonly times: U32
}

export function createSpikesByRow(arena: Arena, rows: number, capacity: number): SpikesByRow {
  return { offsets: arena.u32(rows + 1), times: arena.u32(capacity) }
}

/** Sorts a train by row into `out`, whose `times` must hold all its spikes. */
export function sortByRow(train: SpikeTrain, out: SpikesByRow): void {
  const { offsets, times } = out
  const spikes = train.offsets[train.steps]!
  offsets.fill(0)
  for (let s = 0; s < spikes; s++) offsets[train.ids[s]! + 1] = offsets[train.ids[s]! + 1]! + 1
  for (let i = 0; i < train.rows; i++) offsets[i + 1] = offsets[i + 1]! + offsets[i]!
  for (let t = 0; t < train.steps; t++) {
    for (let s = train.offsets[t]!; s < train.offsets[t + 1]!; s++) {
      const row = train.ids[s]!
      times[offsets[row]!] = t
      offsets[row] = offsets[row]! + 1
    }
  }
  // Every offset now stands at its row's end, which is the next row's start.
  offsets.copyWithin(1, 0, train.rows)
  offsets[0] = 0
}

/** A train from lists of rows per step. */
export function spikeTrain(arena: Arena, rows: number, steps: readonly ArrayLike<number>[]): SpikeTrain {
  const offsets = arena.u32(steps.length + 1)
  const ids = arena.u32(steps.reduce((sum, step) => sum + step.length, 0))
  steps.forEach((step, t) => {
    ids.set(step, offsets[t]!)
    offsets[t + 1] = offsets[t]! + step.length
  })
  return { steps: steps.length, rows, offsets, ids }
}
