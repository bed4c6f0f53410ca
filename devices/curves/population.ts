/** A population of devices for figures. */
import { Arena, type F32 } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { type Bank, createBank, everyCell } from '../bank.ts'
import type { CellList, DeviceModel } from '../model.ts'

export interface CurveOptions {
  readonly model: DeviceModel
  readonly devices: number
  readonly seed: number
}

export interface Population {
  readonly bank: Bank
  readonly all: CellList
  /** Results of operations on all devices. */
  readonly out: F32
}

/** Devices directly after RESET at time 0; every figure uses the same devices. */
export function population({ model, devices, seed }: CurveOptions): Population {
  const own = Object.keys(model.columns).length + Object.keys(model.rowRead?.columns ?? {}).length
  const arena = new Arena(2e6 + devices * (256 + 16 * own))
  const bank = createBank(arena, model, devices, createRng(seed, 'curves'))
  return { bank, all: everyCell(arena, devices), out: arena.f32(devices) }
}
