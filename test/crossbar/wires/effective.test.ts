/** The crossbar as one matrix, and what small changes of its cells do to it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveConductances } from '../../../crossbar/periphery/wires/effective.ts'
import { commonSensitivities, firstOrderError, independentSensitivities } from '../../../crossbar/periphery/wires/first-order.ts'
import { cellVoltages, readBack, readForward } from '../../../crossbar/periphery/wires/read.ts'
import { solveWires } from '../../../crossbar/periphery/wires/solve.ts'
import { createWires, loadConductances, type Wires } from '../../../crossbar/periphery/wires/wires.ts'
import { distance } from '../../support/columns.ts'
import { normals, spread } from '../../support/draws.ts'
import { circuits, wiresOf } from './circuits.ts'

const [LOW, HIGH] = [0.1, 24]

function array(n: number, ohm: number) {
  const g = spread(1, n * n, LOW, HIGH)
  const wires = createWires({ rows: n, cols: n, row: ohm, column: ohm, driver: ohm, sense: ohm })
  loadConductances(wires, g)
  return { wires, g }
}

function currents(wires: Wires, V: ArrayLike<number>): Float64Array {
  const out = new Float64Array(wires.cols)
  readForward(wires, V, out)
  return out
}

/** I_j = sum_i V_i G_ij. */
function product(V: ArrayLike<number>, g: Float64Array, cols: number): Float64Array {
  return Float64Array.from({ length: cols }, (_, j) => Array.from(V).reduce((sum, v, i) => sum + v * g[i * cols + j]!, 0))
}

/** Root of the mean square difference over that of what is expected. */
function rms(actual: Float64Array, expected: Float64Array): number {
  const square = (x: Float64Array) => x.reduce((sum, value) => sum + value * value, 0)
  return Math.sqrt(square(actual.map((x, j) => x - expected[j]!)) / square(expected))
}

describe('effective conductances', () => {
  it('give every read, forward and back, as a product, whichever lines are fewer', () => {
    fc.assert(
      fc.property(circuits(true), (circuit) => {
        const wires = wiresOf(circuit)
        const { rows, cols } = wires
        const effective = new Float64Array(rows * cols)
        effectiveConductances(wires, effective)
        const scale = Math.max(1, ...circuit.g.flat()) * Math.max(rows, cols)
        product(circuit.V, effective, cols).forEach((current, j) => {
          expect(Math.abs(current - currents(wires, circuit.V)[j]!)).toBeLessThan(1e-7 * scale)
        })
        const back = new Float64Array(rows)
        readBack(wires, circuit.U, back)
        for (let i = 0; i < rows; i++) {
          const current = circuit.U.reduce((sum, u, j) => sum + u * effective[i * cols + j]!, 0)
          expect(Math.abs(current - back[i]!)).toBeLessThan(1e-7 * scale)
        }
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('are the conductances themselves where no line has resistance', () => {
    const { wires, g } = array(12, 0)
    const effective = new Float64Array(144)
    effectiveConductances(wires, effective)
    expect(effective).toEqual(g)
  })
})

describe('the first order of a change of cells', () => {
  it('is u v dG: the cell voltage of the read times that of 1 V at the sensed line', () => {
    const { wires, g } = array(8, 300)
    const V = spread(2, 8, 0, 0.2)
    const [v, u] = [new Float64Array(64), new Float64Array(64)]
    solveWires(wires, V)
    cellVoltages(wires, v)
    for (const j of [0, 5]) {
      loadConductances(wires, g)
      solveWires(
        wires,
        new Float64Array(8),
        Float64Array.from({ length: 8 }, (_, k) => (k === j ? 1 : 0)),
      )
      cellVoltages(wires, u)
      const expected = v.map((voltage, k) => -voltage * u[k]!)
      const measured = g.map((_, k) => {
        const of = (change: number) => {
          loadConductances(
            wires,
            g.map((value, n) => (n === k ? value + change : value)),
          )
          return currents(wires, V)[j]!
        }
        return (of(1e-3) - of(-1e-3)) / 2e-3
      })
      expect(distance(measured, expected)).toBeLessThan(1e-7)
    }
  })

  // What the doc comment of first-order.ts says.
  it.each([
    ['read noise', 'independent', 0.018, 0.001],
    ['a common loss of 5 %', 'common', 0.04, 0.001],
  ] as const)('meets %s at 64 x 64 cells and 10 ohm with a fraction of its size', (_, kind, size, error) => {
    const { wires, g } = array(64, 10)
    const [effective, weights] = [new Float64Array(g.length), new Float64Array(g.length)]
    effectiveConductances(wires, effective)
    if (kind === 'independent') independentSensitivities(wires, weights)
    else commonSensitivities(wires, weights)
    const xi = normals(3, g.length)
    const changed = g.map((value, k) => (kind === 'common' ? 0.95 * value : Math.max(0, value + (0.03 * value + 0.13) * xi[k]!)))
    const V = Float64Array.from({ length: 64 }, (__, i) => (i % 20 === 3 ? 0.2 : 0))
    loadConductances(wires, changed)
    const exact = currents(wires, V)
    const first = product(
      V,
      effective.map((value, k) => value + weights[k]! * (changed[k]! - g[k]!)),
      64,
    )
    expect(rms(product(V, effective, 64), exact)).toBeGreaterThan(0.7 * size)
    expect(rms(first, exact)).toBeLessThan(error)
  })

  it.each([
    [16, 1],
    [16, 100],
    [64, 1],
    [64, 10],
  ])('is off by less than its estimate says, %d cells a line of %d ohm, whether a few rows are driven or all', (n, ohm) => {
    const { wires, g } = array(n, ohm)
    const [effective, weights] = [new Float64Array(g.length), new Float64Array(g.length)]
    effectiveConductances(wires, effective)
    independentSensitivities(wires, weights)
    const xi = normals(4, g.length)
    for (const change of [(k: number) => 0.1 * g[k]! * xi[k]!, (k: number) => -0.1 * g[k]!, (k: number) => 2 + 0 * k]) {
      const changed = g.map((value, k) => Math.max(0, value + change(k)))
      const difference = changed.map((value, k) => value - g[k]!)
      const estimate = firstOrderError(wires, difference)
      loadConductances(wires, changed)
      for (const every of [1, 2, 16]) {
        const V = Float64Array.from({ length: n }, (__, i) => (i % every === 0 ? 0.2 : 0))
        const exact = currents(wires, V)
        const first = product(
          V,
          effective.map((value, k) => value + weights[k]! * difference[k]!),
          n,
        )
        expect(distance(first, exact)).toBeLessThan(estimate)
      }
      loadConductances(wires, g)
    }
  })

  it('is exact where no line has resistance, and says so', () => {
    const { wires, g } = array(9, 0)
    const weights = new Float64Array(81)
    independentSensitivities(wires, weights)
    expect(weights).toEqual(new Float64Array(81).fill(1))
    commonSensitivities(wires, weights)
    expect(weights).toEqual(new Float64Array(81).fill(1))
    expect(firstOrderError(wires, g)).toBe(0)
  })

  it('costs nothing at cells behind a break and is 0 there', () => {
    const wires = createWires({
      rows: 2,
      cols: 3,
      row: 1,
      column: 1,
      driver: 1,
      sense: 1,
      brokenWordLines: [{ line: 1, connected: 1 }],
    })
    loadConductances(wires, new Float64Array(6).fill(10))
    const weights = new Float64Array(6)
    independentSensitivities(wires, weights)
    expect(Array.from(weights, (w) => w > 0.9)).toEqual([true, true, true, true, false, false])
    expect(weights[4]).toBe(0)
  })
})
