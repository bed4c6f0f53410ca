/** Pairs of draws in 64 x 64 equiprobable cells: detects dependence of any form, while a correlation detects only one. */
import { chiSquareZ } from './distributions.ts'
import { BINS } from './law.ts'
import type { TestResult } from './result.ts'

const SIDE = Math.sqrt(BINS)
const SHIFT = Math.log2(SIDE)

export interface CellCounts {
  /**
   * Counts (a[i], b[i + lag]) for all i whose bit `skip` is 0 (all if `skip` is 0): pairs must not overlap, because chi-square
   * requires independent pairs.
   */
  add(a: Uint16Array, b: Uint16Array, lag?: number, skip?: number): void
  result(): Omit<TestResult, 'group'>
}

export function createCells(test: string): CellCounts {
  const counts = new Float64Array(BINS)
  let n = 0
  return {
    add(a, b, lag = 0, skip = 0) {
      const run = skip || a.length
      for (let start = 0; start + run <= a.length - lag; start += 2 * run) {
        for (let i = start; i < start + run; i++) counts[((a[i]! >> SHIFT) << SHIFT) | (b[i + lag]! >> SHIFT)]!++
        n += run
      }
    },
    result() {
      const expected = n / BINS
      const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
      return {
        test: `${test}, ${SIDE} x ${SIDE} cells, chi-square`,
        value: chi,
        expected: BINS - 1,
        z: chiSquareZ(chi, BINS - 1),
      }
    },
  }
}
