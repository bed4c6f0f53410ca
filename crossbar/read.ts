/** Event-driven reads: only rows with events are read, and every device in them has its own drift and noise. */

import { type Bank, createCellList } from '../devices/bank.ts'
import type { Layout, RowRead } from '../devices/model.ts'
import type { Arena, F32 } from '../kernels/arena.ts'
import { at, NONE } from '../kernels/pointer.ts'
import type { Rng } from '../kernels/rng.ts'
import type { WeightArray } from './array.ts'
import { createDigitalWeights } from './digital.ts'
import { referenceTime } from './reference-time.ts'

export interface Reader extends Pick<WeightArray, 'read' | 'readBack' | 'readDiagonal'> {
  /** Call this after pulses at time t: it invalidates the values that the reader derived from the state of the devices. */
  programmed(t: number): void
  /** State changed by reads, besides the devices: columns by name, to save and restore; call `programmed` after restoring. */
  readonly state?: Readonly<Record<string, Float64Array>>
}

export interface ReaderOptions {
  readonly autapses: boolean
  /** Weight per uS of one device. */
  readonly weight: number
  /** In a reference cell: fixed conductances that replace G-, uS, [replicas][rows][stride]. */
  readonly fixed?: F32
}

export function createReader(bank: Bank, layout: Layout, options: ReaderOptions): Reader {
  const { rowRead } = bank.model
  const cells = cellReader(bank, layout, options)
  // Fused reads support only pairs.
  if (options.fixed) return referenceReader(cells, bank.arena, layout, options, options.fixed)
  return rowRead ? { ...cells, ...fusedReader(bank, rowRead, layout, options) } : cells
}

function fusedReader(
  bank: Bank,
  rowRead: RowRead,
  layout: Layout,
  { autapses, weight }: ReaderOptions,
): Pick<Reader, 'read' | 'programmed'> {
  let lastPulse = 0
  let prepared = Number.NaN
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
      const wanted = referenceTime(lastPulse, t)
      if (wanted !== prepared) {
        rowRead.prepare(bank.columns, bank.size, wanted, bank.arena)
        prepared = wanted
      }
      request.elapsed = t - prepared
      request.drawIndex = drawIndex
      request.gain = gain * weight
      request.values = values ? at(values, first) : NONE
      rowRead.read(bank.columns, layout, at(ids, first), n, request, out, bank.arena)
    },
    programmed(t) {
      lastPulse = t
      prepared = Number.NaN
    },
  }
}

/** Reads by lists of devices: for models without a fused read, for backward reads and for diagonals. */
function cellReader(bank: Bank, layout: Layout, { autapses, weight, fixed }: ReaderOptions): Reader {
  const { rows, cols, stride, replicas } = layout
  const groups = (fixed ? 1 : 2) * replicas
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
        for (let group = 0; group < groups; group++) {
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
        for (let group = 0; group < groups; group++) {
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
      for (let group = 0; group < groups; group++) {
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

/** Subtracts the fixed conductances of a reference cell, which have neither drift nor noise, from the reads of its devices. */
function referenceReader(
  devices: Reader,
  arena: Arena,
  { rows, cols, stride, replicas }: Layout,
  { autapses, weight }: ReaderOptions,
  fixed: F32,
): Reader {
  const sums = new Float32Array(rows * stride)
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < cols; c++) {
      if (!autapses && c === row) continue
      const synapse = row * stride + c
      for (let k = 0; k < replicas; k++) sums[synapse] = sums[synapse]! - weight * fixed[k * rows * stride + synapse]!
    }
  }
  const standing = createDigitalWeights(arena, rows, cols, sums)
  return {
    read(events, when, out) {
      devices.read(events, when, out)
      standing.read(events, when, out)
    },
    readBack(events, when, out) {
      devices.readBack(events, when, out)
      standing.readBack(events, when, out)
    },
    readDiagonal(events, when, out) {
      devices.readDiagonal(events, when, out)
      standing.readDiagonal(events, when, out)
    },
    programmed: devices.programmed,
  }
}
