/**
 * The tests of one source of draws: moments, bins, tails, and independence of neighbouring ids, of the two values of a Box-Muller
 * pair and of successive events. Sums are accumulated per block first, so that 1e9 terms lose no digits.
 */
import { normalCdf } from '../../statistics/normal.ts'
import { createCells } from './cells.ts'
import { createCorrelation } from './correlation.ts'
import { chiSquareZ, poissonZ } from './distributions.ts'
import { BINS, type Block, type Law } from './law.ts'
import type { TestResult } from './result.ts'

const LAGS = [1, 2, 3, 4, 8, 16] as const
const SIGMAS = [3, 4, 5, 6] as const
const HIGHEST = 8

export interface Battery {
  /** Adds the block of the next event; `previous` is the block of the event before, if any. */
  add(block: Block, previous: Block | undefined): void
  results(): TestResult[]
}

/** @param pairs whether ids are 0, 1, 2, ..., so that i and i + 4 are a Box-Muller pair if bit 2 of i is 0 */
export function createBattery(group: string, law: Law, pairs: boolean): Battery {
  const powers = new Float64Array(HIGHEST + 1)
  const bins = new Float64Array(BINS)
  const tails = law.tails ? SIGMAS.map((sigma) => ({ sigma, above: 0, below: 0 })) : []
  const lags = LAGS.map((lag) => ({ lag, correlation: createCorrelation(`ids ${lag} apart`) }))
  const pair = createCorrelation('Box-Muller pair')
  const event = createCorrelation('successive events')
  const neighbourCells = createCells('neighbouring ids')
  const pairCells = createCells('Box-Muller pair')
  const eventCells = createCells('successive events')
  let n = 0
  let events = 0

  return {
    add(block, previous) {
      addPowers(block.x, powers)
      for (let i = 0; i < block.bins.length; i++) bins[block.bins[i]!]!++
      for (const tail of tails) addTail(block.x, tail)
      for (const { lag, correlation } of lags) correlation.add(block, block, lag)
      neighbourCells.add(block.bins, block.bins, 1, 1)
      if (pairs) {
        pair.add(block, block, 4, 4)
        pairCells.add(block.bins, block.bins, 4, 4)
      }
      if (previous) {
        event.add(previous, block)
        // Every draw is in one pair only: chi-square requires independent pairs.
        if (events % 2 === 1) eventCells.add(previous.bins, block.bins)
      }
      n += block.x.length
      events++
    },
    results() {
      const chi = bins.reduce((sum, count) => sum + (count - n / BINS) ** 2 / (n / BINS), 0)
      return [
        ...momentResults(powers, n, law),
        { test: `${BINS} equiprobable bins, chi-square`, value: chi, expected: BINS - 1, z: chiSquareZ(chi, BINS - 1) },
        ...tails.flatMap((tail) => tailResults(tail, n)),
        ...[...lags.map(({ correlation }) => correlation), event, ...(pairs ? [pair] : [])].flatMap((c) => c.results()),
        ...[neighbourCells, eventCells, ...(pairs ? [pairCells] : [])].map((c) => c.result()),
      ].map((result) => ({ group, ...result }))
    },
  }
}

type Unnamed = Omit<TestResult, 'group'>

function addPowers(x: Float64Array, powers: Float64Array): void {
  let [s1, s2, s3, s4, s5, s6, s7, s8] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!
    const a2 = a * a
    const a4 = a2 * a2
    s1 += a
    s2 += a2
    s3 += a2 * a
    s4 += a4
    s5 += a4 * a
    s6 += a4 * a2
    s7 += a4 * a2 * a
    s8 += a4 * a4
  }
  for (const [k, s] of [s1, s2, s3, s4, s5, s6, s7, s8].entries()) powers[k + 1] = powers[k + 1]! + s
}

function momentResults(powers: Float64Array, n: number, law: Law): Unnamed[] {
  return Array.from({ length: HIGHEST }, (_, i) => {
    const k = i + 1
    const [value, expected] = [powers[k]! / n, law.moment(k)]
    const error = Math.sqrt((law.moment(2 * k) - expected ** 2) / n)
    return { test: `moment ${k}`, value, expected, z: (value - expected) / error }
  })
}

interface Tail {
  readonly sigma: number
  above: number
  below: number
}

function addTail(x: Float64Array, tail: Tail): void {
  const { sigma } = tail
  let [above, below] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    if (x[i]! > sigma) above++
    if (x[i]! < -sigma) below++
  }
  tail.above += above
  tail.below += below
}

function tailResults({ sigma, above, below }: Tail, n: number): Unnamed[] {
  const expected = n * normalCdf(-sigma)
  return [
    { test: `above ${sigma} sigma`, value: above, expected, z: poissonZ(above, expected) },
    { test: `below -${sigma} sigma`, value: below, expected, z: poissonZ(below, expected) },
  ]
}
