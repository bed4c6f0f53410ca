/** Our own study: how long a trained network retains its function, and what global drift compensation recovers. */

import { timeTicks } from '../figures/frame/time-ticks.ts'
import { seriesFigure } from '../figures/series.ts'
import { mean } from '../statistics/describe.ts'
import type { FinishedTraining, Paper } from './paper.ts'
import { groupByLabel, studyTables, trainingsOf } from './study.ts'

const SPREADS = [0, 0.01, 0.02]
const COMPENSATIONS = ['none', 'global'] as const
/** s since the last update; the reference read of the compensation is taken at the first. */
const AGES = [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000]

const CONDITIONS = SPREADS.map((nu_std) => ({
  label: { nu_std },
  set: ['update.kind=mixed-precision', `device.nu_std=${nu_std}`],
}))

export const retention: Paper = {
  name: 'retention',
  title: 'Error against device time after training ends',
  cite: ['joshi2020'],
  description:
    'Networks trained with mixed precision on phase-change memory are evaluated without learning from 1 s to a year of device time after their last update, without and with global drift compensation: every array is multiplied by its total conductance read 1 s after the last update, divided by that read now. Both conditions have the same read noise.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options, { ages: AGES }),
  async report(runs) {
    const evaluations = runs.flatMap(({ label, summary, afterwards = [] }) =>
      afterwards.map(({ elapsed_s, compensation, ...rest }) => {
        return { ...label, elapsed_s, compensation, seed: summary.seed, ...rest }
      }),
    )
    const columns = Object.keys(evaluations[0] ?? {})
    const rows = summarize(runs)
    const span = [AGES[0]!, AGES.at(-1)!] as const
    const loss = await seriesFigure({
      x: { label: 'device time since the last update', log: true, domain: span, ticks: timeTicks(span) },
      y: { label: 'MSE, mean and range', log: true },
      panels: SPREADS.map((nu_std) => ({
        label: `std of the drift exponent ${nu_std}`,
        series: COMPENSATIONS.map((compensation) => ({
          label: compensation === 'none' ? 'as it is' : 'global drift compensation',
          points: rows
            .filter((row) => row.nu_std === nu_std && row.compensation === compensation)
            .map(({ elapsed_s, mse_mean, mse_best, mse_worst }) => ({
              x: elapsed_s,
              y: mse_mean,
              low: mse_best,
              high: mse_worst,
            })),
        })),
      })),
    })
    return {
      tables: [
        studyTables(runs).runs,
        { name: 'evaluations', columns, rows: evaluations, long: true },
        { name: 'table', columns: Object.keys(rows[0] ?? {}), rows },
      ],
      figures: { loss },
    }
  },
}

/** Statistics over seeds. */
function summarize(runs: readonly FinishedTraining[]) {
  return groupByLabel(runs).flatMap(({ label, members }) =>
    COMPENSATIONS.flatMap((compensation) =>
      AGES.map((elapsed_s) => {
        const found = members.flatMap(({ afterwards = [] }) =>
          afterwards.filter((one) => one.compensation === compensation && one.elapsed_s === elapsed_s),
        )
        const errors = found.map(({ mse }) => mse)
        return {
          ...{ nu_std: Number(label.nu_std), compensation, elapsed_s, runs: errors.length },
          share_below_0_1: mean(errors.map((mse) => (mse < 0.1 ? 1 : 0))),
          ...{ mse_mean: mean(errors), mse_best: Math.min(...errors), mse_worst: Math.max(...errors) },
          gain_rec: mean(found.map((one) => one.gain_rec ?? 1)),
        }
      }),
    ),
  )
}
