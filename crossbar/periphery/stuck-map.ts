/** Devices that a map says are stuck: a chip as it was measured. Each is held at its conductance whatever is done to it. */
import type { DeviceModel, Layout, RowRead } from '../../devices/model.ts'
import { blockPulses } from '../../devices/wrappers/inert.ts'
import { InputError } from '../../input/input-error.ts'
import type { Arena, F32 } from '../../kernels/arena.ts'
import { NONE, at as pointerAt } from '../../kernels/pointer.ts'

export interface StuckDevice {
  readonly row: number
  readonly col: number
  readonly negative: boolean
  /** Absent: all N devices of the group. */
  readonly replica?: number
  /** uS */
  readonly g: number
  /** Array that it stands in, for who has several. */
  readonly array?: string
  /** Where the map says so, for messages: `map.csv:12`. */
  readonly at?: string
}

/** What of an array decides which devices it has. */
export type Extent = Pick<Layout, 'rows' | 'cols' | 'replicas'> & { readonly polarities: 1 | 2 }

/** @throws InputError for a device that an array of this extent has not got */
export function holdWithin({ row, col, negative, replica = 0, at }: StuckDevice, extent: Extent): void {
  const { rows, cols, replicas, polarities } = extent
  const place = at ? `${at}: ` : ''
  const outside = (what: string, value: number, count: number) =>
    new InputError(
      `${place}${what} is ${value}; the array has ${count === 1 ? `one ${what}, number 0` : `${count} ${what}s: give 0 to ${count - 1}`}`,
    )
  if (row >= rows) throw outside('row', row, rows)
  if (col >= cols) throw outside('column', col, cols)
  if (replica >= replicas) throw outside('replica', replica, replicas)
  if (negative && polarities === 1)
    throw new InputError(`${place}polarity is -; a reference cell has devices of polarity + alone: leave the line out`)
}

/**
 * The model of an array of which the listed devices are stuck. Pulses on them are counted and change nothing; every read gives their
 * conductance, which neither drifts nor has noise: a short, an open cell, or a reading that never moved. Healthy devices are as they
 * were, to the rounding of sums. `hold` puts the stuck ones back where a column of conductances comes from elsewhere.
 * @throws InputError for a device that the array has not got
 */
export function withStuckMap(
  model: DeviceModel,
  map: readonly StuckDevice[],
  { rows, cols, stride, replicas }: Layout,
  polarities: 1 | 2 = 2,
): { readonly model: DeviceModel; hold(g: F32): void } {
  const held = new Float32Array(polarities * replicas * rows * stride).fill(HEALTHY)
  for (const device of map) {
    holdWithin(device, { rows, cols, replicas, polarities })
    const { row, col, negative, replica, g } = device
    for (let k = replica ?? 0; k <= (replica ?? replicas - 1); k++) {
      held[(((negative ? replicas : 0) + k) * rows + row) * stride + col] = g
    }
  }
  const { rowRead, ...own } = model
  const hold = (column: F32) => {
    for (let id = 0; id < held.length; id++) if (held[id] !== HEALTHY) column[id] = held[id]!
  }
  const stuck = blockPulses(
    {
      ...own,
      ...(rowRead?.devices ? { rowRead: heldRows(rowRead, rowRead.devices, held) } : {}),
      init(c, n, rng, arena) {
        model.init?.(c, n, rng, arena)
        hold(c.g)
      },
      read(c, cells, t, event, rng, arena, out) {
        model.read(c, cells, t, event, rng, arena, out)
        for (let i = 0; i < cells.n; i++) {
          const g = held[cells.ids[i]!]!
          if (g !== HEALTHY) out[i] = g
        }
      },
    },
    (_columns, id) => held[id] === HEALTHY,
  )
  return { model: stuck, hold }
}

const HEALTHY = -1

/** Reads of whole rows, summed here: a fused sum knows nothing of devices without drift and noise. */
function heldRows(rowRead: RowRead, devices: NonNullable<RowRead['devices']>, held: Float32Array): RowRead {
  const rooms = new WeakMap<Arena, F32>()
  const heldDevices: typeof devices = (c, layout, ids, n, request, out, arena) => {
    devices(c, layout, ids, n, request, out, arena)
    const { rows, stride, replicas } = layout
    const list = new Uint32Array(arena.memory.buffer, ids, n)
    for (let r = 0; r < n; r++) {
      for (let group = 0; group < 2 * replicas; group++) {
        const [first, place] = [(group * rows + list[r]!) * stride, (2 * replicas * r + group) * stride]
        for (let j = 0; j < stride; j++) if (held[first + j] !== HEALTHY) out[place + j] = held[first + j]!
      }
    }
  }
  return {
    ...rowRead,
    devices: heldDevices,
    read(c, layout, ids, n, request, out, arena) {
      const { cols, stride, replicas } = layout
      const room = rooms.get(arena) ?? arena.f32(2 * replicas * stride)
      rooms.set(arena, room)
      const values = request.values === NONE ? undefined : new Float32Array(arena.memory.buffer, request.values, n)
      for (let r = 0; r < n; r++) {
        const place = pointerAt({ ptr: ids }, r)
        heldDevices(c, layout, place, 1, request, room, arena)
        const [row] = new Uint32Array(arena.memory.buffer, place, 1)
        const own = out[row!]!
        const gain = values ? request.gain * values[r]! : request.gain
        for (let group = 0; group < 2 * replicas; group++) {
          const signed = group < replicas ? gain : -gain
          for (let j = 0; j < cols; j++) out[j] = out[j]! + signed * room[group * stride + j]!
        }
        if (!request.autapses) out[row!] = own
      }
    },
  }
}
