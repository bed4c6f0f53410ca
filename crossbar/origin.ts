/**
 * Where the devices of a bidirectional array stand at weight 0. In the middle of the model's range; or each at its own symmetric
 * point, where the mean steps up and down cancel: there alternating pulses leave it alone on average, so that a weight which learns
 * nothing stays 0.
 */
import { type Bank, everyCell, program } from '../devices/bank.ts'
import { alternatePulses } from '../devices/symmetric-point.ts'
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
  const all = everyCell(arena, size)
  if (origin === 'mid-range') out.fill((gMin + gMax) / 2)
  else if (model.symmetricPoint) for (let id = 0; id < size; id++) out[id] = model.symmetricPoint(columns, id)
  else {
    out.fill((gMin + gMax) / 2)
    goTo(out)
    alternatePulses(bank, PAIRS, out)
  }
  goTo(out)
  out.set(columns.g)

  function goTo(g: F32): void {
    for (let id = 0; id < size; id++) g[id] = g[id]! - columns.g[id]!
    program(bank, all, g)
  }
}
