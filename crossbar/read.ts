/** Event-driven reads: only rows that spiked, every device of them with its own drift and noise. */

import { type Bank, createCellList } from '../devices/bank.ts'
import type { Layout, RowRead } from '../devices/model.ts'
import type { F32 } from '../kernels/arena.ts'
import type { ReadRequest } from './array.ts'

export interface Reader {
  readRows(list: number, n: number, request: ReadRequest, out: F32): void
  /** To be called after pulses at time t: what the reader derived from the devices' state is stale. */
  programmed(t: number): void
}

interface ReaderOptions {
  readonly selfless: boolean
  /** Weight per uS of one device. */
  readonly weight: number
}

export function createReader(bank: Bank, layout: Layout, options: ReaderOptions): Reader {
  const { rowRead } = bank.model
  return rowRead ? fusedReader(bank, rowRead, layout, options) : cellReader(bank, layout, options)
}

function fusedReader(bank: Bank, rowRead: RowRead, layout: Layout, { selfless, weight }: ReaderOptions): Reader {
  let lastPulse = 0
  let reference = Number.NaN
  const request = { elapsed: 0, event: 0, rng: bank.streams.read, gain: 0, selfless }
  return {
    readRows(list, n, { t, event, gain }, out) {
      if (n === 0) return
      if (!(t >= lastPulse)) throw new RangeError(`a read at ${t} s comes before the array's last pulse at ${lastPulse} s`)
      const wanted = lastPulse + leadingBits(t - lastPulse)
      if (wanted !== reference) {
        rowRead.prepare(bank.columns, bank.size, wanted, bank.arena)
        reference = wanted
      }
      request.elapsed = t - reference
      request.event = event
      request.gain = gain * weight
      rowRead.read(bank.columns, layout, list, n, request, out, bank.arena)
    },
    programmed(t) {
      lastPulse = t
      reference = Number.NaN
    },
  }
}

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/**
 * The age cut to its five leading bits: within 1/16 of the age and a function of it alone, so that reads prepare the same
 * reference times whatever else was read, and the bits of a result do not depend on which rows spiked.
 */
function leadingBits(age: number): number {
  float[0] = age
  words[0] = 0
  words[1] = words[1]! & 0xffff0000
  return float[0]
}

/** The path of models without a fused read: the same sum, device list by device list. */
function cellReader(bank: Bank, layout: Layout, { selfless, weight }: ReaderOptions): Reader {
  const { rows, cols, stride, replicas } = layout
  const cells = createCellList(bank.arena, cols)
  const g = bank.arena.f32(cols)
  const memory = new Uint32Array(bank.arena.memory.buffer)
  return {
    readRows(list, n, { t, event, gain }, out) {
      cells.n = cols
      for (let spike = 0; spike < n; spike++) {
        const row = memory[list / 4 + spike]!
        const own = out[row]!
        for (let group = 0; group < 2 * replicas; group++) {
          const first = (group * rows + row) * stride
          for (let c = 0; c < cols; c++) cells.ids[c] = first + c
          bank.model.read(bank.columns, cells, t, event, bank.streams.read, bank.arena, g)
          const signed = (group < replicas ? gain : -gain) * weight
          for (let c = 0; c < cols; c++) out[c] = out[c]! + signed * g[c]!
        }
        if (selfless) out[row] = own
      }
    },
    programmed() {},
  }
}
