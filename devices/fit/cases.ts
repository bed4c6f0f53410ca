/**
 * A conductance within one visit of which some readings may be glitches: a normal distribution for each case of which they are. One mean
 * and one variance of all cases would not do: after a wide prior, the chance of a glitch adds more to the variance than the noise of a
 * reading has, and the next reading of the visit would tell that its noise is less than it is.
 *
 * The cases are: no glitch (0), one alone, which is the first, second or third reading (1 to 3), and all others together (4). A single glitch
 * after three readings that count hardly changes the distribution, and stays with case 0. Which cases are joined does not
 * depend on weights, so that the likelihood has no jumps.
 */
import { exp, square } from '../../kernels/math.ts'

const CASES = 5
const OTHERS = 4

/** What a reading tells of a normal conductance. */
export interface Sight {
  /** Of the reading. */
  variance: number
  /** Half the square of its error in standard deviations. */
  half: number
  /** By which the mean moves, uS, and the variance falls, uS^2. */
  moved: number
  less: number
}

export interface Cases {
  /** Readings of this visit so far. */
  readings: number
  /** They sum to 1. */
  readonly weight: Float64Array
  /** uS, uS^2. */
  readonly mean: Float64Array
  readonly variance: Float64Array
  /** Of the reading that is taken, by case. */
  readonly sights: readonly Sight[]
}

/** What a reading tells: its density, factor exp(-half) but for a factor of all readings, and its probability not to be a glitch. */
export interface Told {
  factor: number
  half: number
  share: number
}

/** exp of this is far from the largest number. */
const MOST = 300

export function createCases(): Cases {
  const column = () => new Float64Array(CASES)
  const sights = Array.from({ length: CASES }, () => ({ variance: 0, half: 0, moved: 0, less: 0 }))
  return { readings: 0, weight: column(), mean: column(), variance: column(), sights }
}

/** After the first reading of a visit, which counts with probability `share`: as case 0, or as the only glitch, with mean and variance as before. */
export function split(cases: Cases, mean: number, variance: number, { moved, less }: Sight, share: number): void {
  cases.readings = 1
  only(cases.weight)
  cases.weight[0] = share
  cases.mean[0] = mean + moved
  cases.variance[0] = variance - less
  cases.weight[1] = 1 - share
  cases.mean[1] = mean
  cases.variance[1] = variance
}

/**
 * A further reading of the visit; `cases.sights` has it as each case sees it.
 * @param strayScale density of a glitch, in units of the factor of all readings
 * @param last whether no other follows: the cases are joined
 */
export function takeNext(cases: Cases, strayScale: number, last: boolean, told: Told): void {
  const { weight, mean, variance, sights } = cases
  const number = ++cases.readings
  // A glitch keeps the sum above 0 however unlikely the reading is; without glitches the least is the exponent itself.
  let least = strayScale > 0 ? MOST : Infinity
  for (let k = 0; k < CASES; k++) if (weight[k]! > 0) least = Math.min(least, sights[k]!.half)
  const glitch = strayScale > 0 ? strayScale * exp(least) : 0
  // Moments about a mean that is near.
  const origin = mean[0]!
  const others: Sum = { w: 0, wm: 0, wv: 0 }
  const none: Sum = { w: 0, wm: 0, wv: 0 }
  let [all, regular] = [0, 0]
  // From the last case on, because the case of this reading as a glitch begins as case 0.
  for (let k = OTHERS; k >= 0; k--) {
    const w = weight[k]!
    if (w === 0) continue
    const { variance: seen, half, moved, less } = sights[k]!
    const counts = (w / Math.sqrt(seen)) * (half === least ? 1 : exp(least - half))
    const stray = w * glitch
    all += counts + stray
    regular += counts
    const [m, v] = [mean[k]! - origin, variance[k]!]
    if (last) {
      add(none, counts, m + moved, v - less)
      add(none, stray, m, v)
    } else if (k === 0) {
      add(none, counts, m + moved, v - less)
      if (number > OTHERS - 1) add(none, stray, m, v)
      else {
        weight[number] = stray
        mean[number] = origin + m
        variance[number] = v
      }
    } else if (k === OTHERS) {
      add(others, counts, m + moved, v - less)
      add(others, stray, m, v)
    } else {
      add(others, stray, m, v)
      weight[k] = counts
      mean[k] = origin + m + moved
      variance[k] = v - less
    }
  }
  put(cases, 0, none, origin)
  if (last) only(weight)
  else {
    put(cases, OTHERS, others, origin)
    for (let k = 0; k < CASES; k++) weight[k] = weight[k]! / all
  }
  told.factor = all
  told.half = least
  told.share = regular / all
}

/** Joins all cases to one mean and one variance. */
export function join(cases: Cases): void {
  const { weight, mean, variance } = cases
  const origin = mean[0]!
  const sum: Sum = { w: 0, wm: 0, wv: 0 }
  for (let k = 0; k < CASES; k++) add(sum, weight[k]!, mean[k]! - origin, variance[k]!)
  put(cases, 0, sum, origin)
  only(weight)
}

/** Case 0 has all the weight. */
function only(weight: Float64Array): void {
  weight[0] = 1
  for (let k = 1; k < CASES; k++) weight[k] = 0
}

/** A weight, and the first two moments times it. */
interface Sum {
  w: number
  wm: number
  wv: number
}

function add(sum: Sum, weight: number, mean: number, variance: number): void {
  sum.w += weight
  sum.wm += weight * mean
  sum.wv += weight * (variance + mean * mean)
}

function put({ weight, mean, variance }: Cases, k: number, { w, wm, wv }: Sum, origin: number): void {
  weight[k] = w
  if (w === 0) return
  mean[k] = origin + wm / w
  variance[k] = Math.max(0, wv / w - square(wm / w))
}
