/**
 * Drift g (t / t0)^-nu: the exponent of each device from readings of one pulse at several ages, its mean over devices and its
 * spread, freed of the error with which each was measured (random effects by restricted maximum likelihood).
 */
import { Z95 } from './normal.ts'
import type { Pulses } from './pulses.ts'

export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

export interface DriftFit {
  /** Best guess of each device's exponent, drawn towards the mean as far as its own readings are doubtful, and its std. */
  readonly nu: Float64Array
  readonly error: Float64Array
  /** Exponents by each device's readings alone, NaN where it has none, and their standard errors. */
  readonly single: Float64Array
  readonly singleError: Float64Array
  readonly mean: Interval
  readonly std: Interval
}

/** Ages of one visit must span this factor to tell of drift. */
const SPAN = 2
/** Visits below this many stds of read noise are left out, whole: their logarithms are biased. */
const CLEAR = 5

/** Robust stds from the median beyond which an exponent is that of a glitch. */
const STRAY = 4.5
/** Times the median misfit of a visit beyond which it holds a glitch. */
const MISFIT = 12

/** @param noise std of a reading of g uS. @param believing exponents far from all others too. @returns undefined where no two devices were read at different ages */
export function fitDrift(pulses: Pulses, noise: (g: number) => number, believing = false): DriftFit | undefined {
  let nu: Float64Array | undefined
  let single = slopes(pulses, noise, nu, believing)
  // The mean logarithm of a noisy reading is too low, the more so the lower it has drifted: corrected along the first fit.
  nu = single.nu
  single = slopes(pulses, noise, nu, believing)
  if (!believing) withoutStrays(single)
  const known = [...single.nu.keys()].filter((d) => Number.isFinite(single.nu[d]!))
  if (known.length < 2) return undefined
  const values = known.map((d) => single.nu[d]!)
  const errors = known.map((d) => single.error[d]!)
  const { mean, std } = randomEffects(values, errors)
  const spread = std.estimate ** 2
  const shrunk = single.nu.map((value, d) => {
    if (!Number.isFinite(value)) return mean.estimate
    const share = spread / (spread + single.error[d]! ** 2)
    return mean.estimate + share * (value - mean.estimate)
  })
  const error = single.error.map((e) => (Number.isFinite(e) ? Math.sqrt((spread * e * e) / (spread + e * e)) : std.estimate))
  return { nu: shrunk, error, single: single.nu, singleError: single.error, mean, std }
}

/** Takes out the exponents that glitches among few late readings make. */
function withoutStrays({ nu, error }: { readonly nu: Float64Array; readonly error: Float64Array }): void {
  const median = (values: Float64Array) => values.slice().sort()[values.length >> 1]!
  const known = nu.filter(Number.isFinite)
  if (known.length < 4) return
  const centre = median(known)
  const std = 1.4826 * median(known.map((value) => Math.abs(value - centre)))
  for (let d = 0; d < nu.length; d++) {
    if (!(Math.abs(nu[d]! - centre) > STRAY * Math.max(std, error[d]!))) continue
    nu[d] = Number.NaN
    error[d] = Number.NaN
  }
}

/** Weighted slope of ln G over ln t by device, each visit with its own level. */
function slopes(
  { names, device, sweep, pulse, elapsed, g }: Pulses,
  noise: (g: number) => number,
  before: Float64Array | undefined,
  believing: boolean,
) {
  const [sxx, sxy] = [new Float64Array(names.length), new Float64Array(names.length)]
  let visits: { d: number; from: number; to: number; weight: number; level: number; place: number }[] = []
  const ordinate = (i: number, level: number, place: number, d: number) => {
    const fitted = before && Number.isFinite(before[d]!) ? level * Math.exp(-before[d]! * (Math.log(elapsed[i]!) - place)) : 0
    return Math.log(g[i]!) + (fitted > 0 ? 0.5 * (noise(fitted) / fitted) ** 2 : 0)
  }
  for (let i = 0; i < g.length; ) {
    const d = device[i]!
    let [end, level, place] = [i, 0, 0]
    for (; end < g.length && device[end] === d && sweep[end] === sweep[i] && pulse[end] === pulse[i]; end++) {
      level += g[end]!
      place += Math.log(elapsed[end]!)
    }
    const count = end - i
    level /= count
    place /= count
    const clear = level > CLEAR * noise(level) && elapsed[end - 1]! > SPAN * elapsed[i]! && allAbove0(g, i, end)
    if (clear) visits.push({ d, from: i, to: end, weight: (level / noise(level)) ** 2, level, place })
    i = end
  }
  const each = (use: (visit: (typeof visits)[number], x: number, y: number) => void) => {
    for (const visit of visits) {
      let mean = 0
      for (let i = visit.from; i < visit.to; i++) mean += ordinate(i, visit.level, visit.place, visit.d)
      mean /= visit.to - visit.from
      for (let i = visit.from; i < visit.to; i++)
        use(visit, Math.log(elapsed[i]!) - visit.place, ordinate(i, visit.level, visit.place, visit.d) - mean)
    }
  }
  const lines = () => {
    sxx.fill(0)
    sxy.fill(0)
    each(({ d, weight }, x, y) => {
      sxx[d]! += weight * x * x
      sxy[d]! += weight * x * y
    })
    return sxy.map((value, d) => (sxx[d]! > 0 ? -value / sxx[d]! : Number.NaN))
  }
  let nu = lines()
  if (!believing && visits.length >= 8) {
    // A glitch bends the line of its visit, and would widen the errors of all: such visits are left out, whole.
    const misfits = new Map(visits.map((visit) => [visit, 0]))
    each((visit, x, y) =>
      misfits.set(visit, misfits.get(visit)! + (visit.weight * (y + nu[visit.d]! * x) ** 2) / (visit.to - visit.from - 1)),
    )
    const limit = MISFIT * Float64Array.from(misfits.values()).sort()[visits.length >> 1]!
    visits = visits.filter((visit) => misfits.get(visit)! <= limit)
    nu = lines()
  }
  let [squares, freedom] = [0, 0]
  each(({ d, weight }, x, y) => {
    squares += weight * (y + nu[d]! * x) ** 2
  })
  for (const { from, to } of visits) freedom += to - from - 1
  for (const value of sxx) if (value > 0) freedom--
  // The noise given may be a guess: the scatter about the lines corrects its size.
  const inflation = freedom > 10 ? squares / freedom : 1
  return { nu, error: sxx.map((value) => (value > 0 ? Math.sqrt(inflation / value) : Number.NaN)) }
}

function allAbove0(g: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!(g[i]! > 0)) return false
  return true
}

/** Mean and spread of values measured with known errors; profile likelihood for the spread's interval. */
export function randomEffects(values: readonly number[], errors: readonly number[]): { mean: Interval; std: Interval } {
  const at = (spread: number) => {
    let [weights, sum, logs] = [0, 0, 0]
    for (let i = 0; i < values.length; i++) {
      const variance = errors[i]! ** 2 + spread * spread
      weights += 1 / variance
      sum += values[i]! / variance
      logs += Math.log(variance)
    }
    const mean = sum / weights
    let squares = 0
    for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2 / (errors[i]! ** 2 + spread * spread)
    return { mean, error: 1 / Math.sqrt(weights), likelihood: -0.5 * (logs + squares + Math.log(weights)) }
  }
  const plain = values.reduce((sum, value) => sum + value, 0) / values.length
  const top = 4 * Math.sqrt(values.reduce((sum, value) => sum + (value - plain) ** 2, 0) / Math.max(1, values.length - 1)) + 1e-12
  let [low, high] = [0, top]
  const golden = (Math.sqrt(5) - 1) / 2
  for (let k = 0; k < 60; k++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)]
    if (at(a).likelihood < at(b).likelihood) low = a
    else high = b
  }
  const middle = (low + high) / 2
  const best = at(0).likelihood >= at(middle).likelihood ? 0 : middle
  const least = at(best).likelihood - Z95 ** 2 / 2
  const edge = (inside: number, outside: number) => {
    let [a, b] = [inside, outside]
    if (at(outside).likelihood >= least) return outside
    for (let k = 0; k < 50; k++) {
      const centre = (a + b) / 2
      if (at(centre).likelihood >= least) a = centre
      else b = centre
    }
    return (a + b) / 2
  }
  const { mean, error } = at(best)
  return {
    mean: { estimate: mean, low: mean - Z95 * error, high: mean + Z95 * error },
    std: { estimate: best, low: edge(best, 0), high: edge(best, 10 * top) },
  }
}
