/**
 * The likelihood of one device's readings under a law of its SET pulses. The conductance itself is never seen: a reading
 * carries noise, and a pulse ends at the clamp of the range. So it is filtered: its distribution given the readings so far
 * is carried from pulse to pulse as a mean and a variance (assumed-density filtering; Maybeck, Stochastic Models, Estimation
 * and Control, vol. 2, 1982, ch. 12). A pulse's result is an exact mixture of the two clamps and a normal between them.
 * This is what corrects for errors in variables: the noise of a reading enters both changes it bounds, and here once.
 */
import { exp, log, log1p, square } from '../../kernels/math.ts'
import { createCases, join, type Sight, split, type Told, takeNext } from './cases.ts'
import { below, clampedMoments, density } from './normal.ts'
import { OPEN, type Visits } from './visits.ts'

/** One pulse from conductance g, the n-th since RESET: g + scale (mean + std xi), then clamped. uS. */
export interface Step {
  mean(g: number, n: number): number
  std(g: number, n: number): number
}

/** A SET pulse, and a depression pulse where there are any. */
export interface Law extends Step {
  readonly down?: Step
}

/** Factors on a device's own steps. */
export interface Scales {
  readonly up: number
  readonly down: number
}

/** What surrounds a law. uS, uS^2. */
export interface Frame {
  readonly gMin: number
  readonly gMax: number
  readonly resetMean: number
  readonly resetVariance: number
  /** Std of a reading of g: noiseAbsolute + noiseRelative g. */
  readonly noiseAbsolute: number
  readonly noiseRelative: number
  /** A reading in so many is a glitch that tells nothing, drawn from all readings there are. 0: none is. */
  readonly glitches: number
  /** Log-density of a glitch, per uS. */
  readonly glitchDensity: number
}

/** What the readings before it say of the first reading of a visit. */
interface Prediction {
  readonly mean: number
  readonly std: number
  /** Probabilities that the pulse ended at the lower and at the upper clamp. */
  readonly atLow: number
  readonly atHigh: number
  /** Mean conductance before the pulse, uS. */
  readonly before: number
  /** Log-likelihood of the readings of the visit. */
  readonly logLikelihood: number
}

export interface Listener {
  visit?(visit: number, prediction: Prediction): void
  /** Log of how much more likely reading i is as a glitch than as a reading. */
  reading?(i: number, glitch: number): void
}

const LOG_ROOT_2PI = 0.5 * log(2 * Math.PI)
const LEAST = 1e-300
/** Standard deviations beyond which a clamp is out of reach: 1e-15. */
const FAR = 7.9
/** A reading so many times (in logarithm) likelier than a glitch is none. */
const CERTAIN = 20
/** A reading so unlikely (in logarithm) is a glitch, if any is. */
const REMOTE = 300
/** Probability of being none below which a reading is a glitch, and as many of them in a row as there are none. */
const STRAY = 0.05
const LOST = 3
/** Products of factors are kept within what a number holds. */
const [SMALL, LARGE] = [1e-100, 1e100]

/** Scratch of one call: a search makes millions. */
const cases = createCases()
const { weight, mean: means, variance: variances, sights } = cases
const sight: Sight = { variance: 0, half: 0, moved: 0, less: 0 }
const tells: Told = { factor: 0, half: 0, share: 0 }

/** Log-likelihood of the readings of visits `from` to `to` of a device with these scales. The first state of an open sweep is its reading. */
export function logLikelihood(
  visits: Visits,
  from: number,
  to: number,
  scales: Scales,
  law: Law,
  frame: Frame,
  tell?: Listener,
): number {
  const { pulse, first, firstReading, y, factor, doubt, clampedReads, down } = visits
  const { gMin, gMax, resetMean, resetVariance, noiseAbsolute, noiseRelative, glitches, glitchDensity } = frame
  const regular = glitches > 0 ? log1p(-glitches) : 0
  const stray = glitches > 0 ? log(glitches) + glitchDensity : -Infinity
  const noise = (g: number) => Math.max(1e-9, noiseAbsolute + noiseRelative * g)
  const strayScale = glitches > 0 ? exp(stray - regular + LOG_ROOT_2PI) : 0
  let total = 0
  // The total lacks the logarithm of this factor.
  let carried = 1
  let strays = 0
  let m = resetMean
  let v = resetVariance
  let n = 0
  for (let visit = from; visit < to; visit++) {
    if (first[visit] === OPEN) {
      ;[m, v] = asRead(visits, visit, noise)
      m = Math.min(Math.max(m, gMin), gMax)
      n = pulse[visit]!
      continue
    }
    if (first[visit]) {
      m = resetMean
      v = resetVariance
      n = 0
    }
    const step = down[visit] && law.down ? law.down : law
    const scale = down[visit] ? scales.down : scales.up
    const already = total
    // a, s: mean and variance before the clamp; p0, p1: probabilities of the clamps.
    let a = m
    let s = v
    let p0 = 0
    let p1 = 0
    const target = pulse[visit]!
    const before = m
    while (n < target) {
      n++
      const spread = Math.sqrt(v)
      const high = m + spread
      const low = m - spread
      const top = high + scale * step.mean(high, n)
      const bottom = low + scale * step.mean(low, n)
      const sigmaHigh = scale * step.std(high, n)
      const sigmaLow = scale * step.std(low, n)
      a = 0.5 * (top + bottom)
      s = 0.25 * (top - bottom) * (top - bottom) + 0.5 * (sigmaHigh * sigmaHigh + sigmaLow * sigmaLow)
      const root = Math.sqrt(s)
      p0 = a - gMin > FAR * root ? 0 : below((gMin - a) / root)
      p1 = gMax - a > FAR * root ? 0 : below((a - gMax) / root)
      if (n < target) {
        if (p0 > 0 || p1 > 0) {
          ;[m, v] = clampedMoments(a, s, gMin, gMax)
        } else {
          m = a
          v = s
        }
      }
    }
    const pulsed = target > 0
    const lowest = pulsed ? Math.max(0, gMin) : 0
    const start = firstReading[visit]!
    const end = firstReading[visit + 1]!
    let foretold: Omit<Prediction, 'logLikelihood'> | undefined
    if (tell?.visit) {
      const moments = clampedMoments(a, s, pulsed ? gMin : -Infinity, pulsed ? gMax : Infinity)
      const f = factor[start]!
      const r = noise(f * moments[0])
      const std = Math.sqrt(f * f * moments[1] + r * r + square(doubt[start]! * moments[0]))
      foretold = { mean: f * moments[0], std, atLow: p0, atHigh: p1, before }
    }
    // Logarithms of the three parts: the lower clamp, the upper clamp, the normal between.
    let l0 = p0 > LEAST ? log(p0) : -Infinity
    let l1 = p1 > LEAST ? log(p1) : -Infinity
    let l = 0
    // l lacks the logarithm of this factor.
    let product = 1
    let b = a
    let c = s
    // Whether the readings of this visit so far leave several cases.
    let several = false
    for (let i = start; i < end; i++) {
      const f = factor[i]!
      const value = y[i]!
      const drifting = doubt[i]!
      const censored = clampedReads && value === 0
      const whole = tell?.reading && start < end ? logSum(l0, l, l1) : 0
      let told = false
      if (l0 > -Infinity) {
        const own = logReading(value, f * gMin, noise(f * gMin), drifting, censored)
        told ||= own + regular > stray
        l0 += mixed(own)
      }
      if (l1 > -Infinity) {
        const own = logReading(value, f * gMax, noise(f * gMax), drifting, censored)
        told ||= own + regular > stray
        l1 += mixed(own)
      }
      if (!censored) {
        let share: number
        if (several) {
          for (let k = 0; k < sights.length; k++)
            if (weight[k]! > 0) see(sights[k]!, value, f, drifting, means[k]!, variances[k]!, lowest)
          several = i + 1 < end
          takeNext(cases, strayScale, !several, tells)
          b = means[0]!
          c = variances[0]!
          l += regular - LOG_ROOT_2PI - tells.half
          product *= tells.factor
          share = tells.share
        } else {
          // Either the reading counts or it tells nothing.
          see(sight, value, f, drifting, b, c, lowest)
          const { variance, half, moved, less } = sight
          const root = Math.sqrt(variance)
          const odds = half < REMOTE ? strayScale * root * exp(half) : glitches > 0 ? Infinity : 0
          share = 1 / (1 + odds)
          if (odds < Infinity) {
            l += regular - LOG_ROOT_2PI - half
            product *= (1 + odds) / root
          } else l += stray
          several = i + 1 < end && share > 0 && share < 1
          if (several) split(cases, b, c, sight, share)
          else {
            b += share * moved
            c += share * ((1 - share) * moved * moved - less)
          }
        }
        // One logarithm for many readings.
        if (tell || product < SMALL || product > LARGE) {
          l += log(product)
          product = 1
        }
        // Glitches come one by one: where several readings in a row look like them, it is the state that is lost.
        strays = told || share > STRAY ? 0 : strays + 1
        if (strays === LOST) {
          b = Math.min(Math.max(value / f, lowest), gMax)
          c = square(noise(value) / f)
          several = false
          l0 = -Infinity
          l1 = -Infinity
          strays = 0
        }
      } else {
        if (several) {
          join(cases)
          b = means[0]!
          c = variances[0]!
          several = false
        }
        const at = f * Math.min(Math.max(b, lowest), gMax)
        const variance = f * f * c + square(noise(at)) + square(drifting * at)
        const root = Math.sqrt(variance)
        const z = (-f * b) / root
        const probability = Math.max(LEAST, below(z))
        const ratio = density(z) / probability
        // An instrument that drops out reads 0 too.
        const share = probability / (probability + exp(stray - regular))
        l += regular + log(probability / share)
        const moved = ((c * f) / root) * ratio
        b -= share * moved
        c += share * ((1 - share) * moved * moved - ((c * f * c * f) / variance) * ratio * (ratio + z))
      }
      if (tell?.reading) tell.reading(i, glitches > 0 ? stray - unmixed(logSum(l0, l, l1) - whole) : -Infinity)
    }
    const root = Math.sqrt(c)
    if (!pulsed || (p0 === 0 && p1 === 0 && b - gMin > FAR * root && gMax - b > FAR * root)) {
      total += l
      carried *= product
      if (carried < SMALL || carried > LARGE) {
        total += log(carried)
        carried = 1
      }
      m = b
      v = c
      if (foretold) tell!.visit!(visit, { ...foretold, logLikelihood: total - already })
      continue
    }
    l += log(product)
    // The normal part is cut at the range; then the three parts are joined to one mean and one variance.
    const u0 = (gMin - b) / root
    const u1 = (gMax - b) / root
    const inside = u0 > 0 ? below(-u0) - below(-u1) : below(u1) - below(u0)
    let mean = Math.min(Math.max(b, gMin), gMax)
    let variance = c
    if (inside > 1e-12) {
      const d0 = density(u0)
      const d1 = density(u1)
      const shift = (d0 - d1) / inside
      mean = b + root * shift
      const cut = ((d0 > 0 ? u0 * d0 : 0) - (d1 > 0 ? u1 * d1 : 0)) / inside
      variance = c * Math.max(1e-6, 1 + cut - shift * shift)
      l += log(inside)
    } else l = -Infinity
    const largest = Math.max(l, l0, l1)
    if (largest === -Infinity) return -Infinity
    const q0 = exp(l0 - largest)
    const q = exp(l - largest)
    const q1 = exp(l1 - largest)
    const sum = q0 + q + q1
    total += largest + log(sum)
    // A clamp that is not there stands at infinity and has no weight.
    m = ((q0 > 0 ? q0 * gMin : 0) + q * mean + (q1 > 0 ? q1 * gMax : 0)) / sum
    const edges = (q0 > 0 ? q0 * square(gMin - m) : 0) + (q1 > 0 ? q1 * square(gMax - m) : 0)
    v = (edges + q * (variance + square(mean - m))) / sum
    if (foretold) tell!.visit!(visit, { ...foretold, logLikelihood: total - already })
  }
  return total + log(carried)

  /** The noise depends on the conductance: taken at the prior's mean, then at the mean that this gives. */
  function see(out: Sight, value: number, f: number, drifting: number, b: number, c: number, lowest: number): void {
    const at = f * Math.min(Math.max(b, lowest), gMax)
    const error = value - f * b
    const rough = f * f * c + square(noise(at)) + square(drifting * at)
    const then = f * Math.min(Math.max(b + (c * f * error) / rough, lowest), gMax)
    const variance = f * f * c + square(noise(then)) + square(drifting * then)
    out.variance = variance
    out.half = (0.5 * error * error) / variance
    out.moved = (c * f * error) / variance
    out.less = (c * f * f * c) / variance
  }

  function mixed(likely: number): number {
    if (glitches === 0) return likely
    const own = likely + regular
    return own > stray + CERTAIN ? own : stray + log1p(exp(own - stray))
  }

  /** The regular part of a mixture. */
  function unmixed(both: number): number {
    return both > stray ? both + log1p(-exp(stray - both)) : -Infinity
  }
}

/** Logarithm of a sum of three, given their logarithms. */
function logSum(a: number, b: number, c: number): number {
  const largest = Math.max(a, b, c)
  return largest === -Infinity ? largest : largest + log(exp(a - largest) + exp(b - largest) + exp(c - largest))
}

/** Conductance and its variance by the readings of one visit alone. */
function asRead(
  { firstReading, y, factor }: Visits,
  visit: number,
  noise: (g: number) => number,
): [mean: number, variance: number] {
  let [weights, sum] = [0, 0]
  for (let i = firstReading[visit]!; i < firstReading[visit + 1]!; i++) {
    const f = factor[i]!
    const own = square(f / noise(y[i]!))
    weights += own
    sum += (own * y[i]!) / f
  }
  return [sum / weights, 1 / weights]
}

/** Log-density of a reading of a known conductance, or log-probability of one at or below 0. */
function logReading(value: number, expected: number, noise: number, doubt: number, censored: boolean): number {
  const std = Math.sqrt(noise * noise + square(doubt * expected))
  if (censored) return log(Math.max(LEAST, below(-expected / std)))
  const error = (value - expected) / std
  return -LOG_ROOT_2PI - log(std) - 0.5 * error * error
}
