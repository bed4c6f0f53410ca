/**
 * Small changes of the cells, such as read noise and drift, on top of a solved array, without solving it again:
 *
 *   dI_j = sum_i u_ij v_ij dG_ij
 *
 * with v the cell's voltage for the drive and u that for 1 V at bit line j (the adjoint network; a resistive network is its own).
 * In full u depends on j also for cells of other columns, and v on all that is driven. Two forms of the product u v
 * per volt, one weight a cell, serve the two kinds of change; both go with the matrix of effective.ts, I_j = sum_i V_i (G'_ij + u v dG_ij):
 *
 * - changes that are independent from cell to cell: each line alone, all lines across it at 0 V. What other cells add averages out.
 * - changes that cells have in common: all lines driven at once, which includes what the cells do to one another.
 *
 * Error of the currents (rms over columns, every 20th row driven; the test measures it) at 64 x 64 cells of 0.1 to 24 uS, 10 ohm each,
 * where lines cost a quarter of the current: read noise of 3 % + 0.13 uS changes the currents by 1.8 %, and the first order
 * is off by 0.08 %; a common loss of 5 % is met within 0.07 %.
 */
import { type Lines, OHM_US, solveBitLines, solveWordLines } from './lines.ts'
import { solveWires } from './solve.ts'
import type { Wires } from './wires.ts'

/**
 * Two sweeps over the array, no iteration.
 * @param out [rows][cols]: dG'_ij / dG_ij of changes that are independent from cell to cell, 0 to 1
 */
export function independentSensitivities({ rows, cols, wordLines, bitLines, scratch }: Wires, out: Float64Array): void {
  const v = scratch.work
  v.fill(0)
  solveWordLines(wordLines, new Float64Array(rows).fill(1), v)
  out.fill(0)
  solveBitLines(bitLines, new Float64Array(cols).fill(1), out)
  for (let k = 0; k < out.length; k++) out[k] = out[k]! * v[k]!
}

/**
 * Two solutions.
 * @param out [rows][cols]: the weight u v of changes that all cells have in common
 */
export function commonSensitivities(wires: Wires, out: Float64Array, tolerance?: number): void {
  const { rows, cols, word, bit } = wires
  solveWires(wires, new Float64Array(rows).fill(1), undefined, tolerance)
  for (let k = 0; k < out.length; k++) out[k] = word[k]! - bit[k]!
  solveWires(wires, new Float64Array(rows), new Float64Array(cols).fill(1), tolerance)
  for (let k = 0; k < out.length; k++) out[k] = out[k]! * (bit[k]! - word[k]!)
}

/**
 * How far currents may be off, relative to the largest of them, if `change` is taken into account by `independentSensitivities` only: the
 * largest voltage, per volt of read, that the changed currents alone drop on the way to a cell and from it to the terminal.
 * It tells when the array is to be solved again. An estimate from above: the lines are taken without the other cells,
 * which can only share the current, and at the cell that is worst off.
 *
 * @param change [rows][cols], what the conductances differ by from those that were solved, uS
 */
export function firstOrderError({ wordLines, bitLines, scratch }: Wires, change: ArrayLike<number>): number {
  const drop = scratch.work
  drop.fill(0)
  addDrops(wordLines, change, drop)
  addDrops(bitLines, change, drop)
  let most = 0
  for (let k = 0; k < drop.length; k++) most = Math.max(most, Math.abs(drop[k]!))
  return most
}

/** drop += voltage from the terminal to each node of each line, where every cell takes `current`. */
function addDrops(lines: Lines, current: ArrayLike<number>, drop: Float64Array): void {
  const { count, first, line, step, terminal, segment, connected } = lines
  for (let l = 0; l < count; l++) {
    const at = (k: number) => first + l * line + k * step
    let carried = 0
    for (let k = 0; k < connected[l]!; k++) carried += current[at(k)]!
    let sum = 0
    for (let k = 0; k < connected[l]!; k++) {
      sum += OHM_US * (k === 0 ? terminal : segment) * carried
      drop[at(k)] = drop[at(k)]! + sum
      carried -= current[at(k)]!
    }
  }
}
