/** Conductances of whole rows of a crossbar at a moment, read once for all physical arrays that the rows go through. */
import { type Bank, createCellList } from '../../devices/bank.ts'
import type { Layout, RowReadRequest } from '../../devices/model.ts'
import type { F32, U32 } from '../../kernels/arena.ts'
import { NONE, at as pointerAt } from '../../kernels/pointer.ts'
import { referenceTime } from '../reference-time.ts'
import type { Moment } from './analog.ts'

export interface RowBuffer {
  /** [slot][polarity][replica][stride], uS. */
  readonly values: F32
  /** Reads these rows, ids[first] to ids[first + n - 1], at that moment. */
  load(ids: U32, first: number, n: number, when: Moment): void
  /** Place in `values` of a row's first number at that moment. A row that was not loaded is read now, and all others with it. */
  place(row: number, when: Moment): number
  programmed(t: number): void
}

const ABSENT = -1

export function createRowBuffer(bank: Bank, layout: Layout): RowBuffer {
  const { model, columns, arena, streams, size } = bank
  const { rows, cols, stride, replicas } = layout
  const width = 2 * replicas * stride
  const values = arena.f32(rows * width)
  const everyRow = arena.u32(rows)
  for (let row = 0; row < rows; row++) everyRow[row] = row
  const slots = new Int32Array(rows).fill(ABSENT)
  let [t, draw, lastPulse, prepared] = [Number.NaN, Number.NaN, 0, Number.NaN]
  const { rowRead } = model
  const fused = rowRead?.devices && { prepare: rowRead.prepare, devices: rowRead.devices }
  const request = {
    elapsed: 0,
    drawIndex: 0,
    rng: streams.read,
    gain: 1,
    values: NONE as RowReadRequest['values'],
    autapses: true,
  }
  const cells = createCellList(arena, fused ? 0 : cols)
  const g = arena.f32(fused ? 0 : cols)

  function load(ids: U32, first: number, n: number, when: Moment): void {
    slots.fill(ABSENT)
    for (let r = 0; r < n; r++) slots[ids[first + r]!] = r
    t = when.t
    draw = when.draw
    if (fused) loadFused(fused, ids, first, n)
    else loadOneByOne(ids, first, n)
  }

  function loadFused({ prepare, devices }: NonNullable<typeof fused>, ids: U32, first: number, n: number): void {
    const time = referenceTime(lastPulse, t)
    if (time !== prepared) {
      prepare(columns, size, time, arena)
      prepared = time
    }
    request.elapsed = t - time
    request.drawIndex = draw
    devices(columns, layout, pointerAt(ids, first), n, request, values, arena)
  }

  function loadOneByOne(ids: U32, first: number, n: number): void {
    for (let r = 0; r < n; r++) {
      for (let group = 0; group < 2 * replicas; group++) {
        const start = (group * rows + ids[first + r]!) * stride
        for (let c = 0; c < cols; c++) cells.ids[c] = start + c
        cells.n = cols
        model.read(columns, cells, t, draw, streams.read, arena, g)
        values.set(g, r * width + group * stride)
      }
    }
  }

  return {
    values,
    load,
    place(row, when) {
      if (when.t !== t || when.draw !== draw || slots[row] === ABSENT) load(everyRow, 0, rows, when)
      return slots[row]! * width
    },
    programmed(at) {
      lastPulse = at
      prepared = Number.NaN
      t = Number.NaN
    },
  }
}
