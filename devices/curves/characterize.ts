/** Statistics of a population of devices: conductance after each pulse, and reads over time. */
import { Arena } from '../../kernels/arena.ts'
import type { Rng } from '../../kernels/rng.ts'
import { moments, sortedQuantile } from '../../statistics/describe.ts'
import { bytesPerDevice, createBank, everyCell, program, readCells, setPulse } from '../bank.ts'
import type { DeviceModel } from '../model.ts'

export interface CharacterizeOptions {
  readonly model: DeviceModel
  /** Number of SET pulses. */
  readonly pulses: number
  /** Number of devices. */
  readonly count: number
  /** Initial conductance, uS; absent: the state after RESET. */
  readonly from?: number
  /** Ages at which all devices are read, s: since the initial state if `from` is given, otherwise since the last pulse. */
  readonly at: readonly number[]
  readonly rng: Rng
}

/** Statistics over devices at one time; uS and s. */
export interface CharacterizeRow {
  readonly kind: 'pulse' | 'read'
  /** SET pulses so far. */
  readonly pulse: number
  readonly target_us: number | null
  /** Age of the state that is read; null for the conductance itself. */
  readonly elapsed_s: number | null
  readonly mean_us: number
  readonly std_us: number
  readonly q05_us: number
  readonly q50_us: number
  readonly q95_us: number
  readonly count: number
}

export function characterize({ model, pulses, count, from, at, rng }: CharacterizeOptions): CharacterizeRow[] {
  const arena = new Arena(1e6 + count * bytesPerDevice(model))
  const bank = createBank(arena, model, count, rng)
  const all = everyCell(arena, count)
  const values = arena.f32(count)
  const { g } = bank.columns
  const target_us = from ?? null
  if (from !== undefined) {
    for (let id = 0; id < count; id++) values[id] = from - g[id]!
    program(bank, all, values)
  }
  const rows: CharacterizeRow[] = []
  const note = (kind: 'pulse' | 'read', pulse: number, elapsed_s: number | null, sample: Float32Array) =>
    rows.push({ kind, pulse, target_us, elapsed_s, ...statistics(sample) })
  const readAll = (pulse: number) =>
    at.forEach((age, event) => {
      readCells(bank, all, age, event, values)
      note('read', pulse, age, values)
    })
  note('pulse', 0, null, g)
  if (from !== undefined) readAll(0)
  for (let pulse = 1; pulse <= pulses; pulse++) {
    // All pulses are at time 0: the conductance depends only on their order.
    setPulse(bank, all, 0)
    note('pulse', pulse, null, g)
  }
  if (from === undefined) readAll(pulses)
  return rows
}

function statistics(
  sample: Float32Array,
): Pick<CharacterizeRow, 'mean_us' | 'std_us' | 'q05_us' | 'q50_us' | 'q95_us' | 'count'> {
  const { n, mean, std } = moments(sample)
  const sorted = sample.slice().sort()
  return {
    mean_us: mean,
    std_us: std,
    q05_us: sortedQuantile(sorted, 0.05),
    q50_us: sortedQuantile(sorted, 0.5),
    q95_us: sortedQuantile(sorted, 0.95),
    count: n,
  }
}
