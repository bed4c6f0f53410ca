import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortedClusters } from '../../statistics/clusters.ts'
import { effectiveTrials } from '../../statistics/effective-trials.ts'
import { medianInterval } from '../../statistics/median.ts'
import { shareInterval } from '../../statistics/share.ts'
import { wilson } from '../../statistics/wilson.ts'

const clusters = fc.array(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 12,
})
const alone = (values: readonly number[]) => values.map((value) => [value])

describe('values in clusters', () => {
  it('stand in one order, whatever order they came in', () => {
    fc.assert(
      fc.property(clusters, (given) => {
        const turned = [...given].reverse().map((cluster) => [...cluster].reverse())
        expect(sortedClusters(turned)).toEqual(sortedClusters(given))
        expect(shareInterval(bits(turned), 0.95)).toEqual(shareInterval(bits(given), 0.95))
        expect(medianInterval(turned, 0.95)).toEqual(medianInterval(given, 0.95))
      }),
    )
  })

  it('are worth as many trials as there are clusters where these agree within, and never more than there are values', () => {
    expect(
      effectiveTrials(
        [
          [1, 1, 1],
          [0, 0, 0],
          [1, 1, 1],
          [0, 0, 0],
        ],
        0.5,
        0.95,
      ),
    ).toBe(4)
    expect(effectiveTrials(alone([1, 0, 1, 0, 1]), 0.6, 0.95)).toBe(5)
    expect(
      effectiveTrials(
        [
          [1, 0],
          [0, 1],
          [1, 0],
        ],
        0.5,
        0.95,
      ),
    ).toBe(6)
    expect(
      effectiveTrials(
        [
          [1, 1],
          [1, 1],
        ],
        1,
        0.95,
      ),
    ).toBe(2)
  })

  it('have the interval of one value each if repeating a value says nothing new', () => {
    const values = [4, 8, 15, 16, 23, 42, 1, 2, 3]
    const often = values.map((value) => [value, value, value])
    expect(medianInterval(often, 0.95)).toEqual(medianInterval(alone(values), 0.95))
    expect(shareInterval(bits(often), 0.95)).toEqual(shareInterval(bits(alone(values)), 0.95))
    expect(shareInterval(bits(alone(values)), 0.95)).toEqual(wilson(5, 9, 0.95))
  })
})

describe('the interval of a median', () => {
  // The largest r with P(fewer than r of n below) at most 0.025, as tables of the sign test have it.
  it.each([
    [6, 1],
    [8, 1],
    [10, 2],
    [20, 6],
    [40, 14],
  ])('of %i values goes from the %ith lowest to the same from above', (n, rank) => {
    const values = Array.from({ length: n }, (_, i) => i + 1)
    expect(medianInterval(alone(values), 0.95)).toEqual({ low: rank, high: n + 1 - rank })
  })

  it('is none below six values, a point where all are equal, and by the normal law where there are thousands', () => {
    expect(medianInterval(alone([1, 2, 3, 4, 5]), 0.95)).toEqual({ low: Number.NaN, high: Number.NaN })
    expect(medianInterval(alone(Array(9).fill(3)), 0.95)).toEqual({ low: 3, high: 3 })
    const { low, high } = medianInterval(alone(Array.from({ length: 5000 }, (_, i) => i)), 0.95)
    expect([low, high]).toEqual([expect.closeTo(2499.5 - 69.3, -1), expect.closeTo(2499.5 + 69.3, -1)])
  })
})

function bits(values: readonly (readonly number[])[]): number[][] {
  return values.map((cluster) => cluster.map((value) => Number(value > 4)))
}
