/** The standard normal distribution in double precision. */
import { exp } from '../../kernels/math.ts'

const INVERSE_ROOT_2PI = 1 / Math.sqrt(2 * Math.PI)

export function density(x: number): number {
  return INVERSE_ROOT_2PI * exp(-0.5 * x * x)
}

/**
 * Probability of a value below x: Hart's rational function as given by West, Better approximations to cumulative normal
 * functions, Wilmott Magazine, May 2005; tails keep eight digits to 8 and more standard deviations.
 */
export function below(x: number): number {
  const z = Math.abs(x)
  if (z > 37) return x > 0 ? 1 : 0
  const e = exp(-0.5 * z * z)
  let tail: number
  if (z < 7.07106781186547) {
    let p = 3.52624965998911e-2 * z + 0.700383064443688
    p = p * z + 6.37396220353165
    p = p * z + 33.912866078383
    p = p * z + 112.079291497871
    p = p * z + 221.213596169931
    p = p * z + 220.206867912376
    let q = 8.83883476483184e-2 * z + 1.75566716318264
    q = q * z + 16.064177579207
    q = q * z + 86.7807322029461
    q = q * z + 296.564248779674
    q = q * z + 637.333633378831
    q = q * z + 793.826512519948
    q = q * z + 440.413735824752
    tail = (e * p) / q
  } else tail = (e * INVERSE_ROOT_2PI) / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65)))))
  return x > 0 ? 1 - tail : tail
}

/** Of a two-sided 95 % interval. */
export const Z95 = 1.959963984540054

/** Mean and variance of a normal clamped to [low, high]. */
export function clampedMoments(a: number, s: number, low: number, high: number): [mean: number, variance: number] {
  if (!(s > 0)) return [Math.min(high, Math.max(low, a)), 0]
  const root = Math.sqrt(s)
  const [u0, u1] = [(low - a) / root, (high - a) / root]
  const [p0, p1, d0, d1] = [below(u0), below(-u1), density(u0), density(u1)]
  const edge = (p: number, g: number) => (p > 0 ? p * g : 0)
  const kept = 1 - p0 - p1
  const mean = edge(p0, low) + edge(p1, high) + kept * a + root * (d0 - d1)
  const tails = s * ((d0 > 0 ? u0 * d0 : 0) - (d1 > 0 ? u1 * d1 : 0))
  const secondMoment = edge(p0, low * low) + edge(p1, high * high) + kept * (a * a + s) + 2 * a * root * (d0 - d1) + tails
  return [mean, Math.max(0, secondMoment - mean * mean)]
}
