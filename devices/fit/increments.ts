/** Changes of conductance from one pulse to the next as they were read, for first guesses: noise and clamps uncorrected. */
import { Matrix, solve } from 'ml-matrix'
import type { Visits } from './visits.ts'

export interface Increments {
  readonly count: number
  /** Reading before the pulse, uS. */
  readonly g: Float64Array
  /** SET pulses since RESET, this one included. */
  readonly n: Float64Array
  /** Change that was read, uS. */
  readonly dg: Float64Array
}

/** More do not make a first guess better. */
const MOST = 20_000

export function incrementsOf(visits: Visits): Increments {
  const { pulse, first, firstReading, y, factor } = visits
  const count = pulse.length
  const mean = (visit: number) => {
    let sum = 0
    for (let i = firstReading[visit]!; i < firstReading[visit + 1]!; i++) sum += y[i]! / factor[i]!
    return sum / (firstReading[visit + 1]! - firstReading[visit]!)
  }
  const rows: number[] = []
  for (let v = 1; v < count && rows.length < MOST; v++) if (!first[v] && pulse[v] === pulse[v - 1]! + 1) rows.push(v)
  const before = Float64Array.from(rows, (v) => mean(v - 1))
  return {
    count: rows.length,
    g: before,
    n: Float64Array.from(rows, (v) => pulse[v]!),
    dg: Float64Array.from(rows, (v, i) => mean(v) - before[i]!),
  }
}

/** Least squares of `y` on the columns. */
export function leastSquares(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
): { q: number[]; residuals: Float64Array } {
  const design = new Matrix(y.length, columns.length)
  columns.forEach((column, c) => {
    for (let i = 0; i < y.length; i++) design.set(i, c, column[i]!)
  })
  const transposed = design.transpose()
  const normal = transposed.mmul(design)
  // A column of zeros or a copy of another must not stop a first guess.
  for (let c = 0; c < columns.length; c++) normal.set(c, c, normal.get(c, c) * (1 + 1e-9) + 1e-12)
  const q = solve(normal, transposed.mmul(Matrix.columnVector(y as number[]))).getColumn(0)
  const residuals = Float64Array.from({ length: y.length }, (_, i) => {
    let fitted = 0
    for (let c = 0; c < columns.length; c++) fitted += q[c]! * columns[c]![i]!
    return y[i]! - fitted
  })
  return { q, residuals }
}

export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return Math.sqrt(sum / Math.max(1, values.length))
}
