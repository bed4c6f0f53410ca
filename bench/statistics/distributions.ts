/** What the tests measure against: tails and quantiles of the normal, Poisson counts and chi-squares as equivalent z scores. */

/** Probability that a standard normal lies above x. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x)
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x > 3) {
    // Laplace's continued fraction, from its end.
    let fraction = x
    for (let k = 200; k > 0; k--) fraction = x + k / fraction
    return density / fraction
  }
  let [term, sum] = [x, x]
  for (let k = 3; term > 1e-18 * sum; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 - density * sum
}

/** The x that a standard normal exceeds with probability p, 1e-300 <= p < 1. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  let x = Math.sqrt(-2 * Math.log(p))
  // Newton's method on the logarithm of the tail, which is concave.
  for (let i = 0; i < 50; i++) {
    const tail = normalTail(x)
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
    const step = (Math.log(tail / p) * tail) / density
    x += step
    if (Math.abs(step) < 1e-13) break
  }
  return x
}

/** A Poisson count as the z of the same two-sided probability; exact where the expectation is small. */
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
  const z = normalQuantile(Math.max(1e-300, tail))
  return above ? z : -z
}

/** Wilson and Hilferty's cube root: chi-square of many degrees of freedom as a z. */
export function chiSquareZ(chiSquare: number, degrees: number): number {
  const variance = 2 / (9 * degrees)
  return (Math.cbrt(chiSquare / degrees) - (1 - variance)) / Math.sqrt(variance)
}

/** The |z| that the largest of n independent tests exceeds with the given probability. */
export function largestOf(n: number, probability: number): number {
  return normalQuantile(-Math.expm1(Math.log1p(-probability) / n) / 2)
}

function logFactorial(n: number): number {
  let sum = 0
  for (let k = 2; k <= n; k++) sum += Math.log(k)
  return sum
}
