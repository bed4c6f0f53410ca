/**
 * Bits that a device needs: learning on ideal devices of 2 to 256 levels. The bit study of arXiv 2108.01804, where the
 * controller's step matches the device's at 4 bits only; here it does at every width.
 */
import { seriesFigure } from '../figures/series.ts'
import { learningSeries } from './learning-series.ts'
import type { Paper } from './paper.ts'
import { type Condition, studyTables, trainingsOf } from './study.ts'

const SCHEMES = ['mixed-precision', 'stochastic', 'accumulator']
const BITS = [1, 2, 3, 4, 5, 6, 7, 8]

const CONDITIONS: readonly Condition[] = SCHEMES.flatMap((scheme) =>
  BITS.map((bits) => ({
    label: { scheme, bits },
    set: [`update.kind=${scheme}`, 'device.model=ideal', `device.bits=${bits}`],
  })),
)

export const resolution: Paper = {
  name: 'resolution',
  title: 'Error against the resolution of the devices',
  cite: ['demirag2021'],
  description:
    'The task on ideal devices (no noise, no drift) of 1 to 8 bits between 0.1 and 12 uS, with mixed precision and stochastic updates, and with the accumulator, the digital baseline whose weights change in steps of the device.',
  seeds: [10, 11, 12, 13, 14],
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(runs) {
    const { runs: all, table } = studyTables(runs)
    const mse = await seriesFigure({
      x: { label: 'bits', ticks: { labelled: BITS, plain: [], label: String } },
      // The range of diverged runs would compress the others.
      y: { label: 'MSE, mean and range', log: true, domain: [0.01, 10] },
      panels: [{ series: learningSeries(runs, 'bits', 'scheme') }],
      guide: { label: 'learned (0.1)', points: [1, 8].map((x) => ({ x, y: 0.1 })) },
    })
    return { tables: [all, table], figures: { mse } }
  },
}
