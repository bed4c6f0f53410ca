/** Processing of a read line of the fast array in the versions of tiki-taka; tiki-taka.ts cites the papers. */
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { type PulseList, push } from '../../crossbar/pulse.ts'
import { padded } from '../../kernels/arena.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import { createRounder } from './rounding.ts'
import { drain, type StateColumns } from './scheme.ts'

export const VERSIONS = ['v1', 'v2', 'v3', 'v4'] as const

interface TransferValues {
  readonly version: (typeof VERSIONS)[number]
  readonly transfer_lr: number
  readonly transfer_lines: number
  readonly buffer_rest: number
  readonly chop_probability: number
  readonly chop_reads: number
  readonly chop_tail: number
  readonly chop_gate: number
}

export interface Transfer {
  /** For every input line: factor on the changes written to it, 1 or -1. */
  readonly sign: Float32Array
  /** Call this once before the lines of a transfer. */
  begin(): void
  /** The lines to read in this transfer, ascending. */
  due(): number[]
  /** Processes the read of a line, by column: adds the resulting pulses on the slow array to the list. */
  take(row: number, read: ArrayLike<number>, list: PulseList): void
  /** All state that changes from transfer to transfer. */
  readonly state: StateColumns
}

export function createTransfer(slow: Crossbar, values: TransferValues, rng: Rng): Transfer {
  const { rows, cols, stride, autapses } = slow
  const { version, transfer_lr: lr, transfer_lines, buffer_rest, chop_probability, chop_reads, chop_tail, chop_gate } = values
  const sign = new Float32Array(rows).fill(1)
  const n = transfer_lines === 0 ? rows : Math.min(rows, transfer_lines)
  /** The next line to read, and the number of transfers so far. */
  const count = new Float64Array(2)
  const buffer = new Float64Array(version === 'v1' ? 0 : rows * stride)
  const rounder = version === 'v1' ? createRounder(slow, 'stochastic', rng.fork('slow')) : undefined
  const averages = version === 'v4' ? createAverages(rows, stride, chop_reads, chop_tail, chop_gate) : undefined
  const turning = { rng: rng.fork('chopper'), draws: slow.arena.f64(padded(rows)) }

  /** Adds the pulses for the change `wanted` of C at a synapse. */
  function add(synapse: number, wanted: number, list: PulseList): void {
    if (rounder) {
      const pulses = rounder.round(wanted / slow.step, synapse)
      if (pulses !== 0) push(list, synapse, pulses)
      return
    }
    buffer[synapse] = buffer[synapse]! + wanted
    const before = list.n
    drain(slow, buffer, synapse, list)
    if (list.n > before) buffer[synapse] = buffer_rest * buffer[synapse]!
  }

  return {
    sign,
    begin() {
      rounder?.begin()
      if (version !== 'v3') return
      fillUniforms(slow.arena, turning.rng, count[1]!, turning.draws)
      count[1] = count[1]! + 1
    },
    due() {
      const lines = Array.from({ length: n }, (_, i) => (count[0]! + i) % rows)
      count[0] = (count[0]! + n) % rows
      return lines.sort((a, b) => a - b)
    },
    take(row, read, list) {
      const turn = averages?.read(row, read, cols) ?? (version === 'v3' && turning.draws[row]! < chop_probability)
      const own = sign[row]!
      for (let c = 0; c < cols; c++) {
        if (!autapses && c === row) continue
        const synapse = row * stride + c
        const signal = averages ? averages.signal(synapse) : read[c]!
        if (signal !== 0) add(synapse, lr * own * signal, list)
      }
      if (turn) sign[row] = -own
    },
    state: { sign, count, buffer, ...averages?.state, ...(rounder?.state ? { rounding: rounder.state.updates! } : {}) },
  }
}

/**
 * Weighted means of the reads of each synapse over a period with constant sign of its line. Half the difference from the previous
 * period is the signal without offset, because the offset does not change sign. Differences within `gate` standard errors are set to 0.
 * @param tail the weight of each of n reads is 1 - tail/n of the weight of the next; 0: equal weights
 */
function createAverages(rows: number, stride: number, reads: number, tail: number, gate: number) {
  const column = () => new Float64Array(rows * stride)
  const [sum, squares, signals, mean, variance] = [column(), column(), column(), column(), column()]
  const [seen, turns] = [new Float64Array(rows), new Float64Array(rows)]
  const keep = 1 - Math.min(1, tail / reads)
  let [weight, weightSquares] = [0, 0]
  for (let n = 0; n < reads; n++) {
    weight = keep * weight + 1
    weightSquares = keep * keep * weightSquares + 1
  }
  // Effective number of equal weights minus 1, the degrees of freedom of a mean; it is 0 for a single read.
  const degrees = weight ** 2 / weightSquares - 1
  return {
    /** Adds a read of a line; returns true if the sign of the line changes after it, and the signals are then ready. */
    read(row: number, values: ArrayLike<number>, cols: number): boolean {
      seen[row] = seen[row]! + 1
      const turn = seen[row] === reads
      for (let c = 0; c < cols; c++) {
        const i = row * stride + c
        sum[i] = keep * sum[i]! + values[c]!
        squares[i] = keep * squares[i]! + values[c]! ** 2
        signals[i] = 0
        if (!turn) continue
        const now = sum[i]! / weight
        const noise = degrees > 0 ? Math.max(0, squares[i]! / weight - now ** 2) / degrees : 0
        const difference = (now - mean[i]!) / 2
        const significant = Math.abs(difference) > (gate * Math.sqrt(noise + variance[i]!)) / 2
        // Equal to the sum of the reads of this period, each transferred separately.
        if (turns[row]! > 0 && significant) signals[i] = reads * difference
        mean[i] = now
        variance[i] = noise
        sum[i] = squares[i] = 0
      }
      if (turn) {
        seen[row] = 0
        turns[row] = turns[row]! + 1
      }
      return turn
    },
    signal: (synapse: number) => signals[synapse]!,
    state: { sum, squares, signals, mean, variance, seen, turns } satisfies StateColumns,
  }
}
