/**
 * The symmetric point of a device: the conductance at which its mean steps up and down cancel. If the steps shorten towards the bound
 * in their direction, alternating pulses converge to this point; a device without it converges to a bound. Kim et al., zero-shifting,
 * arXiv 1907.10228 (2019).
 */
import { type Bank, depressPulse, everyCell, setPulse } from './bank.ts'

/**
 * Applies `pairs` of a SET and a depression pulse to every device at time 0, from its present state. out[id] = mean conductance, uS,
 * over the second half of the pairs, after both pulses, so that cycle-to-cycle noise averages out.
 * @param visit called after each pair with its number, from 1, and the mean of each device's conductance after its two pulses
 */
export function alternatePulses(
  bank: Bank,
  pairs: number,
  out: { [id: number]: number },
  visit?: (pair: number, between: Float64Array) => void,
): void {
  const { g } = bank.columns
  const all = everyCell(bank.arena, bank.size)
  const sums = new Float64Array(bank.size)
  const between = new Float64Array(bank.size)
  const first = Math.floor(pairs / 2)
  for (let pair = 0; pair < pairs; pair++) {
    between.fill(0)
    for (const pulse of [setPulse, depressPulse]) {
      pulse(bank, all, 0)
      for (let id = 0; id < bank.size; id++) between[id] = between[id]! + g[id]! / 2
    }
    if (pair >= first) for (let id = 0; id < bank.size; id++) sums[id] = sums[id]! + between[id]!
    visit?.(pair + 1, between)
  }
  for (let id = 0; id < bank.size; id++) out[id] = sums[id]! / (pairs - first)
}
