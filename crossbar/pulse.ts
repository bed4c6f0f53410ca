/** Weight changes as pulses: SET only raises G, so a rise pulses G+ and a fall G-. */

import { setPulse } from '../devices/bank.ts'
import type { Arena, U32 } from '../kernels/arena.ts'
import type { Crossbar } from './crossbar.ts'

/** Synapses and what they are to receive. Reused, never reallocated. */
export interface PulseList {
  /** row stride + col. */
  readonly synapses: U32
  /** SET pulses, positive to G+, negative to G-. */
  readonly pulses: Int32Array
  n: number
}

export interface PulseCounts {
  set: number
  reset: number
  /** Pairs refreshed. */
  refreshed: number
}

export function createPulseList(arena: Arena, capacity: number): PulseList {
  return { synapses: arena.u32(capacity), pulses: new Int32Array(capacity), n: 0 }
}

export function push(list: PulseList, synapse: number, pulses: number): void {
  list.synapses[list.n] = synapse
  list.pulses[list.n++] = pulses
}

/** At most as many pulses, of either sign, as make sense in one update of the array's devices. */
export function sensible({ bank: { model } }: Crossbar, pulses: number): number {
  return Math.min(model.mostPulses, Math.max(-model.mostPulses, pulses))
}

/** Id of device k of the synapse's group; `negative` picks G-. */
export function deviceOf(
  { layout: { rows, stride, replicas } }: Crossbar,
  synapse: number,
  negative: boolean,
  k: number,
): number {
  return ((negative ? replicas : 0) + k) * rows * stride + synapse
}

/**
 * Sends the pulses at time t and returns how many SETs there were. Of the N devices of a group one receives each pulse, picked
 * by a counter that all synapses share and every pulse advances (Boybat et al., Nat. Commun. 9, 2514, 2018), or always
 * device `k` if one is named.
 */
export function sendPulses(xbar: Crossbar, list: PulseList, t: number, k?: number): number {
  const { cells } = xbar.scratch
  let sent = 0
  for (let round = 0; ; round++) {
    cells.n = 0
    for (let i = 0; i < list.n; i++) {
      const pulses = list.pulses[i]!
      if (Math.abs(pulses) <= round) continue
      const device = k ?? xbar.counters.arbiter++ % xbar.layout.replicas
      cells.ids[cells.n++] = deviceOf(xbar, list.synapses[i]!, pulses < 0, device)
    }
    if (cells.n === 0) break
    setPulse(xbar.bank, cells, t)
    sent += cells.n
  }
  if (sent > 0) xbar.reader.programmed(t)
  return sent
}
