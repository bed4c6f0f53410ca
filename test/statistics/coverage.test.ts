/**
 * How often intervals hold the truth. The doc comments have the same numbers, taken with COVERAGE_SAMPLES=10000, which prints what
 * is found.
 */
import { describe, expect, it } from 'vitest'
import { createChance } from '../../statistics/chance.ts'
import type { Clusters } from '../../statistics/clusters.ts'
import type { Interval } from '../../statistics/interval.ts'
import { medianInterval } from '../../statistics/median.ts'
import { normalQuantile } from '../../statistics/normal.ts'
import { shareInterval } from '../../statistics/share.ts'
import { studentInterval } from '../../statistics/student.ts'

const chance = createChance(17)
const SAMPLES = Number(process.env.COVERAGE_SAMPLES ?? 2000)
const SIZES = [5, 8, 10, 20] as const

/** Share of samples whose interval holds the truth, in percent. @param of interval of the sample made of n uniforms */
function coverage(name: string, n: number, truth: number, of: (uniforms: number[]) => Interval): number {
  return coverages(name, n, [truth], (uniforms) => [of(uniforms)])[0]!
}

/** The same of several intervals of each sample. */
function coverages(
  name: string,
  n: number,
  truths: readonly number[],
  of: (uniforms: number[]) => readonly Interval[],
): number[] {
  const draws = chance.stream(name, n)
  const held = truths.map(() => 0)
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const [i, { low, high }] of of(Array.from(draws(sample))).entries())
      if (low <= truths[i]! && truths[i]! <= high) held[i] = held[i]! + 1
  }
  return held.map((count) => (100 * count) / SAMPLES)
}

/** Three standard errors of a share in percent, and the last digit of the table. */
const tolerance = (percent: number) => 3 * Math.sqrt((percent * (100 - percent)) / SAMPLES) + 0.1

const LAWS = [
  { name: 'normal', law: normalQuantile, mean: 0, median: 0, held: [95, 95.1, 94.9, 94.9] },
  {
    ...{
      name: 'two normals, 6 std apart',
      law: (u: number) => (u < 0.5 ? normalQuantile(2 * u) : 6 + normalQuantile(2 * u - 1)),
    },
    ...{ mean: 3, median: 3, held: [93.5, 93.9, 94.4, 94.9] },
  },
  {
    ...{ name: 'log-normal, sigma 0.5', law: (u: number) => Math.exp(0.5 * normalQuantile(u)) },
    ...{ mean: Math.exp(0.125), median: 1, held: [91.3, 91.6, 91.5, 92.6] },
  },
  { name: 'exponential', law: (u: number) => -Math.log1p(-u), mean: 1, median: Math.LN2, held: [88.5, 89.7, 90.2, 91.9] },
  {
    ...{ name: 'log-normal, sigma 1', law: (u: number) => Math.exp(normalQuantile(u)) },
    ...{ mean: Math.exp(0.5), median: 1, held: [82.3, 82.9, 83.6, 86.5] },
  },
] as const

const each = LAWS.flatMap((one) => SIZES.map((n, i) => [n, one.name, one.held[i]!, () => one] as const))

describe('the 95 % interval of a mean by Student', () => {
  it.each(each)('of %i values, %s, holds the truth in %d %% of samples', (n, name, held, lawOf) => {
    const { law, mean } = lawOf()
    const found = coverage(`mean ${name}`, n, mean, (uniforms) => studentInterval(inOneEach(uniforms.map(law)), 0.95))
    if (process.env.COVERAGE_SAMPLES) process.stdout.write(`mean ${n} ${name}: ${found.toFixed(1)}\n`)
    expect(Math.abs(found - held)).toBeLessThan(tolerance(held))
  })

  it('holds it in 95 % of samples of five seeds with three runs each', () => {
    const found = coverage('clusters', 20, 0, (uniforms) => {
      const draws = uniforms.map(normalQuantile)
      return studentInterval(
        [0, 1, 2, 3, 4].map((seed) => [0, 1, 2].map((run) => draws[seed]! + 0.5 * draws[5 + 3 * seed + run]!)),
        0.95,
      )
    })
    expect(Math.abs(found - 95)).toBeLessThan(tolerance(95))
  })
})

describe('the 95 % interval of a median', () => {
  // Exact for any law: 1 - 2 P(fewer than r of n below), the r that the binomial law allows.
  it.each(each.filter(([n]) => n > 5))(
    'of %i values, %s, holds the truth as often as the binomial law says',
    (n, name, _, lawOf) => {
      const one = lawOf()
      const found = coverage(`median ${name}`, n, one.median, (uniforms) =>
        medianInterval(inOneEach(uniforms.map(one.law)), 0.95),
      )
      const exact = { 8: 99.2, 10: 97.9, 20: 95.9 }[n as 8 | 10 | 20]
      expect(Math.abs(found - exact)).toBeLessThan(tolerance(exact))
    },
  )
})

describe.each([0, 0.5, 0.95])('values that come in clusters of four, with a correlation of %d', (correlation) => {
  const clustered = (uniforms: readonly number[], k: number): Clusters => {
    const draws = uniforms.map(normalQuantile)
    const value = (i: number, j: number) =>
      Math.sqrt(correlation) * draws[i]! + Math.sqrt(1 - correlation) * draws[k + 4 * i + j]!
    return Array.from({ length: k }, (_, i) => [0, 1, 2, 3].map((j) => value(i, j)))
  }

  it.each([6, 8, 10, 20])('their share and their median are held by intervals of %i clusters', (k) => {
    const shares = [0.5, 0.8]
    const bounds = shares.map(normalQuantile)
    const found = coverages(`clusters ${correlation}`, 5 * k, [...shares, 0], (uniforms) => {
      const clusters = clustered(uniforms, k)
      const below = (bound: number) => clusters.map((cluster) => cluster.map((value) => Number(value < bound)))
      return [...bounds.map((bound) => shareInterval(below(bound), 0.95)), medianInterval(clusters, 0.95)]
    })
    if (process.env.COVERAGE_SAMPLES) process.stdout.write(`shares and median ${correlation} ${k}: ${found}\n`)
    const median = found.pop()
    for (const share of found) expect(share).toBeGreaterThan(92)
    expect(median).toBeGreaterThan(93.5)
  })
})

function inOneEach(values: readonly number[]): Clusters {
  return values.map((value) => [value])
}
