/**
 * The origin of the devices of a bidirectional array, their conductance at weight 0: the middle of the model's range, or the symmetric
 * point of each device, where the mean steps up and down cancel. Alternating pulses at the symmetric point change nothing on average,
 * so that a weight without a mean gradient stays 0.
 */
import { type Bank, everyCell, program } from '../devices/bank.ts'
import { alternatePulses } from '../devices/symmetric-point.ts'
import type { F32 } from '../kernels/arena.ts'
import type { Origin } from './crossbar.ts'

/** Pairs of pulses for finding the symmetric point of a model that does not declare it. */
const PAIRS = 1000

/**
 * Programs every device of a new bank to its origin, within its range; out[id] = the resulting conductance, uS, or the one it would
 * have where pulses do not reach it (a stuck device).
 * @returns pulses that each device had to find its symmetric point; they stay in its lifetime counts
 */
export function programToOrigins(bank: Bank, origin: Origin, out: F32): number {
  const { model, columns, size, arena } = bank
  const [gMin, gMax] = model.range
  const all = everyCell(arena, size)
  const measured = origin === 'symmetric-point' && !model.symmetricPoint
  if (origin === 'mid-range') out.fill((gMin + gMax) / 2)
  else if (model.symmetricPoint) for (let id = 0; id < size; id++) out[id] = model.symmetricPoint(columns, id)
  else {
    out.fill((gMin + gMax) / 2)
    goTo(out)
    alternatePulses(bank, PAIRS, out)
  }
  goTo(out)
  // What stands in the place of G- is where a sound device would stand: a stuck one has a weight of its own.
  for (let id = 0; id < size; id++) out[id] = model.inert?.(columns, id) ? out[id]! + columns.g[id]! : columns.g[id]!
  return measured ? 2 * PAIRS : 0

  function goTo(g: F32): void {
    for (let id = 0; id < size; id++) g[id] = g[id]! - columns.g[id]!
    program(bank, all, g)
  }
}
