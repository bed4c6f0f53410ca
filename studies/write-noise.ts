/** Our own study: how much write noise does each scheme tolerate? */
import { defaults } from '../devices/kind.ts'
import { pcm } from '../devices/models/pcm.ts'
import { seriesFigure } from '../figures/series.ts'
import { learningSeries } from './learning-series.ts'
import type { Paper } from './paper.ts'
import { type Condition, studyTables, trainingsOf } from './study.ts'

const SCHEMES = ['mixed-precision', 'stochastic']
const FACTORS = [0, 0.5, 1, 1.5, 2, 3]

/** The std of a SET step is m2 G + c2 + a2 P, that after RESET reset_std: all are scaled by the same factor. */
const NOISE = ['m2', 'c2', 'a2', 'reset_std'] as const

const CONDITIONS: readonly Condition[] = SCHEMES.flatMap((scheme) =>
  FACTORS.map((write_noise) => ({
    label: { scheme, write_noise },
    set: [`update.kind=${scheme}`, ...NOISE.map((name) => `device.${name}=${write_noise * defaults(pcm)[name]}`)],
  })),
)

export const writeNoise: Paper = {
  name: 'write-noise',
  title: 'Error against the noise of programming',
  cite: [],
  description:
    'Mixed precision and stochastic updates on phase-change memory whose noise of SET and RESET is 0 to 3 times that of the published model. The mean response is unchanged, except where the limits of the range clip it.',
  seeds: [10, 11, 12, 13, 14],
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(runs) {
    const { runs: all, table } = studyTables(runs)
    const mse = await seriesFigure({
      x: { label: 'write noise over that of the published model' },
      y: { label: 'MSE, mean and range', log: true },
      panels: [{ series: learningSeries(runs, 'write_noise', 'scheme') }],
      guide: { label: 'learned (0.1)', points: [FACTORS[0]!, FACTORS.at(-1)!].map((x) => ({ x, y: 0.1 })) },
    })
    return { tables: [all, table], figures: { mse } }
  },
}
