/**
 * A crossbar whose cells have a law of their own, by Newton's method: at voltages v each cell becomes a conductance, its slope g,
 * and a current J = f(v) - g v, and the lines are solved as those of ohmic cells. The lines are linear, so that what is
 * left of Kirchhoff's law is, cell by cell, the law's current less the current i that the lines carry: it decides
 * whether a step is taken whole or halved, and when to stop.
 */
import { pow } from '../../../kernels/math.ts'
import type { CellLaw } from './cell-law.ts'
import { solveBitLines } from './lines.ts'
import { driveTerminals, solveLinear } from './solve.ts'
import { type CellColumns, eliminateLines, type Outcome, type Wires } from './wires.ts'

const TOLERANCE = 1e-11
/** By which conjugate gradients bring down the error of one step. */
const INNER_TOLERANCE = 1e-4
const MOST_STEPS = 200
const MOST_HALVINGS = 12

/**
 * Voltages and currents where `law` replaces Ohm's law; otherwise as `solveWires`. Columns are allocated in the first call.
 * `wires.g` is left with the slopes at the solution, so that sensitivities are those around it.
 * @param tolerance largest current left at a cell over the largest current of a cell
 * @throws RangeError for voltages that do not fit the lines or a law that is no law; Error where the iteration does not end
 */
export function solveCells(
  wires: Wires,
  law: CellLaw,
  V: ArrayLike<number>,
  U?: ArrayLike<number>,
  tolerance = TOLERANCE,
): Readonly<Outcome> {
  driveTerminals(wires, V, U)
  const { g, word: w, bit: b, current, bitLines, scratch, outcome } = wires
  scratch.cells ??= createCells(g.length)
  const { v, i, f, dv, di, J } = scratch.cells
  const n = g.length
  v.fill(0)
  i.fill(0)
  evaluate(law, v, f, g)
  let left = Number.POSITIVE_INFINITY
  outcome.iterations = 0
  for (let step = 1; step <= MOST_STEPS; step++) {
    for (let k = 0; k < n; k++) J[k] = f[k]! - g[k]! * v[k]!
    eliminateLines(wires)
    if (step === 1) {
      scratch.c.fill(0)
      b.fill(0)
      solveBitLines(bitLines, scratch.U, b)
    } else for (let k = 0; k < n; k++) scratch.c[k] = current[k]! + g[k]! * b[k]!
    outcome.iterations += solveLinear(wires, J, INNER_TOLERANCE)
    for (let k = 0; k < n; k++) {
      dv[k] = w[k]! - b[k]! - v[k]!
      di[k] = current[k]! - i[k]!
    }
    left = advance(law, wires, scratch.cells, left)
    let largest = 0
    for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(i[k]!))
    if (Math.max(left, outcome.residual) <= tolerance * largest) {
      eliminateLines(wires)
      outcome.newton = step
      outcome.residual = Math.max(left, outcome.residual)
      return outcome
    }
  }
  throw new Error(`the cells' voltages did not settle in ${MOST_STEPS} steps of Newton's method; ${left} uA are left at a cell`)
}

/** The whole step, or a half, a quarter ... of it, where the whole one makes matters worse. @returns the largest current left at a cell */
function advance(law: CellLaw, { g }: Wires, { v, i, f, dv, di }: CellColumns, before: number): number {
  for (let halvings = 0, move = 1; ; halvings++) {
    let left = 0
    for (let k = 0; k < v.length; k++) {
      v[k] = v[k]! + move * dv[k]!
      i[k] = i[k]! + move * di[k]!
    }
    evaluate(law, v, f, g)
    for (let k = 0; k < v.length; k++) left = Math.max(left, Math.abs(f[k]! - i[k]!))
    if (left < before || halvings === MOST_HALVINGS) return left
    move = -pow(0.5, halvings + 1)
  }
}

function evaluate(law: CellLaw, v: Float64Array, f: Float64Array, slope: Float64Array): void {
  law(v, f, slope)
  for (let k = 0; k < v.length; k++) {
    if (!(Number.isFinite(f[k]) && slope[k]! >= 0 && slope[k]! < Number.POSITIVE_INFINITY)) {
      const given = `${f[k]} uA with slope ${slope[k]} uS at ${v[k]} V`
      throw new RangeError(`the law of cell ${k} gives ${given}; it must be finite and must not fall with the voltage`)
    }
  }
}

function createCells(n: number): CellColumns {
  const column = () => new Float64Array(n)
  return { v: column(), i: column(), f: column(), dv: column(), di: column(), J: column() }
}
