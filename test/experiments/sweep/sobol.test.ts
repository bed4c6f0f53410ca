import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SOBOL_DIMENSIONS, sobol } from '../../../experiments/sweep/sobol.ts'

const golden = JSON.parse(readFileSync(new URL('../../golden/sobol.json', import.meta.url), 'utf8')) as number[][]

describe("Sobol's sequence", () => {
  it('is that of an independent tool in every dimension', () => {
    const points = golden.map((_, i) => Array.from({ length: SOBOL_DIMENSIONS }, (_d, d) => sobol(d, i)))
    expect(points).toEqual(golden)
  })

  it('puts one of its first 1024 points into each 1024th, in every dimension', () => {
    for (let d = 0; d < SOBOL_DIMENSIONS; d++) {
      const cells = new Set(Array.from({ length: 1024 }, (_, i) => sobol(d, i) >>> 22))
      expect(cells.size).toBe(1024)
    }
  })
})
