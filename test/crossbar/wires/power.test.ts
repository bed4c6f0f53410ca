/** No power is lost and none is made. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sinhLaw } from '../../../crossbar/periphery/wires/cell-law.ts'
import { dissipated, type Power } from '../../../crossbar/periphery/wires/power.ts'
import { solveWires } from '../../../crossbar/periphery/wires/solve.ts'
import { solveCells } from '../../../crossbar/periphery/wires/solve-cells.ts'
import { createWires, loadConductances } from '../../../crossbar/periphery/wires/wires.ts'
import { circuits, wiresOf } from './circuits.ts'

const parts = ({ driven: _, ...rest }: Power) => Object.values(rest)
const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0)

describe('the power of a read', () => {
  it('that the terminals put in is what cells, lines and terminals take, each 0 or more', () => {
    fc.assert(
      fc.property(circuits(true), fc.boolean(), (circuit, ohmic) => {
        const wires = wiresOf(circuit)
        if (ohmic) solveWires(wires, circuit.V, circuit.U)
        else solveCells(wires, sinhLaw(circuit.g.flat(), 5), circuit.V, circuit.U)
        const power = dissipated(wires)
        for (const part of parts(power)) expect(part).toBeGreaterThanOrEqual(-1e-9)
        // Steep cells on lines without resistance take up to a few hundred uA V each.
        expect(Math.abs(power.driven - sum(parts(power)))).toBeLessThanOrEqual(1e-9 * (1 + power.driven))
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('is V² G where there is but a cell, and goes by the resistances where there is more', () => {
    const wires = createWires({ rows: 1, cols: 1, row: 7, column: 7, driver: 30_000, sense: 20_000 })
    loadConductances(wires, [20])
    solveWires(wires, [1])
    // 50 kohm and 20 uS are 100 kohm: 10 uA.
    const power = dissipated(wires)
    expect(power.driven).toBeCloseTo(10, 12)
    expect(power.cells).toBeCloseTo(5, 12)
    expect(power.drivers).toBeCloseTo(3, 12)
    expect(power.senses).toBeCloseTo(2, 12)
    expect(power.wordLines + power.bitLines).toBe(0)
  })
})
