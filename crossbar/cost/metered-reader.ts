/** Counts fused reads, which see no currents of single devices: their energy is that of the conductances as the last pulses left them. */
import type { Bank } from '../../devices/bank.ts'
import type { Layout } from '../../devices/model.ts'
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
  const perUs = 1e-6 * pulse.voltage ** 2 * pulse.pulse
  const sums = { row: new Float64Array(rows), col: new Float64Array(cols) }
  let fresh = false

  function sumLines(): void {
    sums.row.fill(0)
    sums.col.fill(0)
    const { g } = bank.columns
    for (let id = 0; id < bank.size; id++) {
      const [row, col] = [Math.floor(id / stride) % rows, id % stride]
      if (col >= cols) continue
      sums.row[row] = sums.row[row]! + g[id]!
      sums.col[col] = sums.col[col]! + g[id]!
    }
    fresh = true
  }

  function counted(
    { ids, values, first, n }: Events,
    line: Float64Array,
    across: number,
    results: number,
    devices: number,
  ): void {
    if (n === 0) return
    if (!fresh) sumLines()
    let [up, down, energy] = [0, 0, 0]
    for (let e = first; e < first + n; e++) {
      const value = values ? values[e]! : 1
      if (value > 0) up++
      else if (value < 0) down++
      energy += value * value * line[ids[e]!]!
    }
    const reads = (up > 0 ? 1 : 0) + (down > 0 ? 1 : 0)
    // At every step of a network: fields by name are faster than `count`.
    meter.events.reads += reads
    meter.events.line_drives += (up + down) * devices
    meter.events.device_reads += (up + down) * devices * across
    meter.joules.device_reads += perUs * energy
    meter.events.partial_sums += reads * results
  }

  return {
    read(events, at, out) {
      counted(events, sums.row, cols, cols, 2 * replicas)
      reader.read(events, at, out)
    },
    readBack(events, at, out) {
      counted(events, sums.col, rows * replicas, (2 * replicas - 1) * rows, 2)
      reader.readBack(events, at, out)
    },
    readDiagonal(events, at, out) {
      counted(events, sums.col, 1, 0, 2 * replicas)
      reader.readDiagonal(events, at, out)
    },
    programmed(t) {
      fresh = false
      reader.programmed(t)
    },
  }
}
