/** Elementary functions in units of the last place: float32 against the engine's own Math, float64 against values of mpmath. */
import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import * as math from '../../kernels/math.ts'
import elementary from '../golden/elementary.json' with { type: 'json' }
import { uniformAt } from '../oracle/normal.ts'

const arena = new Arena()
const { kernels } = arena
const n = 100_000

/** Numbers in [low, high), the same at every run. */
function spread(stream: number, low: number, high: number, count = n): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => low + (high - low) * uniformAt([7, stream], i, 0))
}

/** Distance from the exact value in units of a float32's last place there. */
function ulps32(got: number, exact: number): number {
  const ulp = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(exact)))) - 23)
  return exact === 0 ? Math.abs(got) / 2 ** -149 : Math.abs(got - exact) / ulp
}

describe('float32, four at a time', () => {
  const x = arena.f32(n)
  const out = arena.f32(n)
  const worst = (exact: (v: number) => number) => x.reduce((most, v, i) => Math.max(most, ulps32(out[i]!, exact(v))), 0)

  it.each([
    ['over all magnitudes', spread(1, -126, 127).map((e) => 2 ** e)],
    ['near 1', spread(2, 0.7, 1.5)],
    ['of the uniforms of Box-Muller, u in (0, 1]', spread(3, 0, 1)],
  ])('logs is within 1 ulp %s', (_, values) => {
    x.set(values)
    kernels.logs(x.ptr, n, out.ptr)
    expect(worst(Math.log)).toBeLessThan(1)
  })

  it.each([
    ['over all its range', spread(4, -87, 88)],
    ['near 0', spread(5, -1, 1)],
  ])('exps is within 2 ulp %s', (_, values) => {
    x.set(values)
    kernels.exps(x.ptr, n, out.ptr)
    expect(worst(Math.exp)).toBeLessThan(2)
  })

  it('log 1 = 0 and exp 0 = 1 exactly', () => {
    x.set([1, 1, 1, 1])
    kernels.logs(x.ptr, 4, out.ptr)
    expect(Array.from(out.subarray(0, 4))).toEqual([0, 0, 0, 0])
    kernels.exps(out.ptr, 4, x.ptr)
    expect(Array.from(x.subarray(0, 4))).toEqual([1, 1, 1, 1])
  })

  it('exps outside [-87, 88] gives the value of the nearer end', () => {
    x.set([-87, -1e30, 88, 1e30])
    kernels.exps(x.ptr, 4, out.ptr)
    expect(out[1]).toBe(out[0])
    expect(out[3]).toBe(out[2])
    expect(ulps32(out[0]!, Math.exp(-87))).toBeLessThan(2)
    expect(ulps32(out[2]!, Math.exp(88))).toBeLessThan(2)
  })

  it('takes lists whose length is no multiple of 4', () => {
    x.fill(Math.E)
    kernels.logs(x.ptr, 7, out.ptr)
    for (let i = 0; i < 7; i++) expect(out[i]).toBeCloseTo(1, 6)
  })
})

/** x, the exact f(x) as the nearest double, and what is left in ulp: the last two of each row. */
type Reference = readonly number[]
const golden = elementary as Readonly<Record<string, readonly Reference[]>>

/** The next double further from 0. */
function beyond(x: number): number {
  const double = Float64Array.of(x)
  new BigInt64Array(double.buffer)[0]! += 1n
  return double[0]!
}

const ulp = (x: number) => Math.abs(beyond(x) - x)

/** Distance from the exact value in units of the last place of the nearest double, or of `least` if that is larger. */
function ulps64(got: number, row: Reference, least: number): number {
  const [nearest, rest] = row.slice(-2) as [number, number]
  const own = ulp(nearest)
  return Math.abs((got - nearest) / own - rest) * Math.min(1, own / ulp(least))
}

const FUNCTIONS = {
  log: math.log,
  log1p: math.log1p,
  exp: math.exp,
  expm1: math.expm1,
  sin: math.sin,
  cos: math.cos,
  atan: math.atan,
}

describe('float64', () => {
  it.each<[name: string, ulps: number, got: (...x: number[]) => number, least?: number]>([
    ['log', 1, math.log],
    ['log1p', 1, math.log1p],
    ['exp', 1, math.exp],
    ['expm1', 2, math.expm1],
    ['sin', 1, math.sin],
    ['cos', 1, math.cos],
    ['sin of large angles', 3, math.sin, 1e-12],
    ['cos of large angles', 3, math.cos, 1e-12],
    ['atan', 1, math.atan],
    ['pow', 1, math.pow as (...x: number[]) => number],
  ])('%s is less than %i ulp from the exact value', (name, ulps, got, least = 0) => {
    const errors = golden[name]!.map((row) => ulps64(got(...row.slice(0, -2)), row, least))
    expect(errors.length).toBeGreaterThanOrEqual(300)
    expect(Math.max(...errors)).toBeLessThan(ulps)
  })

  it.each([
    ['log', 1e-3, 50],
    ['log1p', 0, 50],
    ['exp', 0, 50],
    ['expm1', 0, 50],
    ['atan', 0, 9],
  ] as const)('%s does not fall from one number to the next', (name, low, high) => {
    const f = FUNCTIONS[name]
    expect(spread(11, low, high, 20_000).filter((x) => f(beyond(x)) < f(x))).toHaveLength(0)
  })

  it('agrees with the language at the ends: infinities, zeros of both signs, the smallest numbers, no numbers', () => {
    const ends = [0, -0, 1, -1, 5e-324, -5e-324, 2.3e-308, -1.5, 2, 800, -800, Infinity, -Infinity, Number.NaN]
    const told = (y: number) => (Number.isFinite(y) && Math.abs(y) > 1e-300 ? 'a number' : y)
    for (const [name, f] of Object.entries(FUNCTIONS) as [keyof typeof FUNCTIONS, (x: number) => number][])
      expect(ends.map(f).map(told), name).toEqual(ends.map(Math[name]).map(told))
    for (const y of [...ends, 3, 0.5, -0.5])
      expect(
        ends.map((x) => told(math.pow(x, y))),
        `x^${y}`,
      ).toEqual(ends.map((x) => told(x ** y)))
    expect([math.log(1), math.exp(0), math.cos(0)]).toEqual([0, 1, 1])
    expect([math.exp(-745.2), math.exp(-745.1), math.exp(709.79)]).toEqual([0, 5e-324, Infinity])
    expect([math.log(5e-324), math.atan(Infinity), math.expm1(-800)]).toEqual([-744.4400719213812, Math.PI / 2, -1])
  })

  it('pow gives whole powers of 2 exactly, square the product', () => {
    for (let k = -1074, power = 5e-324; k < 1024; k++, power *= 2) expect(math.pow(2, k)).toBe(power)
    expect(math.square(1.1)).toBe(1.1 * 1.1)
  })
})
