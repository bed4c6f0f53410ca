/** The subject of a check: a kind of device with bound parameters, and populations of it. */
import { Arena, type F32 } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { type Bank, createBank, everyCell } from '../bank.ts'
import type { DeviceKind, Parameters, Values } from '../kind.ts'
import type { CellList, DeviceModel } from '../model.ts'

export type Bound = Readonly<Record<string, number | boolean>>
type Switch = 'write_noise' | 'read_noise' | 'drift'

export interface Subject {
  readonly kind: DeviceKind
  readonly values: Bound
  readonly model: DeviceModel
  readonly devices: number
  readonly seed: number
  /** Whether the kind has these switches. */
  has(...switches: readonly Switch[]): boolean
  /** A new model with these switches off. */
  without(...switches: readonly Switch[]): DeviceModel
}

/** A bank with the lists and columns for operations on all of its devices. */
export interface Population {
  readonly bank: Bank
  readonly all: CellList
  /** Results of reads, uS. */
  readonly out: F32
  /** Changes for `program`, uS. */
  readonly change: F32
  /** Time of the last pulse, s, and the number of the next read. */
  readonly clock: { t: number; event: number }
}

export function createSubject(kind: DeviceKind, values: Bound, devices: number, seed: number): Subject {
  const create = (changes: Bound) => kind.create({ ...values, ...changes } as Values<Parameters>)
  return {
    kind,
    values,
    model: create({}),
    devices,
    seed,
    has: (...switches) => switches.every((name) => typeof kind.parameters[name]?.default === 'boolean'),
    without: (...switches) => create(Object.fromEntries(switches.map((name) => [name, false]))),
  }
}

/** Devices directly after RESET: the same seed gives the same devices and the same noise. */
export function populate({ seed }: Subject, model: DeviceModel, size: number): Population {
  const own = Object.keys(model.columns).length + Object.keys(model.rowRead?.columns ?? {}).length
  const arena = new Arena(2e6 + size * (256 + 16 * own))
  const bank = createBank(arena, model, size, createRng(seed, 'check'))
  return { bank, all: everyCell(arena, size), out: arena.f32(size), change: arena.f32(size), clock: { t: 0, event: 0 } }
}

/** The same devices in the same state, with other draws in later operations. */
export function withOtherNoise({ seed }: Subject, population: Population): Population {
  const rng = createRng(seed, 'check/other noise')
  const names = Object.keys(population.bank.streams) as (keyof Bank['streams'])[]
  const streams = Object.fromEntries(names.map((name) => [name, rng.fork(name)])) as unknown as Bank['streams']
  return { ...population, bank: { ...population.bank, streams } }
}
