/** Checks that the fused read of crossbar rows equals reads device by device. */
import { padded } from '../../kernels/arena.ts'
import { NONE } from '../../kernels/pointer.ts'
import { readCells } from '../bank.ts'
import type { Layout } from '../model.ts'
import { cellsOf, play, SET, times } from './life.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { type Population, populate, type Subject } from './subject.ts'

const ROWS = 11
const COLS = 21
const REPLICAS = 2
/** The first rows, one in the middle, the last; ascending, as in the lists of a crossbar. */
const SPIKING = [0, 1, 6, 10]
const GAIN = 0.5
/** Values of the spiking rows in graded reads. */
const VALUES = [1, -0.5, 0.25, 3]
/** Rounding of float32 sums and series, as a share of the sum. */
const TOLERANCE = 2e-6

export function rowReadEqual(subject: Subject): Finding {
  const { model } = subject
  if (!model.rowRead) return notApplicable('read device by device')
  const layout: Layout = { rows: ROWS, cols: COLS, stride: padded(COLS), replicas: REPLICAS }
  const size = 2 * REPLICAS * ROWS * layout.stride
  const allowed = `up to ${TOLERANCE} of the sum of all conductances`
  let worst = { excess: 0, column: 0, fused: 0, generic: 0, age: 0, event: 0, autapses: true }
  for (const [age, elapsed] of [
    [0.016, 0.0005],
    [40, 1],
    [1e6, 0],
  ] as const) {
    for (const [event, autapses] of [
      [3, true],
      [2 ** 32 + 5, false],
    ] as const) {
      const population = populate(subject, model, size)
      play(population, times(3, SET))
      const compared = compare(population, layout, age, elapsed, event, autapses)
      for (let column = 0; column < layout.stride; column++) {
        const [fused, generic] = [compared.fused[column]!, compared.generic[column]!]
        const excess = Math.abs(fused - generic) / compared.total[column]!
        if (!(excess <= worst.excess)) worst = { excess, column, fused, generic, age, event, autapses }
      }
    }
  }
  const measured = `largest difference ${short(worst.excess)} of the sum`
  if (worst.excess <= TOLERANCE) return passed(measured, allowed)
  const { column, fused, generic, age, event, autapses } = worst
  const sequence = `SET x 3, rows ${SPIKING.join(', ')} of ${ROWS} x ${COLS} read ${age} s later, event ${event}${autapses ? '' : ', graded, without autapses'}`
  const values = { column, row_read_us: short(fused), read_us: short(generic) }
  const diagnosis = 'rowRead disagrees with read: both must apply the same drift, draws (device id, event) and clamps'
  return failed(measured, allowed, diagnosis, { devices: [], sequence, values })
}

function compare(population: Population, layout: Layout, age: number, elapsed: number, event: number, autapses: boolean) {
  const { bank, clock, out } = population
  const { rows, cols, stride, replicas } = layout
  const list = bank.arena.u32(rows)
  list.set(SPIKING)
  const fused = bank.arena.f32(stride)
  const { rowRead } = bank.model
  rowRead!.prepare(bank.columns, bank.size, clock.t + age, bank.arena)
  // The reads without autapses are also graded, so that the comparison includes values.
  const graded = bank.arena.f32(SPIKING.length)
  graded.set(VALUES)
  const values = autapses ? NONE : graded.ptr
  const request = { elapsed, drawIndex: event, rng: bank.streams.read, gain: GAIN, values, autapses }
  rowRead!.read(bank.columns, layout, list.ptr, SPIKING.length, request, fused, bank.arena)
  const generic = new Float64Array(stride)
  const total = new Float64Array(stride).fill(1e-3)
  for (const [i, row] of SPIKING.entries()) {
    const gain = autapses ? GAIN : GAIN * VALUES[i]!
    for (let group = 0; group < 2 * replicas; group++) {
      const first = (group * rows + row) * stride
      const ids = Array.from({ length: cols }, (_, column) => first + column)
      readCells(bank, cellsOf(population, ids), clock.t + age + elapsed, event, out)
      for (let column = 0; column < cols; column++) {
        if (!autapses && column === row) continue
        generic[column] = generic[column]! + (group < replicas ? gain : -gain) * out[column]!
        total[column] = total[column]! + Math.abs(gain) * out[column]!
      }
    }
  }
  return { fused, generic, total }
}
