/**
 * The confidence interval of a median, for any distribution. Its ends are two of the values; the number of values below the median
 * is binomial (Thompson, Ann. Math. Stat. 1936, doi 10.1214/aoms/1177732502). For clustered values, the share of values below replaces
 * the count (Woodruff 1952, doi 10.1080/01621459.1952.10483443). With one value per cluster the coverage is at least the level;
 * measured at 95 % with 6 to 20 clusters of four values, correlation 0 to 0.95: 95.5 to 98.8 % of 3,000 samples.
 */
import { type Clusters, sortedClusters } from './clusters.ts'
import { sortedQuantile } from './describe.ts'
import { effectiveTrials } from './effective-trials.ts'
import { type Interval, NO_INTERVAL } from './interval.ts'
import { normalQuantile } from './normal.ts'

/** The interval of the median over all values; NaN if the clusters are too few: below 6 at 95 %. @param level for example 0.95 */
export function medianInterval(clusters: Clusters, level: number): Interval {
  if (outermost(clusters.length, level) === 0) return NO_INTERVAL
  const sorted = Float64Array.from(clusters.flat()).sort()
  const middle = sortedQuantile(sorted, 0.5)
  const below = clusters.map((cluster) => cluster.map((value) => (value < middle ? 1 : value === middle ? 0.5 : 0)))
  // Without this, rounding could remove a trial.
  const trials = Math.floor(effectiveTrials(sortedClusters(below), 0.5, level) + 1e-9)
  const at = Math.ceil((outermost(trials, level) / trials) * sorted.length - 1e-9)
  return { low: sorted[at - 1]!, high: sorted[sorted.length - at]! }
}

/** The largest r for which the probability of fewer than r of n values below the median is at most (1 - level) / 2; 0: none. */
function outermost(n: number, level: number): number {
  const half = (1 - level) / 2
  // The normal approximation, where powers of 1/2 would underflow.
  if (n > 1000) return Math.floor(n / 2 + 0.5 + (normalQuantile(half) * Math.sqrt(n)) / 2)
  let r = 0
  let chance = 0.5 ** n
  for (let sum = chance; sum <= half && r < n; sum += chance) {
    r++
    chance *= (n - r + 1) / r
  }
  return r
}
