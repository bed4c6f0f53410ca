/** Moments of samples. Tests compare them in standard errors, with a fixed seed, and say how many. */

import { type Moments as Described, moments as described } from '../../statistics/describe.ts'

export interface Moments extends Described {
  /** Standard error of the standard deviation, relative to it. */
  readonly seStd: number
}

export function moments(values: ArrayLike<number>): Moments {
  const found = described(values)
  const { n, mean } = found
  let [squares, fourths] = [0, 0]
  for (let i = 0; i < n; i++) {
    const square = (values[i]! - mean) ** 2
    squares += square
    fourths += square * square
  }
  const kurtosis = squares > 0 ? (n * fourths) / squares ** 2 : 1
  return { ...found, seStd: Math.sqrt((kurtosis - 1) / n) / 2 }
}

/** Pearson's correlation; its standard error for independent samples is 1 / sqrt(n). */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [moments(a), moments(b)]
  let sum = 0
  for (let i = 0; i < x.n; i++) sum += (a[i]! - x.mean) * (b[i]! - y.mean)
  return sum / ((x.n - 1) * x.std * y.std)
}
