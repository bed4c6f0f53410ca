/** Correlation of paired draws, of their values and of their squares; both are 0 if the draws are independent. */
import type { Draws } from './law.ts'
import type { TestResult } from './result.ts'

export interface Correlation {
  /** Adds the products of a[i] and b[i + lag], for all i or, with `skip` (a power of two), for those whose bit `skip` is 0. */
  add(a: Draws, b: Draws, lag?: number, skip?: number): void
  results(): Omit<TestResult, 'group'>[]
}

export function createCorrelation(test: string): Correlation {
  let n = 0
  let values = 0
  let squares = 0
  return {
    add({ x: ax, q: aq }, { x: bx, q: bq }, lag = 0, skip = 0) {
      const end = ax.length - lag
      const run = skip || end
      let [v, s] = [0, 0]
      for (let start = 0; start < end; start += 2 * run) {
        const stop = Math.min(end, start + run)
        for (let i = start; i < stop; i++) {
          v += ax[i]! * bx[i + lag]!
          s += aq[i]! * bq[i + lag]!
        }
        n += stop - start
      }
      values += v
      squares += s
    },
    results: () => [
      { test: `${test}, values`, value: values / n, expected: 0, z: values / Math.sqrt(n) },
      { test: `${test}, squares`, value: squares / n, expected: 0, z: squares / Math.sqrt(n) },
    ],
  }
}
