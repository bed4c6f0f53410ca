import { describe, expect, it } from 'vitest'
import { createChance } from '../../statistics/chance.ts'
import { normalQuantile } from '../../statistics/normal.ts'
import { holm, signFlipTest } from '../../statistics/sign-flip.ts'

const chance = createChance(3)
const none = () => {
  throw new Error('an exact test draws nothing')
}

describe('the sign-flip test', () => {
  it("gives Fisher's result for Darwin's maize: 863 of 32,768 sign patterns on either side", () => {
    const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    expect(signFlipTest(darwin, none, 0)).toBe((2 * 863) / 32_768)
  })

  it('gives the smallest p there is where all pairs agree, and 1 where nothing differs', () => {
    expect(signFlipTest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], none, 0)).toBe(2 / 1024)
    expect(signFlipTest([-0.1, -0.2, -0.3], none, 0)).toBe(2 / 8)
    expect(signFlipTest([0, 0, 0], none, 0)).toBe(1)
    expect(signFlipTest([], none, 0)).toBe(1)
  })

  it('draws sign patterns where there are too many pairs to try all, and agrees with the normal law there', () => {
    const differences = Array.from(chance.stream('large', 40)(0), (u) => 0.3 + normalQuantile(u))
    const sum = differences.reduce((a, b) => a + b, 0)
    const z = Math.abs(sum) / Math.sqrt(differences.reduce((a, b) => a + b * b, 0))
    const p = signFlipTest(differences, chance.stream('flips', 40), 20_000)
    let tail = 0
    for (let k = 1; k <= 4000; k++) if (normalQuantile((k - 0.5) / 4000) > z) tail++
    // Standard error of a share of 20,000: at most 0.0035; the law of 40 signs is not quite normal.
    expect(Math.abs(p - (2 * tail) / 4000)).toBeLessThan(0.015)
    expect(p).toBeGreaterThan(0)
  })

  it.each([8, 20])('has a uniform p where nothing differs, with %i pairs', (n) => {
    const trials = 600
    const ps = Array.from({ length: trials }, (_, trial) => {
      const differences = Array.from(chance.stream(`null${n}`, n)(trial), (u) => normalQuantile(u) ** 3)
      return signFlipTest(differences, chance.stream(`flip${n}/${trial}`, n), 400)
    })
    for (const level of [0.05, 0.1, 0.25, 0.5, 0.75]) {
      const share = ps.filter((p) => p <= level).length / trials
      // Three standard errors, and one step of the exact test's p.
      expect(Math.abs(share - level)).toBeLessThan(3 * Math.sqrt((level * (1 - level)) / trials) + 2 / 2 ** n)
    }
  })
})

describe("Holm's correction", () => {
  it('is that of R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 14)))
    expect(holm([0.6, 0.7])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})
