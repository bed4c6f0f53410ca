/** Distributions of a recipe's parameters: their draws, once per device or once per cycle, and their moments. */
import { Arena } from '../../kernels/arena.ts'
import { exp, log } from '../../kernels/math.ts'
import { fillNormals, fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { Columns } from '../model.ts'
import { apply, type Bound, constantBound } from './bind.ts'
import { ANYWHERE, type Interval } from './interval.ts'

/**
 * All values are in internal units. `limits` of a normal or lognormal: a draw beyond a limit is set to the limit. `truncated` is the
 * normal distribution restricted to its limits and renormalised.
 */
export type Distribution =
  | { readonly law: 'normal'; readonly mean: number; readonly std: number; readonly limits: Interval }
  | { readonly law: 'lognormal'; readonly median: number; readonly sigma: number; readonly limits: Interval }
  | { readonly law: 'uniform'; readonly from: number; readonly to: number }
  | { readonly law: 'truncated'; readonly mean: number; readonly std: number; readonly limits: Interval }
  /** Sorted. */
  | { readonly law: 'empirical'; readonly values: Float32Array }

/** Bounds of the standard normals of kernels/assembly/random.ts. */
export const NORMAL_RANGE: Interval = { low: -6.7, high: 6.7 }
export const FRACTION: Interval = { low: 0, high: 1 }
const CELLS = 4096

/** The expression of a value drawn from the distribution, with the draw in the named stream. */
export function drawn(d: Distribution, stream: string): Bound {
  const normal: Bound = { node: { op: 'draw', draw: { stream, law: 'normal' } }, range: NORMAL_RANGE }
  const uniform: Bound = { node: { op: 'draw', draw: { stream, law: 'uniform' } }, range: FRACTION }
  switch (d.law) {
    case 'normal':
      return limited(line(d.mean, d.std, normal), d.limits)
    case 'lognormal':
      return limited(apply('*', constantBound(d.median), apply('exp', apply('*', constantBound(d.sigma), normal))), d.limits)
    case 'uniform':
      return line(d.from, d.to - d.from, uniform)
    case 'truncated': {
      const [low, high] = [share((d.limits.low - d.mean) / d.std), share((d.limits.high - d.mean) / d.std)]
      const u = line(low, high - low, uniform)
      return limited(line(d.mean, d.std, { node: { op: 'probit', args: [u.node] }, range: NORMAL_RANGE }), d.limits)
    }
    case 'empirical':
      return { node: { op: 'quantile', table: d.values, args: [uniform.node] }, range: rangeOf(d) }
  }
}

/** The value without noise: the mean. */
export function undrawn(d: Distribution): Bound {
  return constantBound(moments(d).mean)
}

/** Range of the device-to-device values. */
export function rangeOf(d: Distribution): Interval {
  if (d.law !== 'empirical') return drawn(d, '').range
  return { low: d.values[0]!, high: d.values.at(-1)! }
}

const arena = new Arena(1)

/** Fills a column with one value per device, keyed by the stream and the id of the device. */
export function fill(d: Distribution, column: Columns['own'][string], rng: Rng, bank: Arena): void {
  const at = quantileOf(d)
  if (d.law === 'normal' || d.law === 'lognormal') {
    fillNormals(bank, rng, 0, column)
    for (let id = 0; id < column.length; id++) column[id] = at(column[id]!)
    return
  }
  // Memory that is used only once is not allocated in the bank's arena.
  const scratch = new Arena(8 * column.length + 65536)
  const u = scratch.f64(column.length)
  fillUniforms(scratch, rng, 0, u)
  for (let id = 0; id < column.length; id++) column[id] = at(u[id]!)
}

/** The function from a draw to a value: the draw is standard normal for (log)normal distributions, uniform for others. */
function quantileOf(d: Distribution): (x: number) => number {
  switch (d.law) {
    case 'normal':
      return (x) => clamp(d.mean + d.std * x, d.limits)
    case 'lognormal':
      return (x) => clamp(d.median * exp(d.sigma * x), d.limits)
    case 'uniform':
      return (u) => d.from + (d.to - d.from) * u
    case 'truncated': {
      const [low, high] = [share((d.limits.low - d.mean) / d.std), share((d.limits.high - d.mean) / d.std)]
      return (u) => clamp(d.mean + d.std * arena.kernels.probitOne(low + (high - low) * u), d.limits)
    }
    case 'empirical':
      return (u) => {
        const at = u * (d.values.length - 1)
        const whole = Math.min(Math.floor(at), d.values.length - 2)
        return d.values[whole]! + (at - whole) * (d.values[whole + 1]! - d.values[whole]!)
      }
  }
}

/** Mean and standard deviation, limits included. */
export function moments(d: Distribution): { readonly mean: number; readonly std: number } {
  const free = !('limits' in d) || d.limits === ANYWHERE
  if (d.law === 'normal' && free) return { mean: d.mean, std: d.std }
  if (d.law === 'lognormal' && free) {
    const square = exp(d.sigma * d.sigma)
    const mean = d.median * Math.sqrt(square)
    return { mean, std: mean * Math.sqrt(Math.max(0, square - 1)) }
  }
  const at = quantileOf(d)
  // Midpoints of cells of equal probability.
  const values = Array.from({ length: CELLS }, (_, i) => {
    const u = (i + 0.5) / CELLS
    return at(d.law === 'normal' || d.law === 'lognormal' ? arena.kernels.probitOne(u) : u)
  })
  const mean = values.reduce((sum, x) => sum + x, 0) / CELLS
  return { mean, std: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / CELLS) }
}

/** At most 4096 quantiles of the measured values. */
export function tableOf(values: readonly number[]): Float32Array {
  const sorted = Float32Array.from(values).sort()
  if (sorted.length <= CELLS) return sorted
  return Float32Array.from({ length: CELLS }, (_, i) => sorted[Math.round((i / (CELLS - 1)) * (sorted.length - 1))]!)
}

function line(a: number, b: number, x: Bound): Bound {
  return apply('+', constantBound(a), apply('*', constantBound(b), x))
}

function limited(x: Bound, { low, high }: Interval): Bound {
  const above = low === Number.NEGATIVE_INFINITY ? x : apply('max', constantBound(low), x)
  return high === Number.POSITIVE_INFINITY ? above : apply('min', constantBound(high), above)
}

function clamp(x: number, { low, high }: Interval): number {
  return Math.min(high, Math.max(low, x))
}

/** The standard normal distribution function: series near 0, continued fraction in the tails (Abramowitz and Stegun 26.2.10, 26.2.14). */
function share(x: number): number {
  if (x === Number.NEGATIVE_INFINITY) return 0
  if (x === Number.POSITIVE_INFINITY) return 1
  const density = exp(-0.5 * x * x - 0.5 * log(2 * Math.PI))
  if (Math.abs(x) > 3) {
    let fraction = 0
    for (let k = 60; k > 0; k--) fraction = k / (Math.abs(x) + fraction)
    const tail = density / (Math.abs(x) + fraction)
    return x > 0 ? 1 - tail : tail
  }
  let [term, sum] = [x, x]
  for (let k = 3; k < 120; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 + density * sum
}
