/** Converts Poisson counts and chi-squares to equivalent z scores of the normal law. */
import { normalQuantile } from '../../statistics/normal.ts'

/** A Poisson count as the z score of the same two-sided probability; exact for a small expectation. */
export function poissonZ(count: number, mean: number): number {
  if (mean > 1e4) return (count - mean) / Math.sqrt(mean)
  const above = count > mean
  let term = Math.exp(count * Math.log(mean) - mean - logFactorial(count))
  let tail = 0
  for (let k = count; term > 1e-20 * tail && k >= 0; ) {
    tail += term
    term *= above ? mean / ++k : k-- / mean
  }
  if (tail >= 0.5) return 0
  const z = -normalQuantile(Math.max(1e-300, tail))
  return above ? z : -z
}

/** Wilson and Hilferty's cube root: chi-square with many degrees of freedom as a z score. */
export function chiSquareZ(chiSquare: number, degrees: number): number {
  const variance = 2 / (9 * degrees)
  return (Math.cbrt(chiSquare / degrees) - (1 - variance)) / Math.sqrt(variance)
}

/** The |z| that the largest of n independent tests exceeds with the given probability. */
export function largestOf(n: number, probability: number): number {
  return -normalQuantile(-Math.expm1(Math.log1p(-probability) / n) / 2)
}

function logFactorial(n: number): number {
  let sum = 0
  for (let k = 2; k <= n; k++) sum += Math.log(k)
  return sum
}
