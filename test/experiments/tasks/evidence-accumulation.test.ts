import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { evidenceAccumulation } from '../../../experiments/tasks/evidence-accumulation.ts'
import { copyOf, loaded, samplerOf } from './shown.ts'

const load = (fields = {}) => loaded(evidenceAccumulation, fields)
const problems = (fields: object) =>
  evidenceAccumulation.check!(z.strictObject(evidenceAccumulation.fields).parse(fields)).map(([field]) => field)

/** Spikes of each population (left, right, recall, noise) in steps [from, to). */
function counts(rows: number[][], from: number, to: number): number[] {
  const spikes = [0, 0, 0, 0]
  for (const row of rows.slice(from, to).flat()) spikes[Math.floor(row / 10)]!++
  return spikes
}

describe('evidence accumulation', () => {
  it("has NEST's times where nothing is said: 7 cues of 100 ms after pauses of 50 ms, 1,050 ms, a recall of 150 ms", async () => {
    const dataset = await load()
    expect(dataset).toMatchObject({ inputs: 40, outputs: 2, steps: 2250, dt: 1e-3, window: [2100, 2250], graded: false })
    const { rows } = copyOf(samplerOf(dataset).show('train', 0, 0))
    for (let c = 0; c < 7; c++) {
      const [left, right, recall] = counts(rows, 150 * c + 50, 150 * c + 150)
      expect(Math.min(left!, right!)).toBe(0)
      expect(left! + right!).toBeGreaterThan(10)
      expect(recall).toBe(0)
      expect(counts(rows, 150 * c, 150 * c + 50).slice(0, 3)).toEqual([0, 0, 0])
    }
    expect(counts(rows, 1050, 2100).slice(0, 3)).toEqual([0, 0, 0])
    expect(counts(rows, 2100, 2250)[2]).toBeGreaterThan(20)
    expect(counts(rows, 0, 150)[3]).toBeGreaterThan(0)
  })

  it('asks for the side of most cues', async () => {
    const sampler = samplerOf(await load())
    for (let i = 0; i < 40; i++) {
      const { rows, label } = copyOf(sampler.show('train', i, 0))
      const right = Array.from({ length: 7 }, (_, c) => counts(rows, 150 * c, 150 * c + 150)[1]! > 0).filter(Boolean).length
      expect(label).toBe(right > 3 ? 1 : 0)
    }
  })

  it('spikes at its rates, favours no side, and puts cues on the favoured side with their chance, within four standard errors', async () => {
    const dataset = await load({ cues: 5, delay: 0.1, probability: 0.8 })
    const sampler = samplerOf(dataset)
    const n = 1500
    const total = { cue: 0, noise: 0, right: 0, most: 0 }
    for (let i = 0; i < n; i++) {
      const { rows, label } = copyOf(sampler.show('train', i, 0))
      total.noise += counts(rows, 0, dataset.steps)[3]!
      const sides = Array.from({ length: 5 }, (_, c) => counts(rows, 150 * c, 150 * c + 150))
      total.cue += sides.reduce((sum, [l, r]) => sum + l! + r!, 0)
      total.right += label!
      total.most += Math.max(...[0, 1].map((s) => sides.filter((side) => side[s]! > 0).length))
    }
    const within = (value: number, expected: number, sd: number) => expect(Math.abs(value - expected)).toBeLessThan(4 * sd)
    within(total.cue, n * 5000 * 0.04, Math.sqrt(n * 5000 * 0.04 * 0.96))
    within(total.noise, n * 10 * dataset.steps * 0.01, Math.sqrt(n * 10 * dataset.steps * 0.01 * 0.99))
    within(total.right, n / 2, Math.sqrt(n / 4))
    // Chance that the side with most of the 5 cues has k of them.
    const chance = (k: number, binomial: number) => binomial * (0.8 ** k * 0.2 ** (5 - k) + 0.2 ** k * 0.8 ** (5 - k))
    const share = [chance(3, 10), chance(4, 5), chance(5, 1)]
    const mean = 3 * share[0]! + 4 * share[1]! + 5 * share[2]!
    const variance = 9 * share[0]! + 16 * share[1]! + 25 * share[2]! - mean ** 2
    within(total.most, n * mean, Math.sqrt(n * variance))
  })

  it('shows the same sample whatever was shown before, and a fresh one for another sample, presentation, split or seed', async () => {
    const dataset = await load({ delay: 0.1 })
    const sampler = samplerOf(dataset)
    const first = copyOf(sampler.show('train', 3, 1))
    const others = [sampler.show('train', 3, 2), sampler.show('train', 4, 1), sampler.show('test', 3, 1)].map(copyOf)
    expect(copyOf(sampler.show('train', 3, 1))).toEqual(first)
    expect(copyOf(samplerOf(dataset).show('train', 3, 1))).toEqual(first)
    for (const other of [...others, copyOf(samplerOf(dataset, 2).show('train', 3, 1))]) expect(other.rows).not.toEqual(first.rows)
  })

  it('brings new cues with each presentation, not only other spikes', async () => {
    const sampler = samplerOf(await load({ delay: 0 }))
    expect(new Set(Array.from({ length: 20 }, (_, p) => sampler.show('train', 0, p).label)).size).toBe(2)
  })

  it('has room for a spike of each acting input in each step', async () => {
    const dataset = await load({ inputs: 8, cue: 0.01, spacing: 0, delay: 0, recall: 0.01, rate: 1000, noise_rate: 1000 })
    const { rows } = copyOf(samplerOf(dataset).show('train', 0, 0))
    expect(rows.length).toBe(80)
    for (const row of rows) expect(row.length).toBe(4)
    expect(rows.at(-1)).toEqual([4, 5, 6, 7])
  })

  it('names each field that does not go with the others', () => {
    expect(problems({})).toEqual([])
    expect(problems({ cues: 6, inputs: 42 })).toEqual(['cues', 'inputs'])
    expect(problems({ cue: 0.1005, spacing: 0 })).toEqual(['cue'])
    expect(problems({ rate: 1001, noise_rate: 2000 })).toEqual(['rate', 'noise_rate'])
    expect(problems({ delay: 100 })).toEqual(['dt'])
  })
})
