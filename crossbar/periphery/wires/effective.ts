/**
 * The crossbar as the one matrix that its reads multiply by. Lines and ohmic cells are linear, so that every forward read is
 * I_j = sum_i V_i G'_ij and every back read the same with the transpose: G' is found once after a write, by one solution for
 * each of the fewer lines (rows forward, or columns back), and used in every read until the next.
 */
import { columnCurrents, readBack } from './read.ts'
import { solveWires } from './solve.ts'
import type { Wires } from './wires.ts'

const TOLERANCE = 1e-9

/**
 * @param out [rows][cols]: current at bit line j per volt at word line i, every other terminal at 0 V, uS; equal to the cells'
 * conductances where all resistances are 0
 * @param tolerance of each solution, as in `solveWires` (default 1e-9)
 */
export function effectiveConductances(wires: Wires, out: Float64Array, tolerance = TOLERANCE): void {
  const { rows, cols } = wires
  if (out.length !== rows * cols) throw new RangeError(`${out.length} places for ${rows} x ${cols} conductances`)
  const drive = new Float64Array(Math.min(rows, cols))
  if (rows <= cols) {
    for (let i = 0; i < rows; i++) {
      drive[i] = 1
      solveWires(wires, drive, undefined, tolerance)
      columnCurrents(wires, out.subarray(i * cols, (i + 1) * cols))
      drive[i] = 0
    }
    return
  }
  const column = new Float64Array(rows)
  for (let j = 0; j < cols; j++) {
    drive[j] = 1
    readBack(wires, drive, column, tolerance)
    for (let i = 0; i < rows; i++) out[i * cols + j] = column[i]!
    drive[j] = 0
  }
}
