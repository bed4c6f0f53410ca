/**
 * Confidence intervals by resampling, bias-corrected and accelerated (BCa): Efron, Better bootstrap confidence intervals, J. Am.
 * Stat. Assoc. 1987, doi 10.1080/01621459.1987.10478410. No law of the errors is assumed; those of learning are skewed. Of few values
 * it is too narrow: a 95 % interval of the mean of 5, 10 and 25 normal values held it in 83, 91 and 93 % of 2,000 samples.
 */
import type { Draws } from './chance.ts'
import { mean, sortedQuantile } from './describe.ts'
import { normalCdf, normalQuantile } from './normal.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  /** For example 0.95. */
  readonly level: number
  readonly resamples: number
}

type Statistic = (sample: Float64Array) => number

/** The interval of `statistic` over the population that `values` are from; NaN below two values. @param draws values.length an event */
export function bootstrap(values: ArrayLike<number>, statistic: Statistic, draws: Draws, options: BootstrapOptions): Interval {
  return clusterBootstrap(
    Array.from(values, (value) => [value]),
    statistic,
    draws,
    options,
  )
}

/**
 * The same where values come in clusters that share something (runs of one seed): clusters are drawn whole, and left out whole for the
 * acceleration. NaN below two clusters. @param draws clusters.length an event
 */
export function clusterBootstrap(
  clusters: readonly ArrayLike<number>[],
  statistic: Statistic,
  draws: Draws,
  { level, resamples }: BootstrapOptions,
): Interval {
  const n = clusters.length
  if (n < 2) return { low: Number.NaN, high: Number.NaN }
  const room = new Float64Array(n * Math.max(...clusters.map(({ length }) => length)))
  const found = new Float64Array(resamples)
  for (let b = 0; b < resamples; b++) {
    const uniforms = draws(b)
    let size = 0
    for (let i = 0; i < n; i++) {
      const drawn = clusters[Math.floor(uniforms[i]! * n)]!
      for (let j = 0; j < drawn.length; j++) room[size++] = drawn[j]!
    }
    found[b] = statistic(room.subarray(0, size))
  }
  found.sort()
  const observed = statistic(together(clusters))
  // Half of what ties with the observed value counts as below it: else a statistic of few values, as a median, looks biased.
  // Means of the same values in another order differ by rounding.
  const same = 1e-12 * Math.abs(observed)
  let below = 0
  for (const value of found) below += value < observed - same ? 1 : value <= observed + same ? 0.5 : 0
  const bias = normalQuantile(Math.min(resamples - 0.5, Math.max(0.5, below)) / resamples)
  const skew = acceleration(clusters, statistic)
  const end = (p: number) => {
    const z = bias + normalQuantile(p)
    return sortedQuantile(found, normalCdf(bias + z / (1 - skew * z)))
  }
  return { low: end((1 - level) / 2), high: end((1 + level) / 2) }
}

/** From the skewness of the statistic when one cluster is left out; Efron 1987, section 7. */
function acceleration(clusters: readonly ArrayLike<number>[], statistic: Statistic): number {
  const without = clusters.map((_, left) => statistic(together(clusters.filter((_cluster, i) => i !== left))))
  const centre = mean(without)
  const squares = without.reduce((sum, value) => sum + (centre - value) ** 2, 0)
  const cubes = without.reduce((sum, value) => sum + (centre - value) ** 3, 0)
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}

function together(clusters: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(clusters.flatMap((cluster) => Array.from(cluster)))
}
