/** Devices with ids: columns of one model, lifetime counters, the time of the last pulse. */
import type { Arena, F32 } from '../kernels/arena.ts'
import type { Rng } from '../kernels/rng.ts'
import type { CellList, Columns, DeviceModel } from './model.ts'
import { programCells } from './program.ts'

export interface Bank {
  readonly model: DeviceModel
  readonly columns: Columns
  /** Number of devices. */
  readonly size: number
  readonly rng: Rng
  readonly arena: Arena
  /** Streams of the bank's draws, one per operation, because the event counters of all operations start at 0. */
  readonly streams: {
    readonly set: Rng
    readonly reset: Rng
    readonly depress: Rng
    readonly program: Rng
    readonly read: Rng
    readonly readBack: Rng
    readonly verify: Rng
  }
}

/** Bytes of arena per device of the model, including its entries in one list of cells and in scratch columns. */
export function bytesPerDevice({ columns, rowRead, inert }: DeviceModel): number {
  const fields = Object.keys(columns).length + Object.keys(rowRead?.columns ?? {}).length
  const base = 24
  const lists = 12
  // Scratch columns grow by doubling; each wrapper that blocks pulses has lists of cells, and there may be several such wrappers.
  const scratch = 12 + (inert ? 48 : 0)
  return base + lists + scratch + 4 * fields
}

/**
 * A bank of `size` devices after RESET at time 0, with drawn device-to-device parameters. All counters are 0.
 * @param chip stream of the device-to-device draws: another stream gives other devices with the same noise
 */
export function createBank(arena: Arena, model: DeviceModel, size: number, rng: Rng, chip = rng): Bank {
  const own = { ...model.columns, ...model.rowRead?.columns }
  const columns: Columns = {
    g: arena.f32(size),
    t_programmed: arena.f64(size),
    set_count: arena.u32(size),
    reset_count: arena.u32(size),
    depress_count: arena.u32(model.depress ? size : 0),
    own: Object.fromEntries(Object.keys(own).map((name) => [name, arena.f32(size)])),
  }
  const streams = {
    set: rng.fork('set'),
    reset: rng.fork('reset'),
    depress: rng.fork('depress'),
    program: rng.fork('program'),
    read: rng.fork('read'),
    readBack: rng.fork('read-back'),
    verify: rng.fork('verify'),
  }
  const bank = { model, columns, size, rng, arena, streams }
  const all = everyCell(arena, size)
  model.init?.(columns, size, chip.fork('device'), arena)
  model.reset(columns, all, rng.fork('initial'), arena)
  return bank
}

/** The list of all devices of a bank of `size`. */
export function everyCell(arena: Arena, size: number): CellList {
  const ids = arena.u32(size)
  for (let i = 0; i < size; i++) ids[i] = i
  return { ids, n: size }
}

/** An empty list with room for `capacity` cells. */
export function createCellList(arena: Arena, capacity: number): CellList {
  return { ids: arena.u32(capacity), n: 0 }
}

/** One SET pulse on each listed device at time t, s. */
export function setPulse(bank: Bank, cells: CellList, t: number): void {
  bank.model.advance?.(bank.columns, cells, t, bank.arena)
  bank.model.set(bank.columns, cells, bank.streams.set, bank.arena)
  record(bank, cells, t, bank.columns.set_count)
}

/** One RESET pulse on each listed device at time t, s. */
export function resetPulse(bank: Bank, cells: CellList, t: number): void {
  bank.model.advance?.(bank.columns, cells, t, bank.arena)
  bank.model.reset(bank.columns, cells, bank.streams.reset, bank.arena)
  record(bank, cells, t, bank.columns.reset_count)
}

/**
 * One gradual depression pulse on each listed device at time t, s.
 * @throws TypeError if the model has no depression pulse
 */
export function depressPulse(bank: Bank, cells: CellList, t: number): void {
  if (!bank.model.depress)
    throw new TypeError(`device "${bank.model.name}" has no depression pulse; only RESET lowers its conductance`)
  bank.model.advance?.(bank.columns, cells, t, bank.arena)
  bank.model.depress(bank.columns, cells, bank.streams.depress, bank.arena)
  record(bank, cells, t, bank.columns.depress_count)
}

/** One noisy read of each listed device at time t: out[i] in uS. */
export function readCells(bank: Bank, cells: CellList, t: number, event: number, out: F32): void {
  bank.model.read(bank.columns, cells, t, event, bank.streams.read, bank.arena, out)
}

/** Programs the initial state of an experiment: the conductance of each listed device rises by `change[i]` uS. It counts no pulse. */
export function program(bank: Bank, cells: CellList, change: F32): void {
  programCells(bank.model, bank.columns, cells, change, bank.streams.program, bank.arena)
}

function record({ model, columns }: Bank, cells: CellList, t: number, counter: { [id: number]: number }): void {
  const { t_programmed } = columns
  for (let i = 0; i < cells.n; i++) {
    const id = cells.ids[i]!
    if (!model.inert?.(columns, id)) t_programmed[id] = t
    counter[id] = counter[id]! + 1
  }
}
