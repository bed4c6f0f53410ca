/** Devices that a map says are stuck: a chip as it was measured. Each is held at its conductance whatever is written to it. */
import type { DeviceModel, Layout } from '../../devices/model.ts'
import { keepFrom } from '../../devices/wrappers/inert.ts'
import { InputError } from '../../input/input-error.ts'

export interface StuckDevice {
  readonly row: number
  readonly col: number
  readonly negative: boolean
  /** Absent: all N devices of the group. */
  readonly replica?: number
  /** uS */
  readonly g: number
}

/**
 * `model` for an array of which the listed devices are stuck. Pulses on them are counted and change nothing, not even their age: a read has
 * the drift and the noise of a device that was written to this conductance at time 0.
 * @throws InputError for a device that the array has not got
 */
export function withStuckMap(
  model: DeviceModel,
  map: readonly StuckDevice[],
  { rows, cols, stride, replicas }: Layout,
): DeviceModel {
  const held = new Map<number, number>()
  for (const { row, col, negative, replica, g } of map) {
    if (row >= rows || col >= cols || (replica ?? 0) >= replicas) {
      const given = `row ${row}, column ${col}${replica === undefined ? '' : `, replica ${replica}`}`
      throw new InputError(
        `the map of stuck devices names ${given}; the array has ${rows} rows, ${cols} columns and ${replicas} devices in a group`,
      )
    }
    for (let k = replica ?? 0; k <= (replica ?? replicas - 1); k++) {
      held.set((((negative ? replicas : 0) + k) * rows + row) * stride + col, g)
    }
  }
  return keepFrom(
    {
      ...model,
      init(c, n, rng, arena) {
        model.init?.(c, n, rng, arena)
        for (const [id, g] of held) c.g[id] = g
      },
    },
    (_, id) => !held.has(id),
  )
}
