/** Tables that memxbar 0.1.0 wrote (parts of them, in release-0.1.0/) are still read: a result outlives the program that made it. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { analyzeResults } from '../../analysis/analyze.ts'
import { drawFigures } from '../../analysis/plot.ts'
import { openResults } from '../../analysis/results.ts'
import { texts } from '../support/results.ts'

const FOLDER = fileURLToPath(new URL('./release-0.1.0', import.meta.url))
const ASKED = { level: 0.95, resamples: 100, seed: 1 }

describe('results of memxbar 0.1.0', () => {
  it('of single runs give a summary and every figure', async () => {
    const results = await openResults(FOLDER, ['device=pcm', 'epochs=2'])
    const { summary } = await analyzeResults(results, ASKED)
    expect(summary!.rows).toMatchObject([{ metric: 'mse_last50_mean', runs: 2, n: 2, threshold: 0.1, below: 0 }])
    expect(summary!.rows[0]!.mean).toBeCloseTo((0.5293623140851673 + 0.32912015883300594) / 2, 12)
    const drawn = await drawFigures(results, ['learning', 'box', 'cost', 'wear', 'raster'], { band: 'quartiles' })
    expect(texts(drawn[0]!.figure.svg)).toEqual(expect.arrayContaining(['MSE', 'epoch']))
    expect(texts(drawn[4]!.figure.svg)).toEqual(expect.arrayContaining(['neuron 3', 'output', 'time (s)']))
  })

  it('of a study give a summary by its label, pairs, a decomposition and the error after training', async () => {
    const results = await openResults(join(FOLDER, 'study'))
    expect(results.factors).toEqual(['nu_std'])
    const { summary, paired, decomposition } = await analyzeResults(results, { ...ASKED, pair: 'nu_std', decompose: 'nu_std' })
    expect(summary!.rows.map(({ nu_std, runs }) => [nu_std, runs])).toEqual([
      [0, 2],
      [0.01, 2],
      [0.02, 2],
    ])
    expect(paired!.rows).toHaveLength(3)
    expect(decomposition!.rows.map(({ term }) => term)).toEqual(['nu_std', 'seed', 'rest', 'total'])
    const [drift] = await drawFigures(results, ['drift'], { band: 'ci' })
    expect(texts(drift!.figure.svg)).toEqual(expect.arrayContaining(['nu_std 0, compensation none', '1 s', 'MSE']))
  })
})
