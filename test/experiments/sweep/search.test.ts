/** `memxbar search`: the candidates of `sweep.search`, screened on one seed and held to all. */
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { search } from '../../../experiments/sweep/search.ts'
import { searchRanges } from '../../../experiments/sweep/search-ranges.ts'
import { giveUpAt } from '../../../experiments/sweep/stop.ts'
import { simulate } from '../../../experiments/sweep/worker.ts'
import { schemes } from '../../../learning/update/registry.ts'

const base = { task: { inputs: 10, duration: 0.05 }, network: { neurons: 12, gain: 1 }, training: { epochs: 3 } }
const options = { scheme: 'sign', candidates: 4, finalists: 2, seeds: [1, 2], seed: 3, base, threads: 1 }

describe('a search', () => {
  it('screens all candidates on the first seed, holds the best to all, and ranks by the worst seed', async () => {
    const { objective, candidates } = await search(options)
    expect(objective).toBe('mse_last50_mean')
    expect(candidates.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual([[1, 2], [1, 2], [1], [1]])
    expect(candidates[0]!.worst).toBeLessThanOrEqual(candidates[1]!.worst)
    expect(candidates[2]!.worst).toBeLessThanOrEqual(candidates[3]!.worst)
    for (const { values } of candidates) expect(Object.keys(values).sort()).toContain('update.threshold')
    // What the base fixes is not searched.
    for (const { values } of candidates) expect(values).not.toHaveProperty('network.gain')
    expect((await search(options)).candidates).toEqual(candidates)
  })

  it('searches the scale where a scheme knows a step, and what a scheme says of itself', () => {
    const free = () => false
    expect(Object.keys(searchRanges(schemes.fp32!, free).ranges)).not.toContain('crossbar.scale')
    expect(searchRanges(schemes.stochastic!, free)).toMatchObject({
      ranges: { 'crossbar.scale': 'log(10, 400) uS' },
      own: { 'update.prob_scale': 'log(0.1, 100)' },
    })
  })

  it('gives up a candidate that does badly after a share of its epochs', async () => {
    const spec = await resolveSpec({ ...base, training: { epochs: 20 } })
    const hopeless = giveUpAt({ after: 0.1, worst: 1e-9, rate_hz: 1e6 }, 20)
    expect((await simulate({ spec, giveUp: hopeless })).summary).toMatchObject({ completed: false, epochs: 2 })
    const hopeful = giveUpAt({ after: 0.1, worst: 1e9, rate_hz: 1e6 }, 20)
    expect((await simulate({ spec, giveUp: hopeful })).summary).toMatchObject({ completed: true, epochs: 20 })
  })
})
