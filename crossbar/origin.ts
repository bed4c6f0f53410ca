/**
 * Where the devices of a bidirectional array stand at weight 0. In the middle of the model's range; or each at its own symmetric
 * point, where the mean steps up and down cancel: there alternating pulses leave it alone on average, so that a weight which learns
 * nothing stays 0. Kim et al., zero-shifting, arXiv 1907.10228 (2019).
 */
import { type Bank, depressPulse, everyCell, program, setPulse } from '../devices/bank.ts'
import type { F32 } from '../kernels/arena.ts'
import type { Origin } from './crossbar.ts'

/** Pairs of pulses that look for the symmetric point of a model which does not give it. */
const PAIRS = 1000

/**
 * Programs every device of a fresh bank to its origin, as far as it can hold it; out[id] = where it stands then, uS. Looking for a
 * symmetric point by pulses leaves their counts.
 */
export function standAtOrigins(bank: Bank, origin: Origin, out: F32): void {
  const { model, columns, size, arena } = bank
  const [gMin, gMax] = model.range
  if (origin === 'mid-range') out.fill((gMin + gMax) / 2)
  else if (model.symmetricPoint) for (let id = 0; id < size; id++) out[id] = model.symmetricPoint(columns, id)
  else shiftToZero(bank, PAIRS, out)
  for (let id = 0; id < size; id++) out[id] = out[id]! - columns.g[id]!
  program(bank, everyCell(arena, size), out)
  out.set(columns.g)
}

/**
 * Alternates SET and depression pulses on every device from mid-range on, at time 0; out[id] = mean of its conductance, uS, over the second half of the
 * pairs, after either pulse: cycle-to-cycle noise averages out.
 */
export function shiftToZero(bank: Bank, pairs: number, out: F32): void {
  const { g } = bank.columns
  const all = everyCell(bank.arena, bank.size)
  const [gMin, gMax] = bank.model.range
  for (let id = 0; id < bank.size; id++) out[id] = (gMin + gMax) / 2 - g[id]!
  program(bank, all, out)
  const sums = new Float64Array(bank.size)
  const first = Math.floor(pairs / 2)
  for (let pair = 0; pair < pairs; pair++) {
    for (const pulse of [setPulse, depressPulse]) {
      pulse(bank, all, 0)
      if (pair >= first) for (let id = 0; id < bank.size; id++) sums[id] = sums[id]! + g[id]!
    }
  }
  for (let id = 0; id < bank.size; id++) out[id] = sums[id]! / (2 * (pairs - first))
}
