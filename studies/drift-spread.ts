/** Our own study: does learning tolerate devices with different drift exponents? */
import { seriesFigure } from '../figures/series.ts'
import { learningSeries } from './learning-series.ts'
import type { Paper } from './paper.ts'
import { studyTables, trainingsOf } from './study.ts'

const SPREADS = [0, 0.005, 0.01, 0.02, 0.03, 0.04]

const CONDITIONS = SPREADS.map((nu_std) => ({
  label: { nu_std },
  set: ['update.kind=mixed-precision', `device.nu_std=${nu_std}`],
}))

export const driftSpread: Paper = {
  name: 'drift-spread',
  title: 'Error against the spread of the drift exponent',
  cite: [],
  description:
    'Mixed precision on phase-change memory whose drift exponents have a mean of 0.04 and a std of 0 to 0.04 over devices, each fixed for the life of its device; a draw below 0 counts as 0.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(runs) {
    const { runs: all, table } = studyTables(runs)
    const mse = await seriesFigure({
      x: { label: 'std of the drift exponent over devices' },
      y: { label: 'MSE, mean and range', log: true },
      panels: [{ series: learningSeries(runs, 'nu_std') }],
    })
    return { tables: [all, table], figures: { mse } }
  },
}
