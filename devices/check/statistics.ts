/** Statistics of populations, with the confidence that the check's verdicts rest on. */
import { moments } from '../../statistics/describe.ts'

export { moments }

/**
 * Standard errors within which a statistic must lie. A report takes some 3,000 of them (most are correlations of neighbours): a
 * normal one is beyond 7 with 2.6e-12, so a correct model fails in one of 10^8 seeds, and in fewer than one of 10^6 where the
 * mean of a skewed sample is less than normal.
 */
export const LIMIT = 7

/** Covariance of paired samples and its standard error, from their own fourth moments. */
export function covariance(a: ArrayLike<number>, b: ArrayLike<number>): { readonly value: number; readonly se: number } {
  const [x, y] = [moments(a), moments(b)]
  const products = moments(Float64Array.from(a, (value, i) => (value - x.mean) * (b[i]! - y.mean)))
  return { value: products.mean, se: products.se }
}

/** Ranks of a sample, ties at their mean, scaled to mean 0 and variance 1; all 0 where all values are equal. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const n = values.length
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i]! - values[j]!)
  const scores = new Float64Array(n)
  for (let first = 0; first < n; ) {
    let end = first + 1
    while (end < n && values[order[end]!] === values[order[first]!]) end++
    for (let i = first; i < end; i++) scores[order[i]!] = (first + end - n) / 2
    first = end
  }
  const { std } = moments(scores)
  return std > 0 ? scores.map((score) => score / std) : scores
}

/** Rank correlation of each value with the one `lag` places on, in standard errors of independent values. */
export function lagCorrelation(scores: Float64Array, lag: number): number {
  const n = scores.length - lag
  let sum = 0
  for (let i = 0; i < n; i++) sum += scores[i]! * scores[i + lag]!
  return sum / Math.sqrt(n)
}

/** A mean with the half-width of its interval, for reading. */
export function interval(value: number, half: number, text: (x: number) => string): string {
  return `${text(value)} ± ${text(half)}`
}
