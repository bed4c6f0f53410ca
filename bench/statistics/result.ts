/** A test's outcome, and statistics of many outcomes. */
import { largestOf } from './distributions.ts'

export interface TestResult {
  readonly group: string
  readonly test: string
  readonly value: number
  readonly expected: number
  /** Standard normal if the generator is correct. */
  readonly z: number
}

export interface Verdict {
  readonly tests: number
  readonly largest: TestResult
  /** Root mean square of z: 1 if the generator is correct. */
  readonly rms: number
  /** The |z| that the largest of this number of tests exceeds with probability 1/2. */
  readonly typical: number
  /** The |z| that it exceeds with probability 1/1,000: Bonferroni's limit. */
  readonly limit: number
  readonly passed: boolean
}

/** For each group: the number of tests, and their extremes. */
export interface GroupSummary {
  readonly group: string
  readonly tests: number
  readonly rms_z: number
  readonly largest_z: number
}

const CHANCE = 1e-3

export function judge(results: readonly TestResult[]): Verdict {
  const tests = results.length
  const largest = bySize(results)[0]!
  const limit = largestOf(tests, CHANCE)
  return { tests, largest, rms: rms(results), typical: largestOf(tests, 0.5), limit, passed: size(largest) <= limit }
}

/** The largest first. */
export function bySize(results: readonly TestResult[]): TestResult[] {
  return results.toSorted((a, b) => size(b) - size(a))
}

export function summarize(results: readonly TestResult[]): GroupSummary[] {
  return [...new Set(results.map(({ group }) => group))].map((group) => {
    const members = results.filter((result) => result.group === group)
    return { group, tests: members.length, rms_z: rms(members), largest_z: bySize(members)[0]!.z }
  })
}

function rms(results: readonly TestResult[]): number {
  return Math.sqrt(results.reduce((sum, { z }) => sum + z * z, 0) / results.length)
}

/** |z|; infinite for NaN, because a comparison with NaN is always false and would hide it. */
function size({ z }: TestResult): number {
  return Number.isNaN(z) ? Number.POSITIVE_INFINITY : Math.abs(z)
}
