import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import { spread } from '../support/draws.ts'

const arena = new Arena(4e6)
const { kernels } = arena
const N = 20_000

/** Largest error at n points, relative to the value or to `floor` where that is larger. */
function worst(points: ArrayLike<number>, fast: (x: number) => number, exact: (x: number) => number, floor: number): number {
  return Array.from(points, Math.fround).reduce((most, x) => {
    const value = exact(x)
    return Math.max(most, Math.abs(fast(x) - value) / Math.max(floor, Math.abs(value)))
  }, 0)
}

describe('functions that generated loops import', () => {
  it.each([
    ['exp', kernels.expOne, Math.exp, -87, 88, 1e-40, 3e-7],
    ['log', kernels.logOne, Math.log, 1e-6, 1e6, 1, 1.2e-7],
    ['sinh', kernels.sinhOne, Math.sinh, -40, 40, 1e-30, 4e-7],
    ['sinh near 0', kernels.sinhOne, Math.sinh, -1.2, 1.2, 1e-30, 4e-7],
    ['cosh', kernels.coshOne, Math.cosh, -40, 40, 1e-30, 4e-7],
    ['tanh', kernels.tanhOne, Math.tanh, -12, 12, 1e-30, 3e-7],
    ['sin', kernels.sinOne, Math.sin, -8000, 8000, 1, 2e-7],
    ['cos', kernels.cosOne, Math.cos, -8000, 8000, 1, 2e-7],
  ])('%s is the exact one within a few roundings', (_, fast, exact, low, high, floor, tolerance) => {
    expect(worst(spread(1, N, low, high), fast, exact, floor)).toBeLessThan(tolerance)
  })

  it('powers of numbers above 0, and their limits at 0', () => {
    const bases = spread(2, N, 1e-3, 50)
    const exponents = spread(3, N, -3, 3)
    const exact = (i: number) => Math.fround(bases[i]!) ** Math.fround(exponents[i]!)
    const error = Math.max(...Array.from(bases, (x, i) => Math.abs(kernels.powOne(x, exponents[i]!) / exact(i) - 1)))
    expect(error).toBeLessThan(2e-6)
    expect([kernels.powOne(0, 2), kernels.powOne(0, 0), kernels.powOne(0, -1)]).toEqual([0, 1, Number.POSITIVE_INFINITY])
    expect(kernels.powOne(-1, 2)).toBeNaN()
  })

  it('the quantile of the normal distribution undoes its share', () => {
    // Shares of Wichura's algorithm AS 241, printed with it or with tables.
    const known = [
      [0.5, 0],
      [0.025, -1.959964],
      [0.25, -0.6744898],
      [0.999, 3.090232],
      [1e-4, -3.719016],
      [1e-6, -4.753424],
    ] as const
    for (const [u, z] of known) expect(Math.abs(kernels.probitOne(u) - z)).toBeLessThan(1e-5 * Math.max(1, Math.abs(z)))
  })

  it('are no number where there is none, and stay so', () => {
    for (const f of [
      kernels.expOne,
      kernels.logOne,
      kernels.sinhOne,
      kernels.coshOne,
      kernels.tanhOne,
      kernels.sinOne,
      kernels.cosOne,
    ]) {
      expect(f(Number.NaN)).toBeNaN()
    }
    expect(kernels.logOne(0)).toBeNaN()
    expect(kernels.logOne(-1)).toBeNaN()
  })
})

describe('draws of generated loops', () => {
  const [k0, k1] = [7, 9]
  const bitsOf = (values: Float32Array) => Array.from(new Uint32Array(values.slice().buffer))

  it('of two rows are those of their ids', () => {
    const [n, a, b] = [39, 64, 4096]
    const every = arena.f32(4200)
    kernels.normals(k0, k1, 5, 1, 4200, every.ptr)
    const [first, second] = [arena.f32(48), arena.f32(48)]
    kernels.normalRows(k0, k1, 5, 1, a, b, n, first.ptr, second.ptr)
    expect(bitsOf(first.subarray(0, n))).toEqual(bitsOf(every.subarray(a, a + n)))
    expect(bitsOf(second.subarray(0, n))).toEqual(bitsOf(every.subarray(b, b + n)))
  })

  it('uniform in float32 are those in float64 to 23 bits, never 0 or 1, in rows as in lists', () => {
    const [n, a, b] = [39, 32, 1024]
    const every = arena.f64(1100)
    kernels.uniforms(k0, k1, 5, 1, 1100, every.ptr)
    const [first, second, listed] = [arena.f32(48), arena.f32(48), arena.f32(48)]
    kernels.uniformRows(k0, k1, 5, 1, a, b, n, first.ptr, second.ptr)
    const ids = arena.u32(48)
    ids.forEach((_, i) => {
      ids[i] = b + i
    })
    kernels.uniformsOf(k0, k1, 5, 1, ids.ptr, n, listed.ptr)
    for (let i = 0; i < n; i++) {
      expect(Math.abs(first[i]! - every[a + i]!)).toBeLessThan(2 ** -23)
      expect(Math.abs(second[i]! - every[b + i]!)).toBeLessThan(2 ** -23)
      expect(listed[i]).toBe(second[i])
      expect(first[i]! > 0 && first[i]! < 1).toBe(true)
    }
  })
})
