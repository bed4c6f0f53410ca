/** Values that come in clusters: those of one cluster (runs of one seed) share something and are not independent. */

/** One list a cluster; none is empty. */
export type Clusters = readonly (readonly number[])[]

/** Values ascend in each cluster, clusters by their values: sums over them do not depend on the order that they came in. */
export function inOrder(clusters: Clusters): number[][] {
  const sorted = clusters.map((cluster) => [...cluster].sort((a, b) => a - b))
  return sorted.sort((a, b) => {
    const i = a.findIndex((value, at) => value !== b[at])
    return i < 0 ? a.length - b.length : i < b.length ? a[i]! - b[i]! : 1
  })
}
