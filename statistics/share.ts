/**
 * The confidence interval of a proportion. Coverage of the 95 % interval with 5 to 20 clusters of four values, a proportion of 0.5
 * or 0.8, and correlations of 0, 0.5 and 0.95 within a cluster (3,000 samples each): 93 to 99 %.
 */
import { type Clusters, sortedClusters } from './clusters.ts'
import { mean } from './describe.ts'
import { effectiveTrials } from './effective-trials.ts'
import type { Interval } from './interval.ts'
import { wilson } from './wilson.ts'

/** Wilson's interval of the share of ones, with the effective number of trials; NaN without values. @param level for example 0.95 */
export function shareInterval(clusters: Clusters, level: number): Interval {
  const share = mean(clusters.flat())
  const trials = effectiveTrials(sortedClusters(clusters), share, level)
  return wilson(share * trials, trials, level)
}
