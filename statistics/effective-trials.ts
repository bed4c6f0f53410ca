/** The effective number of trials of zeros and ones that are not independent. */
import type { Clusters } from './clusters.ts'
import { studentQuantile } from './student.ts'

/**
 * The number of independent trials that determine a share as precisely as these zeros and ones: their number divided by the design
 * effect, reduced by Student's t for few clusters, but at least the number of clusters. Korn and Graubard, Confidence intervals for
 * proportions with small expected number of positive counts estimated from survey data, Surv. Methodol. 24, 193 (1998).
 * @param share mean of all values @param level of the interval that uses the result
 */
export function effectiveTrials(clusters: Clusters, share: number, level: number): number {
  const k = clusters.length
  const n = clusters.reduce((sum, { length }) => sum + length, 0)
  // If all values agree, the correlation within a cluster cannot be estimated.
  if (n === k || k < 2 || share <= 0 || share >= 1) return k
  let squares = 0
  for (const cluster of clusters) squares += cluster.reduce((sum, value) => sum + value - share, 0) ** 2
  if (squares === 0) return n
  const p = (1 + level) / 2
  const few = ((k - 1) / k) * (studentQuantile(p, n - 1) / studentQuantile(p, k - 1)) ** 2
  return Math.min(n, Math.max(k, ((n * n * share * (1 - share)) / squares) * few))
}
