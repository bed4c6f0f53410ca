import { describe, expect, it } from 'vitest'
import { wilson } from '../../statistics/wilson.ts'

describe("Wilson's interval", () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, Stat. Med. 1998, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is the published one', (x, n, low, high) => {
    const found = wilson(x, n, 0.95)
    const mirrored = wilson(n - x, n, 0.95)
    expect(mirrored.low).toBeCloseTo(1 - found.high, 12)
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  it('covers the truth at least about as often as it says, where the exact sum over all outcomes is taken', () => {
    for (const [n, p] of [
      [10, 0.5],
      [20, 0.3],
      [50, 0.1],
    ] as const) {
      let [covered, chanceOf] = [0, (1 - p) ** n]
      for (let k = 0; k <= n; k++) {
        const { low, high } = wilson(k, n, 0.95)
        if (low <= p && p <= high) covered += chanceOf
        chanceOf *= ((n - k) / (k + 1)) * (p / (1 - p))
      }
      expect(covered).toBeGreaterThan(0.93)
    }
  })
})
