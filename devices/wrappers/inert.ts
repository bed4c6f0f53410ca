/** Blocks pulses on some devices of any model: operations are applied only to the other devices. */
import type { Arena, F32, U32 } from '../../kernels/arena.ts'
import type { CellList, Columns, DeviceModel } from '../model.ts'
import { programCells } from '../program.ts'

interface Room {
  readonly ids: U32
  readonly change: F32
}

/** `model` without effect of pulses on devices for which `reached` is false or that are already inert. */
export function blockPulses(model: DeviceModel, reached: (c: Columns, id: number) => boolean): DeviceModel {
  const inert = (c: Columns, id: number) => !reached(c, id) || (model.inert?.(c, id) ?? false)
  const { depress, advance } = model
  const rooms = new WeakMap<Arena, Room>()
  return {
    ...model,
    inert,
    set: (c, cells, rng, arena) => others(c, cells, arena, (rest) => model.set(c, rest, rng, arena)),
    reset: (c, cells, rng, arena) => others(c, cells, arena, (rest) => model.reset(c, rest, rng, arena)),
    ...(depress && { depress: (c, cells, rng, arena) => others(c, cells, arena, (rest) => depress(c, rest, rng, arena)) }),
    ...(advance && { advance: (c, cells, t, arena) => others(c, cells, arena, (rest) => advance(c, rest, t, arena)) }),
    program(c, cells, change, rng, arena) {
      others(c, cells, arena, (rest, wanted) => programCells(model, c, rest, wanted, rng, arena), change)
    },
  }

  /** Calls `act` with the devices that are not inert, in the order of the list, and their changes. */
  function others(c: Columns, cells: CellList, arena: Arena, act: (rest: CellList, change: F32) => void, change?: F32): void {
    let room = rooms.get(arena)
    if (!room || room.ids.length < cells.n) {
      const size = Math.max(cells.n, 2 * (room?.ids.length ?? 0))
      room = { ids: arena.u32(size), change: arena.f32(size) }
      rooms.set(arena, room)
    }
    let n = 0
    for (let i = 0; i < cells.n; i++) {
      const id = cells.ids[i]!
      if (inert(c, id)) continue
      room.ids[n] = id
      if (change) room.change[n] = change[i]!
      n++
    }
    if (n > 0) act({ ids: room.ids, n }, room.change)
  }
}
