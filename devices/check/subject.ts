/** What is checked: a kind of device with its parameters bound, and populations of it. */
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
  /** Whether the kind can leave out this non-ideality. */
  has(...switches: readonly Switch[]): boolean
  /** The model made anew, with these left out. */
  without(...switches: readonly Switch[]): DeviceModel
}

/** A bank with the lists and columns that operating on all of it takes. */
export interface Population {
  readonly bank: Bank
  readonly all: CellList
  /** Results of reads, uS. */
  readonly out: F32
  /** Changes to program, uS. */
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

/** Devices fresh after RESET: the same identities and the same noise for the same seed. */
export function populate({ seed }: Subject, model: DeviceModel, size: number): Population {
  const own = Object.keys(model.columns).length + Object.keys(model.rowRead?.columns ?? {}).length
  const arena = new Arena(2e6 + size * (256 + 16 * own))
  const bank = createBank(arena, model, size, createRng(seed, 'check'))
  return { bank, all: everyCell(arena, size), out: arena.f32(size), change: arena.f32(size), clock: { t: 0, event: 0 } }
}

/** The same devices in the same state, with other draws from now on. */
export function withOtherNoise({ seed }: Subject, population: Population): Population {
  const rng = createRng(seed, 'check/other noise')
  const names = Object.keys(population.bank.streams) as (keyof Bank['streams'])[]
  const streams = Object.fromEntries(names.map((name) => [name, rng.fork(name)])) as unknown as Bank['streams']
  return { ...population, bank: { ...population.bank, streams } }
}
