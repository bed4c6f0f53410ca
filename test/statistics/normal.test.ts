import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalDensity, normalQuantile } from '../../statistics/normal.ts'

describe('the normal law', () => {
  it('has the values of tables', () => {
    expect(normalCdf(0)).toBe(0.5)
    expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14)
    expect(normalCdf(-3)).toBeCloseTo(0.00134989803163, 14)
    expect(normalDensity(1)).toBeCloseTo(0.24197072451914337, 15)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12)
    expect(normalQuantile(1e-4)).toBeCloseTo(-3.719016485455709, 9)
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalCdf(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  // mpmath 1.3, 40 digits.
  it.each([
    [-1, 0.15865525393145705],
    [-3, 0.001349898031630095],
    [-6, 9.865876450376981e-10],
    [-10, 7.61985302416053e-24],
    [-20, 2.753624118606234e-89],
    [-37, 5.725571222524577e-300],
  ])('keeps its digits in the tail below %i', (x, share) => {
    expect(normalCdf(x) / share).toBeCloseTo(1, 13)
    expect(normalCdf(-x)).toBe(1 - normalCdf(x))
    expect(normalQuantile(share)).toBeCloseTo(x, 12)
  })

  it('is its own inverse, and rises', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
        // An upper tail has no more digits than a share near 1.
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(1e-12 + (x > 0 ? 1e-15 / normalDensity(x) : 0))
        expect(normalCdf(x + 1e-3)).toBeGreaterThan(normalCdf(x))
      }),
    )
  })
})
