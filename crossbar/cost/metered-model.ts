/** Counts pulses where they reach devices, with the energy that the model says they take. */
import { createCellList } from '../../devices/bank.ts'
import type { CellList, Columns, DeviceModel, Operation } from '../../devices/model.ts'
import type { Arena, F32 } from '../../kernels/arena.ts'
import { count, type Meter } from './meter.ts'

interface Metered {
  /** The model, to be built into a bank. */
  readonly model: DeviceModel
  /** Counting begins: what was done before, RESET and programming of a new chip, is not part of a run. */
  start(): void
}

/** Devices asked for their energy at once. */
const CHUNK = 1024

export function meteredModel(model: DeviceModel, meter: Meter): Metered {
  let started = false
  const rooms = new WeakMap<Arena, { readonly cells: CellList; readonly joules: F32 }>()
  const { depress } = model

  /** Energy of the operation on the devices as they stand before it, J. */
  function energyOf(operation: Operation, c: Columns, { ids, n }: CellList, arena: Arena): number {
    if (!model.energy) return 0
    const room = rooms.get(arena) ?? { cells: createCellList(arena, CHUNK), joules: arena.f32(CHUNK) }
    rooms.set(arena, room)
    const { cells, joules } = room
    let sum = 0
    for (let first = 0; first < n; first += CHUNK) {
      cells.n = Math.min(CHUNK, n - first)
      for (let i = 0; i < cells.n; i++) cells.ids[i] = ids[first + i]!
      model.energy(operation, c, cells, joules)
      for (let i = 0; i < cells.n; i++) sum += joules[i]!
    }
    return sum
  }

  const counted =
    (operation: 'set' | 'reset' | 'depress', act: DeviceModel['set']): DeviceModel['set'] =>
    (c, cells, rng, arena) => {
      if (started) count(meter, `${operation}_pulses`, cells.n, energyOf(operation, c, cells, arena))
      act(c, cells, rng, arena)
    }

  return {
    model: {
      ...model,
      set: counted('set', model.set),
      reset: counted('reset', model.reset),
      ...(depress ? { depress: counted('depress', depress) } : {}),
    },
    start() {
      started = true
    },
  }
}
