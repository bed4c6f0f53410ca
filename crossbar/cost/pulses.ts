/** Pulses of a bank's life, by the counters that its devices have anyway: counting them costs nothing while pulses are sent. */
import type { Bank } from '../../devices/bank.ts'
import type { PulseList } from '../pulse.ts'
import { count, type Meter } from './meter.ts'

/** Adds to the meter what a bank received since the last call. */
export function pulseCounter(meter: Meter, { columns }: Bank): () => void {
  const kinds = [
    ['set_pulses', columns.set_count],
    ['reset_pulses', columns.reset_count],
    ['depress_pulses', columns.depress_count],
  ] as const
  const before = kinds.map(([, counter]) => sum(counter))
  return () => {
    kinds.forEach(([event, counter], k) => {
      const now = sum(counter)
      count(meter, event, now - before[k]!)
      before[k] = now
    })
  }
}

function sum(counter: Uint32Array): number {
  let total = 0
  for (let id = 0; id < counter.length; id++) total += counter[id]!
  return total
}

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
