/** Writes of a passive array: what the terminals are driven to, and what cells see through resistive lines. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellVoltages } from '../../../crossbar/periphery/wires/read.ts'
import { solveWires } from '../../../crossbar/periphery/wires/solve.ts'
import { createWires, loadConductances } from '../../../crossbar/periphery/wires/wires.ts'
import { selectionOf, type WriteScheme, writeTerminals } from '../../../crossbar/periphery/wires/write.ts'

const SEEN = {
  'v/2': { selected: 1, 'half-row': 1 / 2, 'half-column': 1 / 2, unselected: 0 },
  'v/3': { selected: 1, 'half-row': 1 / 3, 'half-column': 1 / 3, unselected: -1 / 3 },
} as const

function voltages(rows: number, cols: number, ohm: number, scheme: WriteScheme, row: number, col: number, voltage = 2) {
  const wires = createWires({ rows, cols, row: ohm, column: ohm, driver: ohm, sense: ohm })
  loadConductances(wires, new Float64Array(rows * cols).fill(20))
  const { V, U } = writeTerminals(rows, cols, { row, col, scheme, voltage })
  solveWires(wires, V, U)
  const out = new Float64Array(rows * cols)
  cellVoltages(wires, out)
  return out
}

describe('a write of a passive array', () => {
  it('without resistance gives every cell the share of its scheme, in both directions', () => {
    const n = fc.integer({ min: 1, max: 6 })
    fc.assert(
      fc.property(n, n, fc.nat(), fc.nat(), fc.constantFrom('v/2' as const, 'v/3' as const), fc.boolean(), (...drawn) => {
        const [rows, cols, i, j, scheme, up] = drawn
        const [row, col, voltage] = [i % rows, j % cols, up ? 2 : -2]
        voltages(rows, cols, 0, scheme, row, col, voltage).forEach((v, k) => {
          const share = SEEN[scheme][selectionOf({ row, col }, Math.floor(k / cols), k % cols)]
          expect(v).toBeCloseTo(share * voltage, 9)
        })
      }),
      { seed: 1 },
    )
  })

  it('through resistive lines gives the far cell less than the near one, and half-selected cells still about their share', () => {
    for (const scheme of ['v/2', 'v/3'] as const) {
      const near = voltages(24, 24, 5, scheme, 23, 0)
      const far = voltages(24, 24, 5, scheme, 0, 23)
      expect(near[23 * 24]).toBeLessThan(2)
      expect(far[23]).toBeLessThan(near[23 * 24]!)
      for (let j = 0; j < 23; j++) expect(Math.abs(far[j]! / 2 - SEEN[scheme]['half-row'])).toBeLessThan(0.05)
    }
  })

  it('is refused for a cell that is not there', () => {
    expect(() => writeTerminals(2, 3, { row: 2, col: 0, scheme: 'v/2', voltage: 1 })).toThrow(
      /row 2, column 0; the array has 2 rows/,
    )
  })
})
