/** What zeros and ones that are not independent are worth. */
import type { Clusters } from './clusters.ts'
import { studentQuantile } from './student.ts'

/**
 * How many independent trials say as much of a share as these zeros and ones do: their number over the design effect, less what
 * Student's t takes for so few clusters, but never fewer than there are clusters. Korn and Graubard, Confidence intervals for
 * proportions with small expected number of positive counts estimated from survey data, Surv. Methodol. 24, 193 (1998).
 * @param share mean of all values @param level of the interval that is to be made
 */
export function effectiveTrials(clusters: Clusters, share: number, level: number): number {
  const k = clusters.length
  const n = clusters.reduce((sum, { length }) => sum + length, 0)
  // Where all agree nothing tells how much the values of a cluster have in common.
  if (n === k || k < 2 || share <= 0 || share >= 1) return k
  let squares = 0
  for (const cluster of clusters) squares += cluster.reduce((sum, value) => sum + value - share, 0) ** 2
  if (squares === 0) return n
  const p = (1 + level) / 2
  const few = ((k - 1) / k) * (studentQuantile(p, n - 1) / studentQuantile(p, k - 1)) ** 2
  return Math.min(n, Math.max(k, ((n * n * share * (1 - share)) / squares) * few))
}
