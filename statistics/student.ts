/**
 * Student's t: the confidence interval of a mean of few or many values; bootstrap intervals of few values are too narrow. For
 * clustered values the error is estimated from the cluster means (Liang and Zeger 1986, doi 10.1093/biomet/73.1.13); with one value
 * per cluster the interval is the usual one.
 *
 * Coverage in percent of the 95 % interval of the mean of n values (10,000 samples each, standard error 0.2 to 0.4;
 * test/statistics/coverage.test.ts). In brackets: the bias-corrected and accelerated bootstrap (BCa, 1,500 samples).
 *
 * | law                       | n = 5       | 8           | 10          | 20          |
 * | ------------------------- | ----------- | ----------- | ----------- | ----------- |
 * | normal                    | 95.0 (83.3) | 95.1 (88.3) | 94.9 (89.0) | 94.9 (92.7) |
 * | two normals, 6 std apart  | 93.5 (92.0) | 93.9 (94.9) | 94.4 (94.7) | 94.9 (95.1) |
 * | log-normal, sigma 0.5     | 91.3 (82.2) | 91.6 (86.4) | 91.5 (87.9) | 92.6 (89.8) |
 * | exponential               | 88.5 (81.8) | 89.7 (84.1) | 90.2 (87.5) | 91.9 (90.3) |
 * | log-normal, sigma 1       | 82.3 (71.9) | 82.9 (79.1) | 83.6 (82.6) | 86.5 (87.6) |
 *
 * For values that span decades use the mean of logarithms, or the median, whose interval is distribution-free (median.ts).
 */
import { type Clusters, sortedClusters } from './clusters.ts'
import { type Interval, NO_INTERVAL } from './interval.ts'

/** The interval of the mean over all values; NaN below two clusters. @param level for example 0.95 */
export function studentInterval(clusters: Clusters, level: number): Interval {
  const n = clusters.length
  if (n < 2) return NO_INTERVAL
  const sums = sortedClusters(clusters).map((cluster) => ({
    size: cluster.length,
    sum: cluster.reduce((sum, value) => sum + value, 0),
  }))
  const size = sums.reduce((all, one) => all + one.size, 0)
  const centre = sums.reduce((all, { sum }) => all + sum, 0) / size
  const squares = sums.reduce((all, one) => all + (one.sum - one.size * centre) ** 2, 0)
  const half = (studentQuantile((1 + level) / 2, n - 1) * Math.sqrt((squares * n) / (n - 1))) / size
  return { low: centre - half, high: centre + half }
}

/** The quantile of t at p, 0.5 to 1, by bisection. @param df a whole number */
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

/** Probability of a value from -t to t: Abramowitz and Stegun 1964, equations 26.7.3 and 26.7.4. */
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
