/**
 * The standard normal distribution in double precision. Probabilities keep their relative precision in the lower tail, down to the
 * smallest doubles; for an upper tail use normalCdf(-x), for its quantile -normalQuantile(p).
 */

const INVERSE_ROOT_2PI = 1 / Math.sqrt(2 * Math.PI)

/**
 * Cody's rational functions, numerators and denominators from the highest power down: Algorithm 715, ACM Trans. Math. Softw. 1993,
 * doi 10.1145/151271.151273, by the method of Math. Comp. 1969, doi 10.1090/S0025-5718-1969-0247736-4.
 */
const CENTRE = {
  over: [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
  under: [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
}
const SHOULDER = {
  over: [
    ...[1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002],
    ...[2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978],
  ],
  under: [
    ...[1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761],
    ...[18615.571640885097, 34900.95272114598, 38912.00328609327, 19685.429676859992],
  ],
}
const TAIL = {
  over: [
    ...[0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807],
    ...[0.0014216191932278934, 2.9112874951168793e-5],
  ],
  under: [1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5],
}
/** Boundaries of the approximation's pieces: |x| of the quartiles, and the root of 32. */
const [QUARTILE, FAR] = [0.67448975, Math.sqrt(32)]

/** Probability density at x. */
export function normalDensity(x: number): number {
  return INVERSE_ROOT_2PI * bell(x)
}

/** Probability of a value up to x; relative error below 1e-14 down to 1e-300, 0 below x = -38.5. */
export function normalCdf(x: number): number {
  const z = Math.abs(x)
  if (Number.isNaN(z)) return Number.NaN
  if (z <= QUARTILE) return 0.5 + x * ratio(CENTRE, z * z)
  const tail = z <= FAR ? bell(z) * ratio(SHOULDER, z) : bell(z) * far(z)
  return x > 0 ? 1 - tail : tail
}

/** The x below which a share p lies; -Infinity and Infinity for 0 and 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  if (p > 0.5) return -normalQuantile(1 - p)
  // Newton's method on the logarithm of the tail, which is concave: iterates that start outside the root do not pass it.
  let x = -Math.sqrt(-2 * Math.log(2 * p))
  for (let i = 0; i < 30; i++) {
    const share = normalCdf(x)
    const step = (Math.log(share / p) * share) / normalDensity(x)
    x -= step
    if (Math.abs(step) <= 1e-15 * Math.abs(x)) break
  }
  return x
}

/** exp(-x^2 / 2); x is split so that the rounding of its square does not reduce the precision in the tail. */
function bell(x: number): number {
  const coarse = Math.trunc(16 * x) / 16
  return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (x - coarse) * (x + coarse))
}

/** Mills' ratio divided by the root of 2 pi, beyond FAR. */
function far(z: number): number {
  const inverse = 1 / (z * z)
  return (INVERSE_ROOT_2PI - inverse * ratio(TAIL, inverse)) / z
}

function ratio({ over, under }: typeof TAIL, x: number): number {
  let [p, q] = [0, 0]
  for (let i = 0; i < over.length; i++) {
    p = p * x + over[i]!
    q = q * x + under[i]!
  }
  return p / q
}
