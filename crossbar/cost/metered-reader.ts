/** Counts fused reads, which see no currents of single devices: their energy is that of the conductances as the last pulses left them. */
import type { Bank } from '../../devices/bank.ts'
import type { Layout } from '../../devices/model.ts'
import { square } from '../../kernels/math.ts'
import type { Events } from '../array.ts'
import type { ReadPulse } from '../periphery/effect.ts'
import type { Reader } from '../read.ts'
import { EVENT } from './events.ts'
import type { Meter } from './meter.ts'

const { reads: READS, line_drives: LINE_DRIVES, device_reads: DEVICE_READS, partial_sums: PARTIAL_SUMS } = EVENT

/** What a driven line reads in a direction. */
interface Way {
  /** Lines driven for an event. */
  readonly lines: number
  /** Devices on each of them. */
  readonly across: number
  /** Sums of a read. */
  readonly results: number
}

/**
 * `reader` with its reads counted as a read path counts them (periphery/read-path.ts). Energy is v² V² G t summed over the devices of the
 * lines that act, without drift and noise, by sums of lines that are made anew after pulses.
 */
export function meteredReader(
  reader: Reader,
  bank: Bank,
  { rows, cols, stride, replicas }: Layout,
  meter: Meter,
  pulse: ReadPulse,
): Reader {
  /** Planes of devices: one or both polarities. */
  const groups = bank.size / (rows * stride)
  const perUs = 1e-6 * square(pulse.voltage) * pulse.pulse
  const byRow = bank.arena.f64(rows)
  const byCol = new Float64Array(cols)
  let [rowsFresh, colsFresh] = [false, false]

  /** uS of all devices of each row, at the last pulse of each. */
  function rowSums(): Float64Array {
    if (!rowsFresh) bank.arena.kernels.sumRows(rows, cols, stride, groups, bank.columns.g.ptr, byRow.ptr)
    rowsFresh = true
    return byRow
  }

  function colSums(): Float64Array {
    if (colsFresh) return byCol
    const { g } = bank.columns
    byCol.fill(0)
    for (let first = 0; first < bank.size; first += stride) {
      for (let col = 0; col < cols; col++) byCol[col] = byCol[col]! + g[first + col]!
    }
    colsFresh = true
    return byCol
  }

  /** Counts a read of spikes, which drive their lines alike. */
  function countSpikes(events: Events, line: Float64Array, way: Way): void {
    const { ids, first } = events
    const end = first + events.n
    let energy = 0
    for (let e = first; e < end; e++) energy += line[ids[e]!]!
    add(1, events.n, energy, way)
  }

  /** Counts a read of graded values: those above 0 and those below it are two reads. */
  function countGraded(events: Events, values: Float32Array, line: Float64Array, way: Way): void {
    const { ids, first } = events
    const end = first + events.n
    let [up, down, energy] = [0, 0, 0]
    for (let e = first; e < end; e++) {
      const value = values[e]!
      if (value > 0) up++
      else if (value < 0) down++
      energy += value * value * line[ids[e]!]!
    }
    add((up > 0 ? 1 : 0) + (down > 0 ? 1 : 0), up + down, energy, way)
  }

  // At every step of a network: by places known beforehand, which is faster than `count`.
  function add(reads: number, acting: number, energy: number, { lines, across, results }: Way): void {
    const { events, joules } = meter
    events[READS] = events[READS]! + reads
    events[LINE_DRIVES] = events[LINE_DRIVES]! + acting * lines
    events[DEVICE_READS] = events[DEVICE_READS]! + acting * lines * across
    joules[DEVICE_READS] = joules[DEVICE_READS]! + perUs * energy
    events[PARTIAL_SUMS] = events[PARTIAL_SUMS]! + reads * results
  }

  function counted(events: Events, line: Float64Array, way: Way): void {
    if (events.values) countGraded(events, events.values, line, way)
    else countSpikes(events, line, way)
  }

  const forward: Way = { lines: groups, across: cols, results: cols }
  const back: Way = { lines: groups / replicas, across: rows * replicas, results: Math.max(1, groups - 1) * rows }
  const diagonal: Way = { lines: groups, across: 1, results: 0 }

  return {
    ...reader,
    read(events, at, out) {
      if (events.n > 0) counted(events, rowSums(), forward)
      reader.read(events, at, out)
    },
    readBack(events, at, out) {
      if (events.n > 0) counted(events, colSums(), back)
      reader.readBack(events, at, out)
    },
    readDiagonal(events, at, out) {
      if (events.n > 0) counted(events, colSums(), diagonal)
      reader.readDiagonal(events, at, out)
    },
    programmed(t) {
      rowsFresh = false
      colsFresh = false
      reader.programmed(t)
    },
  }
}
