import { describe, expect, it } from 'vitest'
import { mean, median, moments, quantile, std } from '../../statistics/describe.ts'

describe('moments and quantiles', () => {
  it("agree with R: mean, sd, and quantile's type 7", () => {
    const values = [10, 3, 1, 4, 2]
    expect(mean(values)).toBe(4)
    expect(std(values)).toBeCloseTo(3.5355339059327378, 14)
    expect([0, 0.1, 0.5, 0.9, 1].map((p) => quantile(values, p))).toEqual([1, 1.4, 3, 7.6, 10].map((q) => expect.closeTo(q, 14)))
    expect(moments(values)).toEqual({ n: 5, mean: 4, std: std(values), se: std(values) / Math.sqrt(5) })
    expect([std([1]), median([])]).toEqual([Number.NaN, Number.NaN])
  })
})
