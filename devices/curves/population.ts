/** A population to draw figures of, and its statistics. */
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

/** Devices fresh after RESET at time 0: the same ones in every figure. */
export function population({ model, devices, seed }: CurveOptions): Population {
  const own = Object.keys(model.columns).length + Object.keys(model.rowRead?.columns ?? {}).length
  const arena = new Arena(2e6 + devices * (256 + 16 * own))
  const bank = createBank(arena, model, devices, createRng(seed, 'curves'))
  return { bank, all: everyCell(arena, devices), out: arena.f32(devices) }
}

export function meanStd(values: ArrayLike<number>): { readonly mean: number; readonly std: number } {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  const mean = sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2
  return { mean, std: Math.sqrt(squares / Math.max(1, n - 1)) }
}

/** Linear between order statistics. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1)
  const low = sorted[Math.floor(at)]!
  return low + (at % 1) * (sorted[Math.ceil(at)]! - low)
}
