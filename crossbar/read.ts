/** Event-driven reads: only rows that act, every device of them with its own drift and noise. */

import { type Bank, createCellList } from '../devices/bank.ts'
import type { Layout, RowRead } from '../devices/model.ts'
import { at, NONE } from '../kernels/pointer.ts'
import type { Rng } from '../kernels/rng.ts'
import type { WeightArray } from './array.ts'

export interface Reader extends Pick<WeightArray, 'read' | 'readBack' | 'readDiagonal'> {
  /** To be called after pulses at time t: what the reader derived from the devices' state is stale. */
  programmed(t: number): void
}

interface ReaderOptions {
  readonly autapses: boolean
  /** Weight per uS of one device. */
  readonly weight: number
}

export function createReader(bank: Bank, layout: Layout, options: ReaderOptions): Reader {
  const { rowRead } = bank.model
  const cells = cellReader(bank, layout, options)
  return rowRead ? { ...cells, ...fusedReader(bank, rowRead, layout, options) } : cells
}

function fusedReader(
  bank: Bank,
  rowRead: RowRead,
  layout: Layout,
  { autapses, weight }: ReaderOptions,
): Pick<Reader, 'read' | 'programmed'> {
  let lastPulse = 0
  let reference = Number.NaN
  const request = {
    elapsed: 0,
    drawIndex: 0,
    rng: bank.streams.read,
    gain: 0,
    values: NONE as typeof bank.columns.g.ptr,
    autapses,
  }
  return {
    read({ ids, values, first, n }, { t, drawIndex, gain }, out) {
      if (n === 0) return
      if (!(t >= lastPulse)) throw new RangeError(`a read at ${t} s comes before the array's last pulse at ${lastPulse} s`)
      const wanted = lastPulse + leadingBits(t - lastPulse)
      if (wanted !== reference) {
        rowRead.prepare(bank.columns, bank.size, wanted, bank.arena)
        reference = wanted
      }
      request.elapsed = t - reference
      request.drawIndex = drawIndex
      request.gain = gain * weight
      request.values = values ? at(values, first) : NONE
      rowRead.read(bank.columns, layout, at(ids, first), n, request, out, bank.arena)
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

/** Reads device list by device list: the path of models without a fused read, and of reads backwards and of diagonals. */
function cellReader(bank: Bank, layout: Layout, { autapses, weight }: ReaderOptions): Reader {
  const { rows, cols, stride, replicas } = layout
  const cells = createCellList(bank.arena, cols)
  const g = bank.arena.f32(cols)
  const readCells = (t: number, drawIndex: number, rng: Rng) =>
    bank.model.read(bank.columns, cells, t, drawIndex, rng, bank.arena, g)
  const sign = (group: number) => (group < replicas ? 1 : -1)
  return {
    read({ ids, values, first, n }, { t, drawIndex, gain }, out) {
      cells.n = cols
      for (let i = first; i < first + n; i++) {
        const row = ids[i]!
        const own = out[row]!
        const scale = values ? gain * values[i]! : gain
        for (let group = 0; group < 2 * replicas; group++) {
          const start = (group * rows + row) * stride
          for (let c = 0; c < cols; c++) cells.ids[c] = start + c
          readCells(t, drawIndex, bank.streams.read)
          const signed = sign(group) * scale * weight
          for (let c = 0; c < cols; c++) out[c] = out[c]! + signed * g[c]!
        }
        if (!autapses) out[row] = own
      }
    },
    readBack({ ids, values, first, n }, { t, drawIndex, gain }, out) {
      if (n === 0) return
      for (let row = 0; row < rows; row++) {
        let sum = 0
        for (let group = 0; group < 2 * replicas; group++) {
          const start = (group * rows + row) * stride
          cells.n = n
          for (let i = 0; i < n; i++) cells.ids[i] = start + ids[first + i]!
          readCells(t, drawIndex, bank.streams.readBack)
          for (let i = 0; i < n; i++) {
            if (!autapses && ids[first + i] === row) continue
            sum += sign(group) * (values ? values[first + i]! : 1) * g[i]!
          }
        }
        out[row] = out[row]! + gain * weight * sum
      }
    },
    readDiagonal({ ids, values, first, n }, { t, drawIndex, gain }, out) {
      if (n === 0) return
      for (let group = 0; group < 2 * replicas; group++) {
        const start = group * rows * stride
        cells.n = n
        for (let i = 0; i < n; i++) cells.ids[i] = start + ids[first + i]!
        readCells(t, drawIndex, bank.streams.read)
        const signed = sign(group) * gain * weight
        for (let i = 0; i < n; i++) {
          const col = ids[first + i]!
          out[col] = out[col]! + signed * (values ? values[first + i]! : 1) * g[i]!
        }
      }
    },
    programmed() {},
  }
}
