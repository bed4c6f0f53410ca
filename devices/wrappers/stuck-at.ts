/**
 * Stuck devices: a share of the devices, drawn once, keeps one conductance, low or high. Pulses on them are counted but change neither
 * state nor age: a read has the drift and the noise of a device that was programmed to this conductance at time 0.
 */
import { type DeviceModel, float32 } from '../model.ts'
import { pure } from '../parameter.ts'
import { deviceUniforms } from '../scratch.ts'
import { blockPulses } from './inert.ts'
import { freeColumn, type Wrapper, wrapper } from './wrapper.ts'

/** Value of the column for devices that are not stuck. */
const HEALTHY = -1

export interface StuckOptions {
  /** Share of devices that are stuck. */
  readonly share?: number
  /** Share of these that are stuck high. */
  readonly high_share?: number
  /** The conductances at which they are stuck, as shares of the model's range. */
  readonly low?: number
  readonly high?: number
}

/** `model` with some stuck devices. */
export function withStuckAt(
  model: DeviceModel,
  { share = 0.01, high_share = 0.5, low = 0, high = 1 }: StuckOptions,
): DeviceModel {
  const column = freeColumn(model, 'stuck_at')
  const [gMin, gMax] = model.range
  const conductance = (position: number) => Math.fround(gMin + position * (gMax - gMin))
  return blockPulses(
    {
      ...model,
      columns: { ...model.columns, [column]: { unit: 'uS', doc: 'conductance at which it is stuck; -1: not stuck' } },
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

/** The model's claims plus `column` as a fixed column. */
export function declaring({ declares }: DeviceModel, column: string): Pick<DeviceModel, 'declares'> {
  return { declares: { ...declares, fixed: [...(declares?.fixed ?? []), column] } }
}

export const stuckAt: Wrapper = wrapper({
  name: 'stuck',
  title: 'a share of devices is stuck at a conductance',
  parameters: {
    share: pure(0.01, 'share of devices that are stuck', [0, 1]),
    high_share: pure(0.5, 'share of these that are stuck high; the others are stuck low', [0, 1]),
    low: pure(0, 'conductance of stuck-low devices, as a share of the range from lowest to highest', [0, 1]),
    high: pure(1, 'conductance of stuck-high devices, likewise', [0, 1]),
  },
  wrap: withStuckAt,
})
