/**
 * Weight changes as pulses. In a set-only array, SET pulses on G+ raise the weight and SET pulses on G- lower it. In a bidirectional
 * array, SET of G+ or depression of G- raises the weight; depression of G+ or SET of G- lowers it.
 */

import { depressPulse, setPulse } from '../devices/bank.ts'
import type { Arena, U32 } from '../kernels/arena.ts'
import { count } from './cost/meter.ts'
import { writeCycles } from './cost/write-cycles.ts'
import type { Crossbar } from './crossbar.ts'

/** Synapses and their numbers of pulses. The list is reused, never reallocated. */
export interface PulseList {
  /** row stride + col. */
  readonly synapses: U32
  /** Number of pulses: positive raises the weight, negative lowers it. */
  readonly pulses: Int32Array
  n: number
}

export interface PulseCounts {
  set: number
  /** Gradual depression pulses. */
  depress: number
  reset: number
  /** Pairs refreshed. */
  refreshed: number
}

export function noPulses(): PulseCounts {
  return { set: 0, depress: 0, reset: 0, refreshed: 0 }
}

export function createPulseList(arena: Arena, capacity: number): PulseList {
  return { synapses: arena.u32(capacity), pulses: new Int32Array(capacity), n: 0 }
}

/** The number in a pulse list of the synapse from a row to a column. @throws RangeError if it is outside the array */
export function synapseAt({ layout: { rows, cols, stride } }: Crossbar, row: number, col: number): number {
  if (row >= 0 && row < rows && col >= 0 && col < cols) return row * stride + col
  throw new RangeError(`synapseAt: there is no row ${row} and column ${col} in ${rows} rows and ${cols} columns`)
}

/** Appends a synapse to the list. @throws RangeError if the list is full */
export function push(list: PulseList, synapse: number, pulses: number): void {
  if (list.n >= list.pulses.length)
    throw new RangeError(`the pulse list holds ${list.pulses.length} synapses and is full: create a larger one`)
  list.synapses[list.n] = synapse
  list.pulses[list.n++] = pulses
}

/** Limits a signed number of pulses to the maximum per update of a group of N devices; more would change nothing. */
export function clampPulses({ bank: { model }, layout: { replicas } }: Crossbar, pulses: number): number {
  const most = model.mostPulses * replicas
  return Math.min(most, Math.max(-most, pulses))
}

/** Id of device k of the synapse's group; `negative` selects G-. */
export function deviceOf(
  { layout: { rows, stride, replicas } }: Crossbar,
  synapse: number,
  negative: boolean,
  k: number,
): number {
  return ((negative ? replicas : 0) + k) * rows * stride + synapse
}

/**
 * Sends the pulses at time t and returns the number of SETs. One of the N devices of a group receives each pulse: a counter shared by
 * all synapses selects it and advances by one device per pulse (Boybat et al., Nat. Commun. 9, 2514, 2018). With `k` it is always
 * device k. A synapse that is listed twice gets the pulses of both entries at the position of the first.
 * @throws RangeError if a synapse or k is not in this array, or if the list is longer than its capacity
 */
export function sendPulses(xbar: Crossbar, given: PulseList, t: number, k?: number): number {
  const { cells, pending, starts } = xbar.scratch
  const { replicas, stride } = xbar.layout
  const list = eachOnce(xbar, given)
  if (xbar.meter) count(xbar.meter, 'write_cycles', writeCycles(list, stride))
  if (k !== undefined && !(Number.isInteger(k) && k >= 0 && k < replicas))
    throw new RangeError(`device ${k} of a group does not exist; there are ${replicas}, counted from 0`)
  // The counter at the first pulse of a synapse; all pulses of a synapse come before those of the next.
  let counter = xbar.counters.arbiter
  for (let i = 0; i < list.n; i++) {
    starts[i] = counter
    counter = (counter + Math.abs(list.pulses[i]!)) % replicas
  }
  if (k === undefined) xbar.counters.arbiter = counter
  let sent = 0
  for (let round = 0, n = begin(list, pending); n > 0; round++) {
    cells.n = 0
    for (let p = 0; p < n; p++) {
      const i = pending[p]!
      const device = k ?? (starts[i]! + round) % replicas
      cells.ids[cells.n++] = deviceOf(xbar, list.synapses[i]!, list.pulses[i]! < 0, device)
    }
    setPulse(xbar.bank, cells, t)
    sent += cells.n
    n = stillPending(list, pending, n, round + 1)
  }
  if (sent > 0) xbar.reader.programmed(t)
  return sent
}

/** Lists the entries with pulses, in order, and returns their number. */
function begin({ pulses, n }: PulseList, pending: Uint32Array): number {
  let kept = 0
  for (let i = 0; i < n; i++) if (pulses[i] !== 0) pending[kept++] = i
  return kept
}

/** Keeps those of the first n pending entries that have more pulses than were sent, and returns their number. */
function stillPending({ pulses }: PulseList, pending: Uint32Array, n: number, sent: number): number {
  let kept = 0
  for (let p = 0; p < n; p++) if (Math.abs(pulses[pending[p]!]!) > sent) pending[kept++] = pending[p]!
  return kept
}

/**
 * Sends the changes at time t as pulses in the direction of the array, and counts them. In a bidirectional array the pulses alternate
 * between the devices of a synapse, including those of G- if present: SETs of G+ and depressions of G- alternate to raise the weight.
 * An asymmetry between steps up and down then cancels in the difference. The pulse count of the synapse selects the device: with a
 * shared counter, each synapse would always get the same device when all are pulsed.
 */
export function sendChanges(xbar: Crossbar, given: PulseList, t: number, counts: PulseCounts): void {
  const { cells: up, down, pending } = xbar.scratch
  if (!down) {
    counts.set += sendPulses(xbar, given, t)
    return
  }
  const { replicas, stride } = xbar.layout
  const devices = xbar.polarities * replicas
  const list = eachOnce(xbar, given)
  if (xbar.meter) count(xbar.meter, 'write_cycles', writeCycles(list, stride))
  let sent = 0
  for (let round = 0, n = begin(list, pending); n > 0; round++) {
    up.n = down.n = 0
    for (let p = 0; p < n; p++) {
      const i = pending[p]!
      const turn = pulsesOf(xbar, list.synapses[i]!) % devices
      const negative = turn >= replicas
      const cells = list.pulses[i]! > 0 !== negative ? up : down
      cells.ids[cells.n++] = deviceOf(xbar, list.synapses[i]!, negative, turn % replicas)
    }
    if (up.n > 0) setPulse(xbar.bank, up, t)
    if (down.n > 0) depressPulse(xbar.bank, down, t)
    counts.set += up.n
    counts.depress += down.n
    sent += up.n + down.n
    n = stillPending(list, pending, n, round + 1)
  }
  if (sent > 0) xbar.reader.programmed(t)
}

/** Number of SET and depression pulses on all devices of a synapse so far. */
function pulsesOf(xbar: Crossbar, synapse: number): number {
  const { set_count, depress_count } = xbar.bank.columns
  let sum = 0
  for (let polarity = 0; polarity < xbar.polarities; polarity++) {
    for (let k = 0; k < xbar.layout.replicas; k++) {
      const id = deviceOf(xbar, synapse, polarity === 1, k)
      sum += set_count[id]! + depress_count[id]!
    }
  }
  return sum
}

/** The list with each synapse at most once per sign; the same list if that is already true, as for lists in array order. */
function eachOnce({ layout: { rows, cols, stride } }: Crossbar, list: PulseList): PulseList {
  const { synapses, pulses, n } = list
  if (!(n >= 0 && n <= pulses.length && n <= synapses.length)) {
    throw new RangeError(`the pulse list has n = ${n} and a capacity of ${Math.min(pulses.length, synapses.length)} synapses`)
  }
  const end = rows * stride
  let ascending = true
  for (let i = 0, before = -1; i < n; i++) {
    const synapse = synapses[i]!
    if (synapse >= end || synapse % stride >= cols) {
      const place = `row ${Math.floor(synapse / stride)}, column ${synapse % stride}`
      throw new RangeError(
        `synapse ${synapse} (${place}) is outside an array of [${rows}][${cols}] whose rows are ${stride} apart`,
      )
    }
    if (synapse <= before) ascending = false
    before = synapse
  }
  return ascending ? list : merged(list)
}

function merged({ synapses, pulses, n }: PulseList): PulseList {
  const places = new Map<number, number>()
  const once: number[] = []
  const sums: number[] = []
  for (let i = 0; i < n; i++) {
    const key = 2 * synapses[i]! + (pulses[i]! < 0 ? 1 : 0)
    const place = places.get(key)
    if (place === undefined) {
      places.set(key, once.length)
      once.push(synapses[i]!)
      sums.push(pulses[i]!)
    } else sums[place] = sums[place]! + pulses[i]!
  }
  return { synapses: Uint32Array.from(once) as U32, pulses: Int32Array.from(sums), n: once.length }
}
