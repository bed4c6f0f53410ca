/** Elementary functions against the engine's own Math, in units of the last place. */
import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import * as math from '../../kernels/math.ts'
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

function ulps64(got: number, exact: number): number {
  const ulp = 2 ** (Math.max(-1022, Math.floor(Math.log2(Math.abs(exact)))) - 52)
  return exact === 0 ? Math.abs(got) / 2 ** -1074 : Math.abs(got - exact) / ulp
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

// Math itself is within 1 ulp, so that two good implementations are at most neighbours. At large angles the kernels' sin and cos
// reduce by pi/2 less finely: about 2 ulp from the exact value (checked with mpmath), 3 from Math's.
describe('float64', () => {
  const few = 20_000
  it.each<[name: string, ulps: number, got: (x: number) => number, exact: (x: number) => number, values: Float64Array]>([
    ['log', 1, math.log, Math.log, spread(11, -1000, 1000, few).map((e) => 2 ** e)],
    ['log near 1', 1, math.log, Math.log, spread(12, 0.9, 1.1, few)],
    ['exp', 1, math.exp, Math.exp, spread(13, -700, 700, few)],
    ['exp near 0', 1, math.exp, Math.exp, spread(14, -1e-3, 1e-3, few)],
    ['sin', 1, math.sin, Math.sin, spread(15, -100, 100, few)],
    ['sin of large angles', 3, math.sin, Math.sin, spread(16, -1e9, 1e9, few)],
    ['sin of angles from 2^20 pi/2 to 2^22', 3, math.sin, Math.sin, spread(21, 1.6e6, 4.2e6, few)],
    ['cos', 1, math.cos, Math.cos, spread(17, -100, 100, few)],
    ['cos of large angles', 3, math.cos, Math.cos, spread(18, -1e9, 1e9, few)],
    ['cos of angles from 2^20 pi/2 to 2^22', 3, math.cos, Math.cos, spread(22, 1.6e6, 4.2e6, few)],
    ['pow 1.7', 1, (x) => math.pow(x, 1.7), (x) => x ** 1.7, spread(19, -100, 100, few).map((e) => 2 ** e)],
    ['pow of e', 1, (x) => math.pow(Math.E, x), (x) => Math.E ** x, spread(20, -700, 700, few)],
  ])('%s is within %i ulp of Math', (_, ulps, got, exact, values) => {
    expect(values.reduce((most, x) => Math.max(most, ulps64(got(x), exact(x))), 0)).toBeLessThanOrEqual(ulps)
  })

  it('agrees at the ends: infinities, zeros, no numbers', () => {
    expect([math.log(0), math.log(1), math.log(-1)]).toEqual([-Infinity, 0, NaN])
    expect([math.exp(-Infinity), math.exp(0), math.exp(710), math.exp(-746)]).toEqual([0, 1, Infinity, 0])
    expect([math.sin(0), math.cos(0), math.sin(Infinity)]).toEqual([0, 1, NaN])
    expect([math.pow(0, 0), math.pow(2, 10), math.pow(-2, 3), math.pow(-2, 0.5)]).toEqual([1, 1024, -8, NaN])
  })
})
