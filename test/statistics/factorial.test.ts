import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factorialDecomposition } from '../../statistics/factorial.ts'

const close = (x: number) => expect.closeTo(x, 8)

describe('the decomposition of variance', () => {
  it('is that of a textbook: the 2 x 2 chemical process of Montgomery, Design and Analysis of Experiments, section 6.2', () => {
    const y = [28, 25, 27, 36, 32, 32, 18, 19, 23, 31, 30, 29]
    const a = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]
    const b = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    const terms = factorialDecomposition(y, [
      { name: 'A', level: a, interacts: true },
      { name: 'B', level: b, interacts: true },
    ])
    expect(terms.map(({ term, df, ss }) => [term, df, ss])).toEqual([
      ['A', 1, close(625 / 3)],
      ['B', 1, close(75)],
      ['A:B', 1, close(25 / 3)],
      ['rest', 8, close(94 / 3)],
      ['total', 11, close(323)],
    ])
    expect(terms[0]!.eta2).toBeCloseTo(625 / 969, 10)
    expect(terms[0]!.epsilon2).toBeCloseTo((625 / 3 - 94 / 24) / 323, 10)
  })

  it('agrees with sums over means in any balanced design, with three levels and repetitions as blocks, and adds up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 3 }),
        fc.integer({ min: 2, max: 4 }),
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 48, maxLength: 48 }),
        (la, seeds, noise) => {
          const runs = Array.from({ length: la * 2 * seeds }, (_, i) => ({
            ...{ a: i % la, b: Math.floor(i / la) % 2, s: Math.floor(i / la / 2), y: noise[i]! },
          }))
          const grand = average(runs.map(({ y }) => y))
          // Sum of squares of the means of the cells that `of` makes, about the grand mean.
          const between = (of: (run: (typeof runs)[number]) => number) => {
            const cells = new Map<number, number[]>()
            for (const run of runs) cells.set(of(run), [...(cells.get(of(run)) ?? []), run.y])
            return [...cells.values()].reduce((sum, ys) => sum + ys.length * (average(ys) - grand) ** 2, 0)
          }
          const [a, b, s] = [between((run) => run.a), between((run) => run.b), between((run) => run.s)]
          const ab = between((run) => 10 * run.a + run.b) - a - b
          const terms = factorialDecomposition(
            runs.map(({ y }) => y),
            [
              { name: 'a', level: runs.map((run) => run.a), interacts: true },
              { name: 'b', level: runs.map((run) => run.b), interacts: true },
              { name: 's', level: runs.map((run) => run.s), interacts: false },
            ],
          )
          const ss = Object.fromEntries(terms.map((term) => [term.term, term.ss]))
          for (const [name, value] of Object.entries({ a, b, s, 'a:b': ab })) expect(ss[name]).toBeCloseTo(value, 6)
          expect(ss.a! + ss.b! + ss.s! + ss['a:b']! + ss.rest!).toBeCloseTo(ss.total!, 6)
          expect(terms.map((term) => term.df)).toEqual([
            la - 1,
            1,
            seeds - 1,
            la - 1,
            (2 * la - 1) * (seeds - 1),
            2 * la * seeds - 1,
          ])
        },
      ),
      { numRuns: 50 },
    )
  })

  it('finds in an unbalanced design what it would find in the balanced one, where there is no noise', () => {
    const cells = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => Array<number>(1 + (i % 3)).fill(i))
    const level = (bit: number) => cells.map((cell) => (cell >> bit) & 1)
    const factors = [0, 1, 2].map((bit) => ({ name: 'abc'[bit]!, level: level(bit), interacts: true }))
    const y = cells.map((cell) => 3 + 2 * (cell & 1))
    const terms = factorialDecomposition(y, factors)
    for (const { term, ss } of terms) {
      if (term === 'a' || term === 'total') expect(ss).toBeGreaterThan(1)
      else expect(Math.abs(ss)).toBeLessThan(1e-9)
    }
  })

  it('gives a factor that cannot be told from another no degree of freedom, and a constant no variance', () => {
    const level = [0, 0, 1, 1]
    const twice = factorialDecomposition(
      [1, 2, 3, 5],
      ['a', 'b'].map((name) => ({ name, level, interacts: true })),
    )
    expect(twice.slice(0, 2).map(({ df, ss }) => [df, ss])).toEqual([
      [0, 0],
      [0, 0],
    ])
    const constant = factorialDecomposition([2, 2, 2, 2], [{ name: 'a', level, interacts: true }])
    expect(constant.map(({ eta2 }) => eta2)).toEqual([0, 0, 1])
  })
})

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
