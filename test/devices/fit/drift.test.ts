import { describe, expect, it } from 'vitest'
import { fitDrift, randomEffects } from '../../../devices/fit/drift.ts'
import { measure } from '../../../devices/fit/measure.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng, fillNormals } from '../../../kernels/rng.ts'

describe('values measured with known errors', () => {
  const draws = (name: string, n: number) => {
    const arena = new Arena()
    const out = arena.f32(n)
    fillNormals(arena, createRng('drift test'), name.length, out)
    return out
  }

  it('keep their spread apart from their error: intervals hold the truth in at least 90 of 100 repetitions', () => {
    const inside = { mean: 0, std: 0 }
    const [spread, error] = [draws('spread', 4000), draws('error', 4000)]
    for (let k = 0; k < 100; k++) {
      const errors = Array.from({ length: 40 }, (_, d) => 0.006 + 0.0002 * d)
      const values = errors.map((e, d) => 0.05 + 0.01 * spread[40 * k + d]! + e * error[40 * k + d]!)
      const { mean, std } = randomEffects(values, errors)
      if (mean.low < 0.05 && 0.05 < mean.high) inside.mean++
      if (std.low < 0.01 && 0.01 < std.high) inside.std++
    }
    expect(inside.mean).toBeGreaterThanOrEqual(90)
    expect(inside.std).toBeGreaterThanOrEqual(90)
  })

  it('have no spread where errors alone explain them', () => {
    const error = draws('none', 50)
    const { std } = randomEffects(
      Array.from(error, (e) => 0.05 + 0.01 * e),
      new Array<number>(50).fill(0.01),
    )
    expect(std.low).toBe(0)
    expect(std.estimate).toBeLessThan(0.006)
  })
})

it('exponents of single devices come nearer the truth by the others', () => {
  const truth = {
    mean: () => 1,
    std: () => 0.2,
    scaleStd: 0,
    range: [1, 50] as const,
    reset: [5, 0.1] as const,
    noise: [0.1, 0.02] as const,
    nu: [0.05, 0.01] as const,
    t0: 1,
  }
  const pulses = measure(truth, { devices: 60, sweeps: 1, pulses: 3, ages: [1, 10, 100, 1000] }, 'drift')
  const fit = fitDrift(pulses, (g) => 0.1 + 0.02 * g)!
  expect(fit.mean.low).toBeLessThan(0.05)
  expect(fit.mean.high).toBeGreaterThan(0.05)
  expect(fit.std.low).toBeLessThan(0.01)
  expect(fit.std.high).toBeGreaterThan(0.01)
  const scatter = (values: Float64Array) => Math.sqrt(values.reduce((sum, v) => sum + (v - fit.mean.estimate) ** 2, 0) / 60)
  expect(scatter(fit.nu)).toBeLessThan(scatter(fit.single))
})
