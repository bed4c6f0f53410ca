import { describe, expect, it } from 'vitest'
import { type Frame, type Law, logLikelihood } from '../../../devices/fit/filter.ts'
import { below, clampedMoments, density } from '../../../devices/fit/normal.ts'
import type { Visits } from '../../../devices/fit/visits.ts'

/** One device read after pulses 0, 1, 2, ...: `readings[n]` are those after pulse n. */
function visits(readings: readonly (readonly number[])[], clampedReads = false): Visits {
  const starts = readings.map((_, n) => readings.slice(0, n).flat().length)
  const y = Float64Array.from(readings.flat())
  return {
    devices: 1,
    firstVisit: Uint32Array.of(0, readings.length),
    pulse: Uint32Array.from(readings.keys()),
    first: Uint8Array.from(readings, (_, n) => (n === 0 ? 1 : 0)),
    firstReading: Uint32Array.of(...starts, y.length),
    y,
    factor: new Float64Array(y.length).fill(1),
    doubt: new Float64Array(y.length),
    down: new Uint8Array(readings.length),
    depresses: false,
    span: 10,
    row: new Uint32Array(y.length),
    clampedReads,
    mostPulses: readings.length,
  }
}

const ALIKE = { up: 1, down: 1 }
const law: Law = { mean: (g) => 0.8 - 0.15 * g, std: (g) => 0.6 + 0.05 * g }
const usual: Frame = {
  gMin: 0.5,
  gMax: 4,
  resetMean: 0.6,
  resetVariance: 0.04,
  noiseAbsolute: 0.2,
  noiseRelative: 0.01,
  glitches: 0,
  glitchDensity: 0,
}
/** Low enough for readings that noise takes to 0. */
const low: Frame = { ...usual, gMin: 0.1, resetMean: 0.15, resetVariance: 0.003 }

/** The same by brute force: the conductance on a fine grid, the clamps as points of their own. */
function onGrid(readings: readonly (readonly number[])[], frame: Frame, clampedReads = false, steps = law): number {
  const cells = 1200
  const [from, end] = [-0.5, 6]
  const width = (end - from) / cells
  const at = (i: number) => from + (i + 0.5) * width
  const seen = (g: number, values: readonly number[]) => {
    const r = frame.noiseAbsolute + frame.noiseRelative * g
    const stray = frame.glitches * Math.exp(frame.glitchDensity)
    const regular = (y: number) => (clampedReads && y === 0 ? below(-g / r) : density((y - g) / r) / r)
    return values.reduce((p, y) => p * ((1 - frame.glitches) * regular(y) + stray), 1)
  }
  const sd = Math.sqrt(frame.resetVariance)
  let states = Array.from({ length: cells }, (_, i) => ({ g: at(i), p: (density((at(i) - frame.resetMean) / sd) / sd) * width }))
  states = states.map(({ g, p }) => ({ g, p: p * seen(g, readings[0]!) }))
  for (const [n, values] of readings.entries()) {
    if (n === 0) continue
    const next = new Float64Array(cells)
    let [bottom, top] = [0, 0]
    for (const { g, p } of states) {
      if (p < 1e-14) continue
      const [mean, std] = [g + steps.mean(g, n), steps.std(g, n)]
      bottom += p * below((frame.gMin - mean) / std)
      top += p * below((mean - frame.gMax) / std)
      for (let i = 0; i < cells; i++) {
        if (at(i) > frame.gMin && at(i) < frame.gMax) next[i]! += (p * width * density((at(i) - mean) / std)) / std
      }
    }
    states = [{ g: frame.gMin, p: bottom }, { g: frame.gMax, p: top }, ...Array.from(next, (p, i) => ({ g: at(i), p }))]
    states = states.map(({ g, p }) => ({ g, p: p * seen(g, values) }))
  }
  return Math.log(states.reduce((sum, { p }) => sum + p, 0))
}

describe('the likelihood of a device', () => {
  it.each([
    ['away from the clamps', [[0.8], [1.6], [2.1]]],
    ['at the upper clamp', [[0.7], [2.2], [3.6, 3.4], [3.9, 4.1], [4.0], [3.8, 4.2]]],
    ['at the lower clamp', [[0.6], [0.4, 0.6], [0.5]]],
    ['with a pulse that was not read', [[0.7], [], [2.4]]],
  ] as const)('is that of a fine grid %s', (_, readings) => {
    const filtered = logLikelihood(visits(readings), 0, readings.length, ALIKE, law, usual)
    expect(filtered).toBeCloseTo(onGrid(readings, usual), 1)
  })

  it('counts a reading of 0 as one at or below', () => {
    const readings = [[0, 0.2], [0], [0.9]]
    const filtered = logLikelihood(visits(readings, true), 0, 3, ALIKE, law, low)
    expect(filtered).toBeCloseTo(onGrid(readings, low, true), 1)
    expect(Math.abs(filtered - onGrid(readings, low))).toBeGreaterThan(0.3)
  })

  const wide: Law = { mean: () => 2, std: () => 1.5 }
  const exact: Frame = { ...usual, noiseAbsolute: 0.05, noiseRelative: 0, glitches: 0.01, glitchDensity: -Math.log(10) }

  it.each([
    ['none', [[0.6], [3.5, 3.53, 3.44]]],
    ['the first', [[0.6], [1, 3.5, 3.53]]],
    ['a later one', [[0.6], [3.5, 1, 3.53]]],
  ] as const)('is that of a fine grid where repeated readings may be glitches and %s is one', (_, readings) => {
    const filtered = logLikelihood(visits(readings), 0, readings.length, ALIKE, wide, exact)
    expect(filtered).toBeCloseTo(onGrid(readings, exact, false, wide), 1)
  })

  it('of a repeated reading that is far off, where no reading is a glitch, is very low and finite', () => {
    const all = { ...exact, gMax: 30, glitches: 0, glitchDensity: 0 }
    const filtered = logLikelihood(visits([[0.6], [3.5, 9]]), 0, 2, ALIKE, wide, all)
    // The second reading differs by 5.5, with a variance of about twice that of the noise.
    expect(filtered / -(5.5 ** 2 / (4 * 0.05 ** 2))).toBeCloseTo(1, 1)
  })

  it('scales mean and spread of a step together', () => {
    const data = visits([[1.5], [2.5], [3]])
    const doubled: Law = { mean: (g, n) => 2 * law.mean(g, n), std: (g, n) => 2 * law.std(g, n) }
    expect(logLikelihood(data, 0, 3, { up: 2, down: 1 }, law, usual)).toBeCloseTo(
      logLikelihood(data, 0, 3, ALIKE, doubled, usual),
      10,
    )
  })
})

describe('normals', () => {
  it('has the tabulated probabilities', () => {
    for (const [x, p] of [
      [0, 0.5],
      [1.959963984540054, 0.975],
      [-3, 1.3498980316300946e-3],
      [-8, 6.220960574271786e-16],
    ] as const) {
      expect(below(x) / p).toBeCloseTo(1, 7)
    }
  })

  it('clamps to a mean and a variance that sums over the density confirm', () => {
    const [a, s, bottom, top] = [0.4, 2, 0, 1.5]
    let [mean, square] = [0, 0]
    for (let u = -10; u < 10; u += 1e-3) {
      const g = Math.min(top, Math.max(bottom, a + Math.sqrt(s) * u))
      mean += 1e-3 * density(u) * g
      square += 1e-3 * density(u) * g * g
    }
    const [m, v] = clampedMoments(a, s, bottom, top)
    expect(m).toBeCloseTo(mean, 5)
    expect(v).toBeCloseTo(square - mean * mean, 5)
  })
})
