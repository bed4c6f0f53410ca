/** Changes of conductance from one pulse to the next as they were read, for first guesses: noise and clamps uncorrected. */
import { Matrix, solve } from 'ml-matrix'
import type { Visits } from './visits.ts'

export interface Increments {
  /** Changes by one pulse that were read. */
  readonly count: number
  /** Reading before the pulse, uS. */
  readonly g: Float64Array
  /** Pulses since the sweep began, this one included. */
  readonly n: Float64Array
  /** Change that was read, uS. */
  readonly dg: Float64Array
  /** Std of a step and of a reading, uS, freed of each other, where sweeps are so long that changes are taken over many pulses. */
  readonly parted?: { readonly step: number; readonly noise: number }
}

/** More do not make a first guess better. */
const MOST = 20_000
/** Pulses in a row of one kind beyond which noise hides a single step: changes are taken over a share of them. */
const LONG = 100
const SHARE = 30

/** @param down of depression pulses, else of SET pulses */
export function incrementsOf(visits: Visits, down = false): Increments {
  const { pulse, first, firstReading, y, factor } = visits
  const count = pulse.length
  const wanted = down ? 1 : 0
  const follows = (v: number) => !first[v] && pulse[v] === pulse[v - 1]! + 1 && visits.down[v] === wanted
  const mean = (visit: number) => {
    let sum = 0
    for (let i = firstReading[visit]!; i < firstReading[visit + 1]!; i++) sum += y[i]! / factor[i]!
    return sum / (firstReading[visit + 1]! - firstReading[visit]!)
  }
  let [run, longest, singles] = [0, 0, 0]
  for (let v = 1; v < count; v++) {
    run = follows(v) ? run + 1 : 0
    if (run > 0) singles++
    longest = Math.max(longest, run)
  }
  const lag = longest > LONG ? Math.round(longest / SHARE) : 1
  const rows: number[] = []
  run = 0
  for (let v = 1; v < count && rows.length < MOST; v++) {
    run = follows(v) ? run + 1 : 0
    if (run >= lag) rows.push(v)
  }
  if (lag === 1) {
    const before = Float64Array.from(rows, (v) => mean(v - 1))
    const dg = Float64Array.from(rows, (v, i) => mean(v) - before[i]!)
    return { count: singles, g: before, n: Float64Array.from(rows, (v) => pulse[v]!), dg }
  }
  // Over many pulses the mean of both readings stands for the place: their noise does not tilt the line then.
  return {
    count: singles,
    g: Float64Array.from(rows, (v) => (mean(v) + mean(v - lag)) / 2),
    n: Float64Array.from(rows, (v) => pulse[v]!),
    dg: Float64Array.from(rows, (v) => (mean(v) - mean(v - lag)) / lag),
    parted: parted(rows.map((v) => [mean(v) - mean(v - 1), mean(v - 1) - mean(v - 2)])),
  }
}

/** Successive changes share a reading, and so its noise with opposite signs. */
function parted(pairs: readonly (readonly [number, number] | number[])[]): { step: number; noise: number } {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  const centre = middle(pairs.map(([a]) => a!))
  const size = 1.4826 * middle(pairs.map(([a]) => Math.abs(a! - centre)))
  let [squares, product, kept] = [0, 0, 0]
  for (const [a, b] of pairs) {
    const [x, z] = [a! - centre, b! - centre]
    // Glitches tell of neither.
    if (Math.abs(x) > 5 * size || Math.abs(z) > 5 * size) continue
    squares += x * x
    product += x * z
    kept++
  }
  const variance = squares / Math.max(1, kept)
  const noise = Math.min(0.49 * variance, Math.max(0.02 * variance, -product / Math.max(1, kept)))
  return { step: Math.sqrt(variance - 2 * noise), noise: Math.sqrt(noise) }
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
