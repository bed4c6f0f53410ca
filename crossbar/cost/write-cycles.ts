/** How long pulses take that go to an array. */
import type { PulseList } from '../pulse.ts'

/**
 * Cycles that a list of pulses takes where all devices of one row and polarity are written at once: a row takes as many as the
 * synapse in it with most pulses, for G+ and for G- each. The list is in the order of the array.
 */
export function writeCycles({ synapses, pulses, n }: PulseList, stride: number): number {
  let [cycles, row, up, down] = [0, -1, 0, 0]
  for (let i = 0; i < n; i++) {
    const at = Math.floor(synapses[i]! / stride)
    if (at !== row) {
      cycles += up + down
      ;[row, up, down] = [at, 0, 0]
    }
    up = Math.max(up, pulses[i]!)
    down = Math.max(down, -pulses[i]!)
  }
  return cycles + up + down
}
