import { describe, expect, it } from 'vitest'
import { bootstrap } from '../../statistics/bootstrap.ts'
import { createChance } from '../../statistics/chance.ts'
import { mean, median, std } from '../../statistics/describe.ts'
import { normalQuantile } from '../../statistics/normal.ts'

const chance = createChance(7)
const options = { level: 0.95, resamples: 2000 }

/** Samples from a law given by its quantile function. */
function sample(name: string, event: number, n: number, law: (p: number) => number): number[] {
  return Array.from(chance.stream(name, n)(event), law)
}

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
