/** The first-order mode of wires against the circuit solved in every read, on devices with noise and drift. */
import { describe, expect, it } from 'vitest'
import { sinhLaw } from '../../../crossbar/periphery/wires/cell-law.ts'
import { columnCurrents } from '../../../crossbar/periphery/wires/read.ts'
import { solveCells } from '../../../crossbar/periphery/wires/solve-cells.ts'
import { createWires } from '../../../crossbar/periphery/wires/wires.ts'
import { createPulseList, push, sendPulses } from '../../../crossbar/pulse.ts'
import type { DeviceModel } from '../../../devices/model.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { model } from '../../support/bank.ts'
import { distance } from '../../support/columns.ts'
import { pick } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { arena, effect, type Peripheral, peripheral, READ } from './sites.ts'

const N = 48
const lines = (ohm: number, solver: string, error = 0.01) => [
  effect('wires', { row: ohm, column: ohm, driver: ohm, sense: ohm, solver, error }),
]

function read({ reader, xbar }: Peripheral, seed: number, t: number): Float64Array {
  const out = arena.f32(xbar.stride)
  reader.read(events(arena, pick(seed, N, 0.1)), { t, drawIndex: seed, gain: 1 }, out)
  return Float64Array.from(out.subarray(0, N))
}

/** Root of the mean square of differences over reads, of that of `of`. */
function relative(a: Float64Array[], b: Float64Array[], of: Float64Array[]): number {
  const square = (x: Float64Array[]) => x.reduce((sum, line) => sum + line.reduce((s, v) => s + v * v, 0), 0)
  return Math.sqrt(square(a.map((line, r) => line.map((v, j) => v - b[r]![j]!))) / square(of))
}

describe('first-order wires', () => {
  it.each([
    [1, 0.0005],
    [10, 0.003],
  ])('follow exact ones over noise, pulses and five decades of drift, %d ohm', (ohm, limit) => {
    const [exact, first, none] = [lines(ohm, 'exact'), lines(ohm, 'first-order'), []].map((effects) =>
      peripheral(1, { rows: N, cols: N }, model(pcm), { effects }),
    )
    const all = [exact!, first!, none!]
    const results: Float64Array[][] = [[], [], []]
    for (let k = 0; k < 6; k++) {
      for (const [p, one] of all.entries()) {
        for (let r = 0; r < 3; r++) results[p]!.push(read(one, 10 * k + r, 38.6 * 2 * (k + 1) * 10 ** (k - 1) + 40))
      }
      for (const { xbar, reader } of all) {
        const list = createPulseList(arena, N * xbar.stride)
        for (const cell of pick(k, N * N, 0.02)) push(list, Math.floor(cell / N) * xbar.stride + (cell % N), cell % 2 ? 1 : -1)
        const t = 38.6 * 2 * (k + 1) * 10 ** (k - 1) + 45
        sendPulses(xbar, list, t)
        reader.programmed(t)
      }
    }
    const [e, f, n] = results
    expect(relative(f!, e!, e!)).toBeLessThan(limit)
    // What the lines do is many times that.
    expect(relative(n!, e!, e!)).toBeGreaterThan(5 * limit)
  })

  it('are solved anew more often where a smaller error is asked for, and come closer', () => {
    const off = [0.3, 0.003].map((error) => {
      const [exact, first] = [lines(20, 'exact'), lines(20, 'first-order', error)].map((effects) =>
        peripheral(2, { rows: N, cols: N }, model(pcm), { effects }),
      )
      const at = [50, 5e3, 5e5, 5e7]
      const of = (one: Peripheral) => at.map((t, k) => read(one, k, t))
      const [e, f] = [of(exact!), of(first!)]
      return relative(f, e, e)
    })
    expect(off[1]).toBeLessThan(0.5 * off[0]!)
  })

  it('gives reads of the same devices, whichever way: back is the transpose', () => {
    const { reader } = peripheral(3, { rows: 5, cols: 6 }, model(pcm, { read_noise: false }), {
      effects: lines(500, 'first-order'),
    })
    const matrix = (way: 'read' | 'readBack', n: number, m: number) =>
      Array.from({ length: n }, (_, i) => {
        const out = arena.f32(16)
        reader[way](events(arena, [i]), { t: 50, drawIndex: 0, gain: 1 }, out)
        return Array.from(out.subarray(0, m))
      })
    const [there, back] = [matrix('read', 5, 6), matrix('readBack', 6, 5)]
    for (const [i, line] of there.entries()) {
      for (const [j, w] of line.entries()) expect(Math.abs(w - back[j]![i]!)).toBeLessThan(1e-5)
    }
  })
})

describe('exact wires with cells of the law of their device', () => {
  const k = 12
  const sinh: DeviceModel = {
    ...model(pcm, { drift: false, read_noise: false }),
    current({ g }, { ids, n }, v, out) {
      for (let i = 0; i < n; i++) out[i] = (g[ids[i]!]! * Math.sinh(k * v)) / k
    },
  }
  const [rows, cols] = [5, 6]
  const ohms = { row: 400, column: 300, driver: 200, sense: 100 }
  const effects = [effect('wires', { ...ohms, solver: 'exact', cells: 'law' })]

  it('conduct at the read voltage what a read finds, and less at what lines leave: I = G/k sinh kV', () => {
    const { xbar, reader } = peripheral(4, { rows, cols }, sinh, { effects })
    const out = arena.f32(16)
    reader.read(events(arena, [0, 2, 3]), { t: 50, drawIndex: 0, gain: 1 }, out)
    const expected = new Float64Array(cols)
    for (const sign of [1, -1]) {
      const plane = Float64Array.from({ length: rows * cols }, (_, m) => {
        return xbar.bank.columns.g[((sign > 0 ? 0 : rows) + Math.floor(m / cols)) * 16 + (m % cols)]!
      })
      const circuit = createWires({ rows, cols, ...ohms })
      const small = plane.map((g) => (g * k * READ.voltage) / Math.sinh(k * READ.voltage))
      solveCells(circuit, sinhLaw(small, k), [0.2, 0, 0.2, 0.2, 0])
      const I = new Float64Array(cols)
      columnCurrents(circuit, I)
      for (let j = 0; j < cols; j++) expected[j] = expected[j]! + (sign * I[j]!) / (10 * READ.voltage)
    }
    expect(distance(out.subarray(0, cols), expected)).toBeLessThan(1e-5)
    const ohmic = peripheral(4, { rows, cols }, sinh, { effects: [effect('wires', { ...ohms, solver: 'exact' })] })
    const other = arena.f32(16)
    ohmic.reader.read(events(arena, [0, 2, 3]), { t: 50, drawIndex: 0, gain: 1 }, other)
    expect(distance(other.subarray(0, cols), expected)).toBeGreaterThan(0.01)
  })

  it('are refused of a device that says nothing of its current, and of first order', () => {
    expect(() => peripheral(4, { rows, cols }, model(pcm), { effects })).toThrow(
      'the model gives none; write cells: ohmic, or give it `current`',
    )
    const first = [effect('wires', { solver: 'first-order', cells: 'law' })]
    expect(() => peripheral(4, { rows, cols }, sinh, { effects: first })).toThrow('cells: law needs solver: exact')
  })
})
