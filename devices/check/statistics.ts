/** Statistics of populations, and the confidence limit of the check. */
import { moments } from '../../statistics/describe.ts'

export { moments }

/**
 * Allowed deviation of a statistic, in standard errors. A report has about 3,000 statistics (most are correlations of neighbours). A
 * normal statistic exceeds 7 with probability 2.6e-12, so a correct model fails in one of 10^8 seeds, and in fewer than one of 10^6
 * if the mean of a skewed sample is only approximately normal.
 */
export const MOST_STANDARD_ERRORS = 7

/** Covariance of paired samples and its standard error, from their fourth moments. */
export function covariance(a: ArrayLike<number>, b: ArrayLike<number>): { readonly value: number; readonly se: number } {
  const [x, y] = [moments(a), moments(b)]
  const products = moments(Float64Array.from(a, (value, i) => (value - x.mean) * (b[i]! - y.mean)))
  return { value: products.mean, se: products.se }
}

/** Ranks of a sample, with mean ranks for ties, scaled to mean 0 and variance 1; all 0 if all values are equal. */
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

/** Rank correlation of each value with the value `lag` places later, in standard errors for independent values. */
export function lagCorrelation(scores: Float64Array, lag: number): number {
  const n = scores.length - lag
  let sum = 0
  for (let i = 0; i < n; i++) sum += scores[i]! * scores[i + lag]!
  return sum / Math.sqrt(n)
}

/** A mean with the half-width of its interval, as text. */
export function interval(value: number, half: number, text: (x: number) => string): string {
  return `${text(value)} ± ${text(half)}`
}
