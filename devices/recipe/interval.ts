/** Interval arithmetic: the range of a result, given the ranges of its operands. An infinite bound means that no bound is known. */
import { exp, log, pow } from '../../kernels/math.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

export const ANYWHERE: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/** Range of arguments of the float32 exponential (kernels/assembly/math.ts). */
const [EXP_LOW, EXP_HIGH] = [-87, 88]

export function exactly(value: number): Interval {
  return { low: value, high: value }
}

export function isBounded({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high)
}

export function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

type Rule = (...args: Interval[]) => Interval

const corners = (a: Interval, b: Interval, of: (x: number, y: number) => number): Interval => {
  // 0 * infinity is 0 here: a value without a bound is still finite.
  const values = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => of(x, y) || 0))
  return { low: Math.min(...values), high: Math.max(...values) }
}
const rising =
  (of: (x: number) => number): Rule =>
  (a) => ({ low: of(a!.low), high: of(a!.high) })
const expOf = (x: number) => exp(Math.min(EXP_HIGH, Math.max(EXP_LOW, x)))
const logOf = (x: number) => (x > 0 ? log(x) : Number.NEGATIVE_INFINITY)
const UNIT: Rule = () => ({ low: -1, high: 1 })

const rules: Readonly<Record<string, Rule>> = {
  '+': (a, b) => ({ low: a!.low + b!.low, high: a!.high + b!.high }),
  '-': (a, b) => ({ low: a!.low - b!.high, high: a!.high - b!.low }),
  '*': (a, b) => corners(a!, b!, (x, y) => x * y),
  '/': (a, b) => (b!.low > 0 || b!.high < 0 ? corners(a!, b!, (x, y) => x / y) : ANYWHERE),
  neg: (a) => ({ low: -a!.high, high: -a!.low }),
  abs: (a) => ({
    low: a!.low > 0 ? a!.low : a!.high < 0 ? -a!.high : 0,
    high: Math.max(-a!.low, a!.high),
  }),
  min: (a, b) => ({ low: Math.min(a!.low, b!.low), high: Math.min(a!.high, b!.high) }),
  max: (a, b) => ({ low: Math.max(a!.low, b!.low), high: Math.max(a!.high, b!.high) }),
  if: (_, a, b) => hull(a!, b!),
  exp: rising(expOf),
  log: rising(logOf),
  sqrt: rising((x) => Math.sqrt(Math.max(0, x))),
  pow: () => ({ low: 0, high: Number.POSITIVE_INFINITY }),
  floor: rising(Math.floor),
  ceil: rising(Math.ceil),
  sinh: rising((x) => (expOf(x) - expOf(-x)) / 2),
  cosh: (a) => {
    const [p, q] = [a!.low, a!.high].map((x) => (expOf(x) + expOf(-x)) / 2) as [number, number]
    return { low: a!.low <= 0 && a!.high >= 0 ? 1 : Math.min(p, q), high: Math.max(p, q) }
  },
  tanh: UNIT,
  sin: UNIT,
  cos: UNIT,
}

/** Range of the result of an operation. */
export function intervalOf(op: string, args: readonly Interval[]): Interval {
  const found = rules[op]?.(...args) ?? ANYWHERE
  return Number.isNaN(found.low) || Number.isNaN(found.high) ? ANYWHERE : found
}

/** Range of x^n for a whole n of at least 1. */
export function powerInterval(x: Interval, n: number): Interval {
  const ends = [pow(x.low, n), pow(x.high, n)]
  if (n % 2 === 1) return { low: ends[0]!, high: ends[1]! }
  return { low: x.low <= 0 && x.high >= 0 ? 0 : Math.min(...ends), high: Math.max(...ends) }
}
