/** Wilson's score interval of the probability of success. Wilson 1927, doi 10.1080/01621459.1927.10502953. */
import { type Interval, NO_INTERVAL } from './interval.ts'
import { normalQuantile } from './normal.ts'

/**
 * @param n trials, whole or effective
 * @returns NaN for no trials; unlike mean +- z se, it is not a single point at 0 of n, and it stays in [0, 1]
 */
export function wilson(successes: number, n: number, level: number): Interval {
  if (n === 0) return NO_INTERVAL
  const z = normalQuantile((1 + level) / 2)
  const share = successes / n
  const centre = share + (z * z) / (2 * n)
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return {
    low: successes === 0 ? 0 : (centre - half) / scale,
    high: successes === n ? 1 : (centre + half) / scale,
  }
}
