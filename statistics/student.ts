/**
 * Student's t: the interval of a mean of few values, where resampling is too narrow. Where values come in clusters their means carry
 * the error (Liang and Zeger 1986, doi 10.1093/biomet/73.1.13); with one value each it is the textbook's.
 */
import type { Interval } from './bootstrap.ts'

/** Of the mean over all values; NaN below two clusters. @param level for example 0.95 */
export function studentInterval(clusters: readonly ArrayLike<number>[], level: number): Interval {
  const n = clusters.length
  if (n < 2) return { low: Number.NaN, high: Number.NaN }
  const sums = clusters.map((cluster) => Array.from(cluster).reduce((sum, value) => sum + value, 0))
  const size = clusters.reduce((sum, { length }) => sum + length, 0)
  const centre = sums.reduce((sum, one) => sum + one, 0) / size
  const squares = sums.reduce((sum, one, i) => sum + (one - clusters[i]!.length * centre) ** 2, 0)
  const half = (studentQuantile((1 + level) / 2, n - 1) * Math.sqrt((squares * n) / (n - 1))) / size
  return { low: centre - half, high: centre + half }
}

/** The t below which a share p, 0.5 to 1, lies; by bisection. @param df a whole number */
export function studentQuantile(p: number, df: number): number {
  let [low, high] = [0, 1]
  while (within(high, df) < 2 * p - 1 && high < 1e12) high *= 2
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (within(middle, df) < 2 * p - 1) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Chance of a value from -t to t: Abramowitz and Stegun 1964, equations 26.7.3 and 26.7.4. */
function within(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const odd = df % 2 === 1
  let term = odd ? cosine : 1
  let sum = df === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k <= df - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine
    sum += term
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}
