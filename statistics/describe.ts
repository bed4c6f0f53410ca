/** Moments and quantiles of a sample. */

/** The mean; NaN without values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** Standard deviation of the population that the sample comes from (n - 1); NaN below two values. */
export function std(values: ArrayLike<number>): number {
  const m = mean(values)
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i]! - m) ** 2
  return values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Number.NaN
}

export interface Moments {
  readonly n: number
  readonly mean: number
  readonly std: number
  /** Standard error of the mean. */
  readonly se: number
}

/** All moments, in two passes; with one value std and se are NaN. */
export function moments(values: ArrayLike<number>): Moments {
  const n = values.length
  const m = mean(values)
  const s = std(values)
  return { n, mean: m, std: s, se: s / Math.sqrt(n) }
}

/** Linear between the two nearest order statistics: definition 7 of Hyndman and Fan 1996, used by R and NumPy. @param p 0 to 1 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), p)
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** The quantile of sorted values. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = p * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (at - below) * (high - low)
}

/** Lowest and highest; Infinity and -Infinity without values. Math.min accepts only some ten thousand arguments. */
export function range(values: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
