/** Off-line programming of listed devices, for models with and without their own `program`. */
import type { Arena, F32 } from '../kernels/arena.ts'
import type { Rng } from '../kernels/rng.ts'
import type { CellList, Columns, DeviceModel } from './model.ts'

/** Calls the model's `program`; without one, changes each conductance by exactly `change[i]` uS, clamped to the range. */
export function programCells(model: DeviceModel, c: Columns, cells: CellList, change: F32, rng: Rng, arena: Arena): void {
  if (model.program) {
    model.program(c, cells, change, rng, arena)
    return
  }
  const [gMin, gMax] = model.range
  for (let i = 0; i < cells.n; i++) {
    const id = cells.ids[i]!
    if (change[i]! !== 0) c.g[id] = Math.min(gMax, Math.max(gMin, c.g[id]! + change[i]!))
  }
}
