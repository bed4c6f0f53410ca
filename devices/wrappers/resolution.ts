/**
 * Limited resolution: the conductance is rounded to the nearest of n equidistant levels of the range. Pulses act on the unrounded
 * conductance, so that small steps accumulate until the next level is reached.
 */
import type { Arena } from '../../kernels/arena.ts'
import { type CellList, type Columns, type DeviceModel, float32 } from '../model.ts'
import { pure } from '../parameter.ts'
import { programCells } from '../program.ts'
import { freeColumn, type Wrapper, wrapper } from './wrapper.ts'

export interface ResolutionOptions {
  readonly levels?: number
}

/** `model` with `levels` conductances. */
export function withResolution(model: DeviceModel, { levels = 16 }: ResolutionOptions): DeviceModel {
  const column = freeColumn(model, 'resolution_beneath')
  const [gMin, gMax] = model.range
  const step = (gMax - gMin) / (levels - 1)
  const shown = (g: number) => Math.fround(gMin + Math.min(levels - 1, Math.max(0, Math.round((g - gMin) / step))) * step)
  const { depress, advance } = model
  return {
    ...model,
    columns: { ...model.columns, [column]: { unit: 'uS', doc: 'conductance before rounding to a level' } },
    set: (c, cells, rng, arena) => beneath(c, cells, () => model.set(c, cells, rng, arena)),
    reset: (c, cells, rng, arena) => beneath(c, cells, () => model.reset(c, cells, rng, arena)),
    ...(depress && { depress: (c, cells, rng, arena) => beneath(c, cells, () => depress(c, cells, rng, arena)) }),
    ...(advance && {
      advance: (c: Columns, cells: CellList, t: number, arena: Arena) => beneath(c, cells, () => advance(c, cells, t, arena)),
    }),
    program: (c, cells, change, rng, arena) => beneath(c, cells, () => programCells(model, c, cells, change, rng, arena)),
  }

  /** Runs `act` on the unrounded conductances. If another operation has moved a device off its level, its conductance is used as it is. */
  function beneath(c: Columns, { ids, n }: CellList, act: () => void): void {
    const analog = float32(c, column)
    for (let i = 0; i < n; i++) {
      const id = ids[i]!
      if (c.g[id]! === shown(analog[id]!)) c.g[id] = analog[id]!
    }
    act()
    for (let i = 0; i < n; i++) {
      const id = ids[i]!
      analog[id] = c.g[id]!
      c.g[id] = shown(analog[id]!)
    }
  }
}

export const resolution: Wrapper = wrapper({
  name: 'resolution',
  title: 'a device takes one of n conductances',
  parameters: {
    levels: { ...pure(16, 'equidistant conductances from the lowest to the highest of the range', [2, 1048576]), integer: true },
  },
  wrap: withResolution,
})
