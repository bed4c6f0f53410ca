/** Counts fused reads, which see no currents of single devices: their energy is that of the conductances as the last pulses left them. */
import type { Bank } from '../../devices/bank.ts'
import type { Layout } from '../../devices/model.ts'
import { square } from '../../kernels/math.ts'
import type { Events } from '../array.ts'
import type { ReadPulse } from '../periphery/effect.ts'
import type { Reader } from '../read.ts'
import type { Meter } from './meter.ts'

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
  const byRow = new Float64Array(rows)
  const byCol = new Float64Array(cols)
  let [rowsFresh, colsFresh] = [false, false]

  /** uS of all devices of each row, at the last pulse of each. */
  function rowSums(): Float64Array {
    if (rowsFresh) return byRow
    const { g } = bank.columns
    byRow.fill(0)
    for (let group = 0, first = 0; group < groups; group++) {
      for (let row = 0; row < rows; row++, first += stride) {
        // Two sums: an addition need not wait for the one before it.
        let [even, odd] = [0, 0]
        const end = first + cols
        let id = first
        for (; id + 1 < end; id += 2) {
          even += g[id]!
          odd += g[id + 1]!
        }
        if (id < end) even += g[id]!
        byRow[row] = byRow[row]! + even + odd
      }
    }
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

  function counted(
    { ids, values, first, n }: Events,
    line: Float64Array,
    across: number,
    results: number,
    devices: number,
  ): void {
    let up = 0
    let down = 0
    let energy = 0
    const end = first + n
    if (values) {
      for (let e = first; e < end; e++) {
        const value = values[e]!
        if (value > 0) up++
        else if (value < 0) down++
        energy += value * value * line[ids[e]!]!
      }
    } else {
      up = n
      for (let e = first; e < end; e++) energy += line[ids[e]!]!
    }
    const reads = (up > 0 ? 1 : 0) + (down > 0 ? 1 : 0)
    // At every step of a network: fields by name are faster than `count`.
    const { events, joules } = meter
    events.reads += reads
    events.line_drives += (up + down) * devices
    events.device_reads += (up + down) * devices * across
    joules.device_reads += perUs * energy
    events.partial_sums += reads * results
  }

  return {
    ...reader,
    read(events, at, out) {
      if (events.n > 0) counted(events, rowSums(), cols, cols, groups)
      reader.read(events, at, out)
    },
    readBack(events, at, out) {
      if (events.n > 0) counted(events, colSums(), rows * replicas, Math.max(1, groups - 1) * rows, groups / replicas)
      reader.readBack(events, at, out)
    },
    readDiagonal(events, at, out) {
      if (events.n > 0) counted(events, colSums(), 1, 0, groups)
      reader.readDiagonal(events, at, out)
    },
    programmed(t) {
      rowsFresh = false
      colsFresh = false
      reader.programmed(t)
    },
  }
}
