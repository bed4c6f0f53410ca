/** Cells with a law of their own on resistive lines. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CellLaw, sinhLaw } from '../../../crossbar/periphery/wires/cell-law.ts'
import { columnCurrents } from '../../../crossbar/periphery/wires/read.ts'
import { solveWires } from '../../../crossbar/periphery/wires/solve.ts'
import { solveCells } from '../../../crossbar/periphery/wires/solve-cells.ts'
import { createWires, loadConductances } from '../../../crossbar/periphery/wires/wires.ts'
import golden from '../../golden/irdrop/xbar_8x8_sinh.json' with { type: 'json' }
import { type CrossbarCircuit, solveCircuit } from '../../oracle/resistive-crossbar.ts'
import { distance } from '../../support/columns.ts'
import { spread } from '../../support/draws.ts'
import { circuits, wiresOf } from './circuits.ts'

const golden_uS = golden.G.flat().map((siemens) => 1e6 * siemens)
const lines = { row: golden.R_word_ohm, column: golden.R_bit_ohm, driver: golden.R_driver_ohm, sense: golden.R_sense_ohm }

/** Largest relative difference to the voltages of ohmic cells that carry the same current at the same voltage. */
function chordError(circuit: CrossbarCircuit, law: CellLaw): number {
  const wires = wiresOf(circuit)
  solveCells(wires, law, circuit.V, circuit.U)
  const v = wires.word.map((w, k) => w - wires.bit[k]!)
  const [current, slope] = [new Float64Array(v.length), new Float64Array(v.length)]
  law(v, current, slope)
  const chord = circuit.g.map((line, i) =>
    line.map((_, j) => {
      const k = i * line.length + j
      return v[k] === 0 ? slope[k]! : current[k]! / v[k]!
    }),
  )
  const ohmic = solveCircuit({ ...circuit, g: chord })
  const largest = Math.max(...[...circuit.V, ...circuit.U].map(Math.abs))
  return Math.max(0, ...ohmic.word.flat().map((w, k) => Math.abs(w - wires.word[k]!))) / (largest || 1)
}

describe('cells that follow I = G/k sinh(kV)', () => {
  it('give the currents of ngspice', () => {
    const wires = createWires({ rows: golden.rows, cols: golden.cols, ...lines })
    const { newton } = solveCells(wires, sinhLaw(golden_uS, golden.k_per_V), golden.V)
    const I = new Float64Array(golden.cols)
    columnCurrents(wires, I)
    for (let j = 0; j < golden.cols; j++) expect(Math.abs((1e-6 * I[j]!) / golden.I[j]! - 1)).toBeLessThan(1e-11)
    expect(newton).toBeLessThan(10)
  })

  it('are ohmic where k is small', () => {
    const wires = createWires({ rows: golden.rows, cols: golden.cols, ...lines })
    loadConductances(wires, golden_uS)
    solveWires(wires, golden.V)
    const ohmic = wires.current.slice()
    solveCells(wires, sinhLaw(golden_uS, 1e-6), golden.V)
    expect(distance(wires.current, ohmic)).toBeLessThan(1e-12)
  })

  it('have the node voltages of Gaussian elimination with the conductance each cell comes to, broken lines included', () => {
    fc.assert(
      fc.property(circuits(true), fc.integer({ min: 1, max: 120 }), (circuit, k) => {
        expect(chordError(circuit, sinhLaw(circuit.g.flat(), k / 10))).toBeLessThan(1e-7)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('settle where the drops are large and the law is steep: 64 x 64 cells, 100 ohm, e^20', () => {
    const wires = createWires({ rows: 64, cols: 64, row: 100, column: 100, driver: 100, sense: 100 })
    const { residual } = solveCells(wires, sinhLaw(spread(1, 64 * 64, 0.1, 25), 50), new Float64Array(64).fill(0.4))
    expect(residual).toBeLessThan(1e-8)
  })

  it('have the exact sinh and cosh, near 0 V and far from it', () => {
    const v = Float64Array.from([-2, -0.3, -1e-9, 0, 1e-12, 0.1249, 0.1251, 3])
    const [current, slope] = [new Float64Array(8), new Float64Array(8)]
    sinhLaw(new Float64Array(8).fill(3), 4)(v, current, slope)
    v.forEach((x, n) => {
      expect(Math.abs(current[n]! - 0.75 * Math.sinh(4 * x))).toBeLessThanOrEqual(1e-15 * Math.abs(current[n]!))
      expect(Math.abs(slope[n]! / (3 * Math.cosh(4 * x)) - 1)).toBeLessThan(1e-15)
    })
  })
})

describe('cells of any law', () => {
  it('settle where the current saturates', () => {
    const saturating: CellLaw = (v, current, slope) => {
      for (let n = 0; n < v.length; n++) {
        const range = 1 + 50 * Math.abs(v[n]!)
        current[n] = (20 * v[n]!) / range
        slope[n] = 20 / range ** 2
      }
    }
    fc.assert(
      fc.property(circuits(), (circuit) => {
        expect(chordError(circuit, saturating)).toBeLessThan(1e-7)
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('may not conduct less at more volts', () => {
    const falling: CellLaw = (_v, current, slope) => {
      current.fill(0)
      slope.fill(-1)
    }
    const wires = createWires({ rows: 2, cols: 2, row: 1, column: 1, driver: 1, sense: 1 })
    expect(() => solveCells(wires, falling, [1, 1])).toThrow('it must be finite and must not fall with the voltage')
    expect(() => sinhLaw([1], 0)).toThrow('k of a sinh law is 0 per volt; give a number above 0')
  })
})
