/** Reads of a crossbar with resistive lines, and the currents at its terminals. */
import { solveWires } from './solve.ts'
import type { Wires } from './wires.ts'

/**
 * A forward read: word lines driven, bit lines sensed at 0 V.
 * @param V [rows], V
 * @param out [cols], current into each bit line's terminal, uA
 */
export function readForward(wires: Wires, V: ArrayLike<number>, out: Float64Array, tolerance?: number): void {
  solveWires(wires, V, undefined, tolerance)
  columnCurrents(wires, out)
}

/**
 * A back read, with the transpose of the same cells: bit lines driven, word lines sensed at 0 V.
 * @param U [cols], V
 * @param out [rows], current into each word line's terminal, uA
 */
export function readBack(wires: Wires, U: ArrayLike<number>, out: Float64Array, tolerance?: number): void {
  solveWires(wires, wires.scratch.ground.subarray(0, wires.rows), U, tolerance)
  rowCurrents(wires, out)
  for (let i = 0; i < out.length; i++) out[i] = -out[i]!
}

/** Current out of each bit line into its terminal in the last solution: out [cols], uA, rows added from the first on. */
export function columnCurrents({ rows, cols, current }: Wires, out: Float64Array): void {
  fits(out, cols)
  out.fill(0)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) out[j] = out[j]! + current[i * cols + j]!
  }
}

/** Current out of each word line's terminal into the line in the last solution: out [rows], uA. */
export function rowCurrents({ rows, cols, current }: Wires, out: Float64Array): void {
  fits(out, rows)
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < cols; j++) sum += current[i * cols + j]!
    out[i] = sum
  }
}

/** Voltage across each cell, from word node to bit node, in the last solution: out [rows][cols], V. */
export function cellVoltages({ word, bit }: Wires, out: Float64Array): void {
  fits(out, word.length)
  for (let k = 0; k < out.length; k++) out[k] = word[k]! - bit[k]!
}

function fits(out: Float64Array, n: number): void {
  if (out.length !== n) throw new RangeError(`${out.length} places for ${n} values`)
}
