import { describe, expect, it } from 'vitest'
import { bootstrap } from '../../statistics/bootstrap.ts'
import { createChance } from '../../statistics/chance.ts'
import { mean, median, quantile, std } from '../../statistics/describe.ts'
import { normalCdf, normalQuantile } from '../../statistics/normal.ts'
import { wilson } from '../../statistics/wilson.ts'

const chance = createChance(7)
const options = { level: 0.95, resamples: 2000 }

/** Samples from a law given by its quantile function. */
function sample(name: string, event: number, n: number, law: (p: number) => number): number[] {
  return Array.from(chance.stream(name, n)(event), law)
}

describe('describe', () => {
  it("agrees with R: mean, sd, and quantile's type 7", () => {
    const values = [10, 3, 1, 4, 2]
    expect(mean(values)).toBe(4)
    expect(std(values)).toBeCloseTo(3.5355339059327378, 14)
    expect([0, 0.1, 0.5, 0.9, 1].map((p) => quantile(values, p))).toEqual([1, 1.4, 3, 7.6, 10].map((q) => expect.closeTo(q, 14)))
    expect([std([1]), median([])]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('the normal law', () => {
  it('has the values of tables', () => {
    expect(normalCdf(0)).toBe(0.5)
    expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14)
    expect(normalCdf(-3)).toBeCloseTo(0.00134989803163, 14)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12)
    expect(normalQuantile(1e-4)).toBeCloseTo(-3.719016485455709, 9)
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
  })
})

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

describe('the bootstrap interval', () => {
  it('of the mean of many values is the mean +- z standard errors', () => {
    const values = sample('normal', 0, 400, normalQuantile)
    const { low, high } = bootstrap(values, mean, chance.stream('b', 400), { level: 0.95, resamples: 20_000 })
    const half = (1.959964 * std(values)) / Math.sqrt(400)
    expect(Math.abs(low - (mean(values) - half)) / half).toBeLessThan(0.05)
    expect(Math.abs(high - (mean(values) + half)) / half).toBeLessThan(0.05)
  })

  // Of normal values, z standard errors with the population's std cover 0.933 at n = 25. Standard error of 1,000 samples: 0.008.
  it.each([
    ['normal', normalQuantile, 0, 0.909],
    ['log-normal', (p: number) => Math.exp(0.5 * normalQuantile(p)), Math.exp(0.125), 0.88],
  ] as const)('of the mean of a %s law covers the truth as often as it says', (name, law, truth, least) => {
    let covered = 0
    for (let trial = 0; trial < 1000; trial++) {
      const values = sample(name, trial, 25, law)
      const { low, high } = bootstrap(values, mean, chance.stream(`${name}${trial}`, 25), { level: 0.95, resamples: 400 })
      if (low <= truth && truth <= high) covered++
    }
    expect(covered / 1000).toBeGreaterThan(least)
    expect(covered / 1000).toBeLessThan(0.957)
  })

  it('leans to the long tail of a skewed sample, as the percentile interval does not', () => {
    const values = sample('skew', 0, 30, (p) => -Math.log(1 - p))
    const { low, high } = bootstrap(values, mean, chance.stream('skewed', 30), { level: 0.95, resamples: 20_000 })
    const centre = mean(values)
    const se = std(values) / Math.sqrt(30)
    expect((high - centre) / (centre - low)).toBeGreaterThan(1.2)
    expect((high - low) / se).toBeGreaterThan(3)
  })

  it('is a function of the seed and the name of its stream, and of nothing done before', () => {
    const values = sample('normal', 3, 12, normalQuantile)
    const take = (seed: number, name: string) => {
      const own = createChance(seed)
      own.stream('other', 12)(5)
      return bootstrap(values, median, own.stream(name, 12), options)
    }
    const found = take(1, 'a')
    expect(bootstrap(values, median, createChance(1).stream('a', 12), options)).toEqual(found)
    expect(take(1, 'a')).toEqual(found)
    const means = (seed: number, name: string) => bootstrap(values, mean, createChance(seed).stream(name, 12), options)
    expect(means(2, 'a')).not.toEqual(means(1, 'a'))
    expect(means(1, 'b')).not.toEqual(means(1, 'a'))
  })

  it('of equal values is a point, and of fewer than two is none', () => {
    expect(bootstrap([3, 3, 3], mean, chance.stream('c', 3), options)).toEqual({ low: 3, high: 3 })
    expect(bootstrap([3], mean, chance.stream('c', 1), options)).toEqual({ low: Number.NaN, high: Number.NaN })
  })
})
