/**
 * Voltages and currents of a crossbar with resistive lines. Kirchhoff's current law at all nodes, with W and B the
 * tridiagonal matrices of word and bit lines (cells included), G the cells' conductances, s the terminals' conductances
 * and J what a cell conducts besides G times its voltage (0 where cells are ohmic):
 *
 *   W w = s V + G b - J,   B b = s U + G w + J
 *
 * Word lines are eliminated, one tridiagonal solution each; what is left, A = B - G W⁻¹ G, is positive definite. Conjugate
 * gradients (Hestenes and Stiefel, J. Res. NBS 49, 409, 1952) solve it, preconditioned with B, which holds all of A but
 * the paths over word lines: few iterations at any size. Solving B z = r gives B p of each direction p for nothing, so that
 * no 1 / R is ever formed, and 0 ohm is as good as any other resistance.
 */
import { solveBitLines, solveWordLines } from './lines.ts'
import type { Outcome, Wires } from './wires.ts'

/** Of the preconditioned residual, relative. */
const TOLERANCE = 1e-13
/** Tens are usual; lines of kilohms a cell take hundreds. */
const MOST_ITERATIONS = 20_000

/**
 * Voltages and currents of ohmic cells, those of `loadConductances`: `wires.word`, `bit`, `current` and `outcome` hold the
 * solution. Nothing is allocated. Where all resistances are 0 it is exact: a cell's voltage is V_i - U_j.
 *
 * @param V voltage of each word line's terminal, V
 * @param U of each bit line's terminal, V (default: 0, the virtual ground of a sense amplifier)
 * @param tolerance of the voltages, relative to the drop on the bit lines; 1e-6 takes about half the time
 * @throws RangeError for voltages that do not fit the lines; Error where the iteration does not end
 */
export function solveWires(wires: Wires, V: ArrayLike<number>, U?: ArrayLike<number>, tolerance = TOLERANCE): Readonly<Outcome> {
  driveTerminals(wires, V, U)
  const { bit, bitLines, scratch, outcome } = wires
  // The start: bit lines without any current from the word lines.
  scratch.c.fill(0)
  bit.fill(0)
  solveBitLines(bitLines, scratch.U, bit)
  outcome.newton = 0
  outcome.iterations = solveLinear(wires, scratch.none, tolerance)
  return outcome
}

/** Takes over the terminals' voltages. @throws RangeError */
export function driveTerminals({ rows, cols, scratch }: Wires, V: ArrayLike<number>, U?: ArrayLike<number>): void {
  take(V, scratch.V, rows, 'word')
  if (U) take(U, scratch.U, cols, 'bit')
  else scratch.U.fill(0)
}

function take(from: ArrayLike<number>, to: Float64Array, n: number, line: string): void {
  if (from.length !== n) throw new RangeError(`${from.length} voltages for ${n} ${line} lines`)
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(from[i]))
      throw new RangeError(`the voltage of ${line} line ${i} is ${from[i]}; give a finite number of volts`)
    to[i] = from[i]!
  }
}

/**
 * From bit-line voltages b and currents c with B b = s U + c to the solution.
 * @param J [rows][cols], uA
 * @returns how many iterations it took
 */
export function solveLinear(wires: Wires, J: Float64Array, tolerance: number): number {
  const { g, word: w, bit: b, current, wordLines, bitLines, scratch, outcome } = wires
  const { r, p, q, c, work, U, ground } = scratch
  const n = g.length
  wordVoltages(wires, J)
  for (let k = 0; k < n; k++) r[k] = g[k]! * w[k]! + J[k]! - c[k]!
  p.set(r)
  solveBitLines(bitLines, ground, p)
  q.set(r)
  let rz = dot(r, p)
  const enough = tolerance * tolerance * rz
  let iterations = 0
  while (rz > enough) {
    if (++iterations > MOST_ITERATIONS) throw new Error(`the voltages did not settle in ${MOST_ITERATIONS} iterations`)
    // A p = B p - G W⁻¹ G p.
    for (let k = 0; k < n; k++) work[k] = g[k]! * p[k]!
    solveWordLines(wordLines, ground, work)
    let pAp = 0
    for (let k = 0; k < n; k++) {
      work[k] = q[k]! - g[k]! * work[k]!
      pAp += p[k]! * work[k]!
    }
    // Rounding only: what is left cannot be made smaller.
    if (!(pAp > 0)) break
    const alpha = rz / pAp
    for (let k = 0; k < n; k++) {
      b[k] = b[k]! + alpha * p[k]!
      c[k] = c[k]! + alpha * q[k]!
      r[k] = r[k]! - alpha * work[k]!
    }
    work.set(r)
    solveBitLines(bitLines, ground, work)
    const next = dot(r, work)
    const beta = next / rz
    for (let k = 0; k < n; k++) {
      p[k] = work[k]! + beta * p[k]!
      q[k] = r[k]! + beta * q[k]!
    }
    rz = next
  }
  // Once more from bit to word to bit lines, without the rounding of all the steps.
  wordVoltages(wires, J)
  work.set(b)
  for (let k = 0; k < n; k++) b[k] = g[k]! * w[k]! + J[k]!
  solveBitLines(bitLines, U, b)
  let residual = 0
  for (let k = 0; k < n; k++) {
    current[k] = g[k]! * (w[k]! - b[k]!) + J[k]!
    residual = Math.max(residual, Math.abs(g[k]! * (b[k]! - work[k]!)))
  }
  outcome.residual = residual
  return iterations
}

/** w of W w = s V + G b - J. */
function wordVoltages({ g, word, bit, wordLines, scratch }: Wires, J: Float64Array): void {
  for (let k = 0; k < g.length; k++) word[k] = g[k]! * bit[k]! - J[k]!
  solveWordLines(wordLines, scratch.V, word)
}

/** In the order of memory, so that a sum has the same bits on every machine. */
function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!
  return sum
}
