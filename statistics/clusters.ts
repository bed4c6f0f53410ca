/** Clustered values: the values of one cluster (runs of one seed) have a common cause and are not independent. */

/** One list per cluster; none is empty. */
export type Clusters = readonly (readonly number[])[]

/** Sorts the values in each cluster, and the clusters by their values, so that sums over them do not depend on the input order. */
export function sortedClusters(clusters: Clusters): number[][] {
  const sorted = clusters.map((cluster) => [...cluster].sort((a, b) => a - b))
  return sorted.sort((a, b) => {
    const i = a.findIndex((value, at) => value !== b[at])
    return i < 0 ? a.length - b.length : i < b.length ? a[i]! - b[i]! : 1
  })
}
