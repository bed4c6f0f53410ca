/**
 * The interval of a median, of any law: its ends are two of the values, by the count of those below the median, which is binomial
 * (Thompson, Ann. Math. Stat. 1936, doi 10.1214/aoms/1177732502). Where values come in clusters, the share of values below takes the
 * place of the count (Woodruff 1952, doi 10.1080/01621459.1952.10483443). It holds the truth at least as often as it says with one value
 * a cluster; measured at 95 % with 6 to 20 clusters of four, correlated by 0 to 0.95: in 95.5 to 98.8 % of 3,000 samples.
 */
import { type Clusters, inOrder } from './clusters.ts'
import { sortedQuantile } from './describe.ts'
import { effectiveTrials } from './effective-trials.ts'
import { type Interval, NO_INTERVAL } from './interval.ts'
import { normalQuantile } from './normal.ts'

/** Of the median over all values; NaN where so few clusters allow none: below 6 at 95 %. @param level for example 0.95 */
export function medianInterval(clusters: Clusters, level: number): Interval {
  if (outermost(clusters.length, level) === 0) return NO_INTERVAL
  const sorted = Float64Array.from(clusters.flat()).sort()
  const middle = sortedQuantile(sorted, 0.5)
  const below = clusters.map((cluster) => cluster.map((value) => (value < middle ? 1 : value === middle ? 0.5 : 0)))
  // Rounding must not take a trial away.
  const trials = Math.floor(effectiveTrials(inOrder(below), 0.5, level) + 1e-9)
  const at = Math.ceil((outermost(trials, level) / trials) * sorted.length - 1e-9)
  return { low: sorted[at - 1]!, high: sorted[sorted.length - at]! }
}

/** The largest r so that fewer than r of n values lie below the median with at most half of 1 - level; 0: there is none. */
function outermost(n: number, level: number): number {
  const half = (1 - level) / 2
  // The normal law, where powers of 1/2 would end.
  if (n > 1000) return Math.floor(n / 2 + 0.5 + (normalQuantile(half) * Math.sqrt(n)) / 2)
  let r = 0
  let chance = 0.5 ** n
  for (let sum = chance; sum <= half && r < n; sum += chance) {
    r++
    chance *= (n - r + 1) / r
  }
  return r
}
