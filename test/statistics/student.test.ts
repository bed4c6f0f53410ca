import { describe, expect, it } from 'vitest'
import { createChance } from '../../statistics/chance.ts'
import { normalQuantile } from '../../statistics/normal.ts'
import { studentInterval, studentQuantile } from '../../statistics/student.ts'

describe("Student's t", () => {
  // R: qt(0.975, c(1, 2, 3, 4, 10, 29)), qt(0.995, 5)
  it.each([
    [0.975, 1, 12.706204736],
    [0.975, 2, 4.30265273],
    [0.975, 3, 3.182446305],
    [0.975, 4, 2.776445105],
    [0.975, 10, 2.228138852],
    [0.975, 29, 2.045229642],
    [0.995, 5, 4.032142984],
  ])('has the quantile %d of %i degrees of freedom that tables have', (p, df, t) => {
    expect(studentQuantile(p, df)).toBeCloseTo(t, 7)
  })

  it('is of the seeds, not of their runs: repeating each value changes nothing', () => {
    const values = [1, 2, 4, 8]
    const once = studentInterval(
      values.map((value) => [value]),
      0.95,
    )
    const often = studentInterval(
      values.map((value) => [value, value, value]),
      0.95,
    )
    expect([often.low, often.high]).toEqual([expect.closeTo(once.low, 10), expect.closeTo(once.high, 10)])
    expect(studentInterval([[1, 2, 3]], 0.95)).toEqual({ low: Number.NaN, high: Number.NaN })
  })

  it('holds the truth in 95 % of samples of five seeds with three runs each', () => {
    const chance = createChance(5)
    const trials = 2000
    let held = 0
    for (let trial = 0; trial < trials; trial++) {
      const draws = Array.from(chance.stream('coverage', 20)(trial), normalQuantile)
      const seeds = [0, 1, 2, 3, 4].map((seed) => [0, 1, 2].map((run) => draws[seed]! + 0.5 * draws[5 + 3 * seed + run]!))
      const { low, high } = studentInterval(seeds, 0.95)
      if (low < 0 && 0 < high) held++
    }
    // Three standard errors of a share of 2,000 are 0.015.
    expect(Math.abs(held / trials - 0.95)).toBeLessThan(0.015)
  })
})
