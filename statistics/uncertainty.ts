/** Which interval fits how many independent values: values of one cluster (runs of one seed) are not. */
import { type BootstrapOptions, clusterBootstrap, type Interval } from './bootstrap.ts'
import type { Chance } from './chance.ts'
import { mean, median } from './describe.ts'
import { studentInterval } from './student.ts'
import { wilson } from './wilson.ts'

/** Below this many clusters resampling is too narrow to be called by its level: see bootstrap.ts. */
export const FEW = 8

export type Clusters = readonly (readonly number[])[]

const NONE: Interval = { low: Number.NaN, high: Number.NaN }

/** What meanInterval goes by; null where there is no interval. */
export function methodFor(clusters: Clusters): 't' | 'BCa' | null {
  return clusters.length < 2 ? null : clusters.length < FEW ? 't' : 'BCa'
}

/** Of the mean over all values: Student's t with few clusters, BCa with more; NaN below two. */
export function meanInterval(clusters: Clusters, chance: Chance, options: BootstrapOptions): Interval {
  return clusters.length < FEW ? studentInterval(clusters, options.level) : resampled(clusters, mean, chance, options)
}

/** Of the median over all values: BCa; NaN with few clusters. */
export function medianInterval(clusters: Clusters, chance: Chance, options: BootstrapOptions): Interval {
  return clusters.length < FEW ? NONE : resampled(clusters, median, chance, options)
}

/**
 * Of the share of ones among zeros and ones. Wilson where each cluster has one value. Else by resampling clusters; where these are
 * few, or all values are equal and nothing varies in resampling, Wilson as if each cluster were one trial, which is the widest it can be.
 */
export function shareInterval(clusters: Clusters, chance: Chance, options: BootstrapOptions): Interval {
  const values = clusters.flat()
  const share = mean(values)
  if (clusters.length < FEW || values.length === clusters.length || share === 0 || share === 1) {
    return wilson(share * clusters.length, clusters.length, options.level)
  }
  return resampled(clusters, mean, chance, options)
}

/** One stream for all, and clusters in an order of their own: equal values have equal intervals, wherever they stand. */
function resampled(
  clusters: Clusters,
  statistic: (sample: Float64Array) => number,
  chance: Chance,
  options: BootstrapOptions,
): Interval {
  return clusterBootstrap(inOrder(clusters), statistic, chance.stream('bootstrap', clusters.length), options)
}

/** Values ascend in each cluster, clusters by their values. */
export function inOrder(clusters: Clusters): number[][] {
  const sorted = clusters.map((cluster) => [...cluster].sort((a, b) => a - b))
  return sorted.sort((a, b) => {
    const i = a.findIndex((value, at) => value !== b[at])
    return i < 0 ? a.length - b.length : i < b.length ? a[i]! - b[i]! : 1
  })
}
