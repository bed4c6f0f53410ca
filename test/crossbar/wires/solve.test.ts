/** The solver of resistive lines against ngspice, against Gaussian elimination, and against what holds of every circuit. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnCurrents, readBack, readForward } from '../../../crossbar/periphery/wires/read.ts'
import { solveWires } from '../../../crossbar/periphery/wires/solve.ts'
import { createWires, loadConductances } from '../../../crossbar/periphery/wires/wires.ts'
import small from '../../golden/irdrop/xbar_8x8_R1.json' with { type: 'json' }
import asymmetric from '../../golden/irdrop/xbar_16x48_asym.json' with { type: 'json' }
import square from '../../golden/irdrop/xbar_32x32_R10.json' with { type: 'json' }
import { solveCircuit } from '../../oracle/resistive-crossbar.ts'
import { distance } from '../../support/columns.ts'
import { spread } from '../../support/draws.ts'
import { circuits, wiresOf } from './circuits.ts'

/** Lines of `ohm` everywhere, cells from 0.1 to 25 uS. */
function array(rows: number, cols: number, ohm: number, seed = 1) {
  const wires = createWires({ rows, cols, row: ohm, column: ohm, driver: ohm, sense: ohm })
  const g = spread(seed, rows * cols, 0.1, 25)
  loadConductances(wires, g)
  return { wires, g, V: spread(seed + 1, rows, 0, 0.2) }
}

function forward(wires: Parameters<typeof readForward>[0], V: ArrayLike<number>): Float64Array {
  const out = new Float64Array(wires.cols)
  readForward(wires, V, out)
  return out
}

describe('a crossbar with resistive lines', () => {
  it.each([small, square, asymmetric])('gives the currents of ngspice: $name', (golden) => {
    const { rows, cols, R_word_ohm: row, R_bit_ohm: column, R_driver_ohm: driver, R_sense_ohm: sense } = golden
    const wires = createWires({ rows, cols, row, column, driver, sense })
    loadConductances(
      wires,
      golden.G.flat().map((siemens) => 1e6 * siemens),
    )
    const I = forward(wires, golden.V)
    for (let j = 0; j < cols; j++) expect(Math.abs((1e-6 * I[j]!) / golden.I[j]! - 1)).toBeLessThan(1e-11)
  })

  it('has the node voltages of Gaussian elimination, at any resistance, 0 ohm included, driven from both sides', () => {
    fc.assert(
      fc.property(circuits(), (circuit) => {
        const wires = wiresOf(circuit)
        solveWires(wires, circuit.V, circuit.U)
        const expected = solveCircuit(circuit)
        const largest = Math.max(...[...circuit.V, ...circuit.U].map(Math.abs))
        const off = (actual: Float64Array, wanted: number[][]) =>
          Math.max(...wanted.flat().map((v, k) => Math.abs(actual[k]! - v)))
        expect(off(wires.word, expected.word)).toBeLessThanOrEqual(1e-8 * largest)
        expect(off(wires.bit, expected.bit)).toBeLessThanOrEqual(1e-8 * largest)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('has the currents of Gaussian elimination where lines are broken', () => {
    fc.assert(
      fc.property(circuits(true), (circuit) => {
        const wires = wiresOf(circuit)
        solveWires(wires, circuit.V, circuit.U)
        const I = new Float64Array(wires.cols)
        columnCurrents(wires, I)
        const expected = solveCircuit(circuit)
        const scale = Math.max(...circuit.g.flat()) * Math.max(...[...circuit.V, ...circuit.U].map(Math.abs))
        expected.I.forEach((current, j) => {
          expect(Math.abs(I[j]! - current)).toBeLessThanOrEqual(1e-7 * scale)
        })
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('is the ideal read, bit by bit, where all resistances are 0', () => {
    const { wires, g, V } = array(20, 30, 0)
    const ideal = new Float64Array(30)
    for (let i = 0; i < 20; i++) for (let j = 0; j < 30; j++) ideal[j]! += g[i * 30 + j]! * V[i]!
    expect(forward(wires, V)).toEqual(ideal)
  })

  it('comes to the ideal read in proportion to the resistance', () => {
    const ideal = forward(array(20, 30, 0).wires, array(20, 30, 0).V)
    const off = [1e-2, 1e-4].map((ohm) => distance(forward(array(20, 30, ohm).wires, array(20, 30, ohm).V), ideal))
    expect(off[0]! / off[1]!).toBeCloseTo(100, 0)
  })

  it('is linear in the voltages', () => {
    fc.assert(
      fc.property(circuits(true), fc.double({ min: -3, max: 3, noNaN: true }), (circuit, a) => {
        const wires = wiresOf(circuit)
        const other = circuit.V.map((_, i) => 0.1 * i - 0.2)
        const [one, two] = [forward(wires, circuit.V), forward(wires, other)]
        const both = forward(
          wires,
          circuit.V.map((v, i) => a * v + other[i]!),
        )
        const scale = Math.max(...circuit.g.flat()) * circuit.V.length
        both.forEach((current, j) => {
          expect(Math.abs(current - a * one[j]! - two[j]!)).toBeLessThanOrEqual(1e-9 * scale)
        })
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  it('is reciprocal: 1 V at word line i gives at bit line j what 1 V at bit line j gives at word line i', () => {
    fc.assert(
      fc.property(circuits(true), (circuit) => {
        const wires = wiresOf(circuit)
        const { rows, cols } = wires
        const unit = (n: number, k: number) => Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0))
        const back = new Float64Array(rows)
        for (let i = 0; i < rows; i++) {
          const there = forward(wires, unit(rows, i))
          for (let j = 0; j < cols; j++) {
            readBack(wires, unit(cols, j), back)
            expect(Math.abs(there[j]! - back[i]!)).toBeLessThanOrEqual(1e-9 * Math.max(...circuit.g.flat()))
          }
        }
      }),
      { seed: 4, numRuns: 60 },
    )
  })

  it('turned over its diagonal, drivers to senses, is the same circuit', () => {
    fc.assert(
      fc.property(circuits(), (circuit) => {
        const { g, row, column, driver, sense, V } = circuit
        const I = forward(wiresOf(circuit), V)
        // Terminals are at the first cell of a word line and at the last of a bit line: both orders turn round.
        const turned = g[0]!.map((_, j) => g.map((line) => line[g[0]!.length - 1 - j]!).reverse())
        const other = wiresOf({ g: turned, row: column, column: row, driver: sense, sense: driver, V: [], U: [] })
        const back = new Float64Array(I.length)
        readBack(other, V.toReversed(), back)
        back.reverse().forEach((current, j) => {
          expect(Math.abs(current - I[j]!)).toBeLessThanOrEqual(1e-9 * Math.max(...g.flat()))
        })
      }),
      { seed: 5, numRuns: 100 },
    )
  })

  it('does not care for the order of its rows where bit lines have no resistance between cells', () => {
    const { g, V } = array(12, 9, 10)
    const order = [3, 1, 4, 11, 5, 9, 2, 6, 0, 8, 7, 10]
    const currents = (rows: readonly number[]) => {
      const wires = createWires({ rows: 12, cols: 9, row: 20, column: 0, driver: 50, sense: 70 })
      loadConductances(
        wires,
        rows.flatMap((i) => [...g.subarray(9 * i, 9 * i + 9)]),
      )
      return forward(
        wires,
        rows.map((i) => V[i]!),
      )
    }
    expect(distance(currents(order), currents([...order.keys()]))).toBeLessThan(1e-12)
  })

  it('leaves next to nothing of a current at any node, whatever the size', () => {
    for (const [rows, cols, ohm] of [
      [1, 1, 10],
      [1, 200, 10],
      [200, 1, 10],
      [100, 100, 0.1],
      [100, 100, 10],
      [100, 100, 1000],
    ] as const) {
      const { wires, V } = array(rows, cols, ohm)
      const { residual } = solveWires(wires, V)
      expect(residual).toBeLessThan(1e-11)
    }
  })

  it('gives the same bits whatever was solved before', () => {
    const { wires, V } = array(30, 30, 10)
    const first = forward(wires, V)
    forward(
      wires,
      V.map((v) => 3 * v + 0.01),
    )
    expect(forward(wires, V)).toEqual(first)
  })

  it('says what is wrong with what it is given', () => {
    const options = { rows: 2, cols: 3, row: 1, column: 1, driver: 1, sense: 1 }
    expect(() => createWires({ ...options, rows: 0 })).toThrow('a crossbar of rows 0; give a whole number from 1')
    expect(() => createWires({ ...options, row: -1 })).toThrow('the row resistance is -1 ohm; give a finite number, 0 or more')
    expect(() => createWires({ ...options, brokenWordLines: [{ line: 2 }] })).toThrow(
      'line 2 is broken, and the lines are 0 to 1',
    )
    expect(() => createWires({ ...options, brokenBitLines: [{ line: 2, connected: 2 }] })).toThrow('broken after 2 cells, of 2')
    const wires = createWires(options)
    expect(() => loadConductances(wires, [1, 2])).toThrow('2 conductances for 2 x 3 cells')
    expect(() => loadConductances(wires, [1, 2, 3, 4, -5, 6])).toThrow('the conductance at row 1, column 1 is -5 uS')
    expect(() => solveWires(wires, [1])).toThrow('1 voltages for 2 word lines')
    expect(() => solveWires(wires, [1, Number.NaN])).toThrow('the voltage of word line 1 is NaN')
  })
})
