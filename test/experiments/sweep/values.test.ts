import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listValues, searchRange } from '../../../experiments/sweep/values.ts'

describe('values of a sweep', () => {
  it.each([
    ['0..4', [0, 1, 2, 3, 4]],
    ['-1 .. 1', [-1, 0, 1]],
    ['linspace(0, 1, 5)', [0, 0.25, 0.5, 0.75, 1]],
    ['linspace(0, 0.3, 4)', [0, 0.1, 0.2, 0.3]],
    ['log(1e-3, 1e-1, 3)', [0.001, 0.01, 0.1]],
    ['log(2, 32, 5)', [2, 4, 8, 16, 32]],
    ['log(1, 100, 3) ms', ['1 ms', '10 ms', '100 ms']],
    ['linspace(5, 9, 1)', [5]],
    [
      ['a', null, 3],
      ['a', null, 3],
    ],
  ])('%j is %j', (given, expected) => {
    expect(listValues(given)).toEqual(expected)
  })

  it.each([
    ['4..0', /runs backwards; write 0\.\.4/],
    ['0..1000000', /at most 100000/],
    ['log(0, 1, 3)', /both ends must be above 0/],
    ['linspace(0, 1)', /not a list of values; give a list such as/],
    ['linspace(0, 1e999, 3)', /not finite/],
    ['log(1, 2, 0)', /give 1 to 100000/],
    ['1..2..3', /not a list of values/],
    [[], /list is empty/],
  ])('%j is refused with the mend', (given, expected) => {
    expect(() => listValues(given)).toThrow(expected)
  })

  it('log and linspace keep both ends and rise evenly', () => {
    const ends = fc.tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.double({ min: 2, max: 1e6, noNaN: true }))
    fc.assert(
      fc.property(ends, fc.integer({ min: 3, max: 50 }), ([from, to], n) => {
        for (const [kind, map] of [
          ['log', Math.log],
          ['linspace', (x: number) => x],
        ] as const) {
          const values = listValues(`${kind}(${from}, ${to}, ${n})`) as number[]
          expect(values).toHaveLength(n)
          expect(values[0]! / from).toBeCloseTo(1, 10)
          expect(values.at(-1)! / to).toBeCloseTo(1, 10)
          const step = (map(to) - map(from)) / (n - 1)
          for (let i = 1; i < n; i++) expect((map(values[i]!) - map(values[i - 1]!)) / step).toBeCloseTo(1, 4)
        }
      }),
    )
  })

  it('a search draws within its range, whole numbers from first to last, and every item of a list', () => {
    expect(searchRange('linear(10, 20)')(0.25)).toBe(12.5)
    expect(searchRange('log(1, 100) us')(0.5)).toBe('10 us')
    expect([0, 0.49, 0.5, 0.999].map(searchRange('3..4'))).toEqual([3, 3, 4, 4])
    expect([0, 0.5, 0.999].map(searchRange(['a', 'b']))).toEqual(['a', 'b', 'b'])
    expect(() => searchRange('log(1, 2, 3)')).toThrow(/not a range to search; give linear/)
    expect(() => searchRange('log(400, 10) uS')).toThrow('"log(400, 10) uS" runs backwards; write log(10, 400) uS')
    expect(() => searchRange('linear(-1, -2)')).toThrow(/runs backwards; write linear\(-2, -1\)/)
  })
})
