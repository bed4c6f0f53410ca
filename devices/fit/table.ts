/** The law of last resort: mean and std of dG as broken lines over G, for devices that no family describes. */
import type { Candidate, FitParameter, Range } from './candidate.ts'
import { leastSquares } from './increments.ts'

/** Corners of the mean and of the std, at equal distances over the range. */
const MEANS = 5
const STDS = 3

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
const parameter =
  (what: string, form: 'linear' | 'log', count: number) =>
  (name: string, i: number): FitParameter => {
    return { name, unit: 'uS', doc: `${what} of the SET step at ${i}/${count - 1} of the range`, form }
  }

export const tableLaw: Candidate = {
  name: 'table',
  title: 'mean and std of the step interpolated on a grid of G',
  parameters: [
    ...names('mean', MEANS).map(parameter('mean', 'linear', MEANS)),
    ...names('std', STDS).map(parameter('std', 'log', STDS)),
  ],
  fixedEnds: true,
  law(q, range) {
    const values = Array.from(q)
    return { mean: brokenLine(values.slice(0, MEANS), range), std: brokenLine(values.slice(MEANS, MEANS + STDS), range) }
  },
  start({ g, dg, parted }, range) {
    const { q, residuals } = leastSquares(hats(g, range, MEANS), dg)
    if (parted) return [...q, ...names('std', STDS).map(() => Math.max(1e-4, parted.step))]
    const sizes = residuals.map((r) => Math.abs(r) * Math.sqrt(Math.PI / 2))
    const least = (0.2 * sizes.reduce((sum, size) => sum + size, 0)) / sizes.length
    return [...q, ...leastSquares(hats(g, range, STDS), sizes).q.map((std) => Math.max(least, std))]
  },
  equations: { mean: interpolation(names('mean', MEANS)), std: interpolation(names('std', STDS)) },
}

function brokenLine(values: readonly number[], { gMin, gMax }: Range): (g: number) => number {
  const last = values.length - 1
  const scale = last / (gMax - gMin)
  return (g) => {
    const x = Math.min(last, Math.max(0, (g - gMin) * scale))
    const i = Math.min(last - 1, Math.floor(x))
    return values[i]! + (x - i) * (values[i + 1]! - values[i]!)
  }
}

/** Share of each corner in the broken line at each g. */
function hats(g: Float64Array, range: Range, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, corner) => {
    const unit = brokenLine(
      Array.from({ length: count }, (__, i) => (i === corner ? 1 : 0)),
      range,
    )
    return g.map(unit)
  })
}

/** The same as an expression: corner by corner, how far g has come along each piece. */
function interpolation(corners: readonly string[]): string {
  const last = corners.length - 1
  const pieces = corners.slice(1).map((corner, i) => {
    const along = `min(max(${last} * (g - g_min) / (g_max - g_min) - ${i}, 0), 1)`
    return `(${corner} - ${corners[i]}) * ${along}`
  })
  return [corners[0], ...pieces].join(' + ')
}
