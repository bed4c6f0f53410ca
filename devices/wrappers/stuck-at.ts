/**
 * Stuck devices: a share of them, drawn once, never leaves one conductance, low or high. Pulses on them are counted and change
 * nothing, not even their age: a read has the drift and the noise of a device that was written to this conductance at time 0.
 */
import { type DeviceModel, float32 } from '../model.ts'
import { pure } from '../parameter.ts'
import { deviceUniforms } from '../scratch.ts'
import { keepFrom } from './inert.ts'
import { freeColumn, type Wrapper, wrapper } from './wrapper.ts'

/** What the column holds of devices that are not stuck. */
const HEALTHY = -1

export interface StuckOptions {
  /** Share of devices that are stuck. */
  readonly share?: number
  /** Share of these that are stuck high. */
  readonly high_share?: number
  /** Where they are stuck, as shares of the model's range. */
  readonly low?: number
  readonly high?: number
}

/** `model` of which some devices are stuck. */
export function withStuckAt(
  model: DeviceModel,
  { share = 0.01, high_share = 0.5, low = 0, high = 1 }: StuckOptions,
): DeviceModel {
  const column = freeColumn(model, 'stuck_at')
  const [gMin, gMax] = model.range
  const conductance = (position: number) => Math.fround(gMin + position * (gMax - gMin))
  return keepFrom(
    {
      ...model,
      columns: { ...model.columns, [column]: { unit: 'uS', doc: 'conductance it is stuck at; -1: it is not' } },
      init(c, n, rng, arena) {
        model.init?.(c, n, rng, arena)
        const stuck = float32(c, column)
        const stream = rng.fork(column)
        const whether = deviceUniforms(arena, stream, 0, n)
        for (let id = 0; id < n; id++) stuck[id] = whether[id]! < share ? 0 : HEALTHY
        const where = deviceUniforms(arena, stream, 1, n)
        for (let id = 0; id < n; id++) {
          if (stuck[id] === HEALTHY) continue
          stuck[id] = conductance(where[id]! < high_share ? high : low)
          c.g[id] = stuck[id]!
        }
      },
      ...declaring(model, column),
    },
    (c, id) => float32(c, column)[id] === HEALTHY,
  )
}

/** The model's claims, and that the column is drawn once. */
export function declaring({ declares }: DeviceModel, column: string): Pick<DeviceModel, 'declares'> {
  return { declares: { ...declares, fixed: [...(declares?.fixed ?? []), column] } }
}

export const stuckAt: Wrapper = wrapper({
  name: 'stuck',
  title: 'a share of devices is stuck at a conductance',
  parameters: {
    share: pure(0.01, 'share of devices that are stuck', [0, 1]),
    high_share: pure(0.5, 'share of these that are stuck high; the others are stuck low', [0, 1]),
    low: pure(0, 'where stuck-low devices are, as a share of the range from lowest to highest', [0, 1]),
    high: pure(1, 'where stuck-high devices are', [0, 1]),
  },
  wrap: withStuckAt,
})
