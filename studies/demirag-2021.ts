/**
 * The comparison of update schemes of Demirag et al., Online Training of Spiking Recurrent Neural Networks with Phase-Change Memory
 * Synapses (2021), arXiv 2108.01804: which schemes learn the pattern-generation task on phase-change memory, and at what cost in
 * pulses. The settings of each row come from a search of the same kind (demirag-2021-settings.ts).
 */

import type { Row } from '../experiments/results/tables.ts'
import { resultOf } from '../experiments/run/summary.ts'
import { stripFigure } from '../figures/strip.ts'
import { mean } from '../statistics/describe.ts'
import { SETTINGS } from './demirag-2021-settings.ts'
import { meanInterval, pairedRatios } from './paired.ts'
import type { FinishedTraining, Paper, Table } from './paper.ts'
import { type Condition, groupByLabel, trainingsOf } from './study.ts'

const CONDITIONS: readonly Condition[] = SETTINGS.map(({ scheme, set }) => ({ label: { scheme }, set: set.split(', ') }))

const errorOf = ({ summary }: FinishedTraining) => resultOf(summary, 'mse_last50_mean')

export const demirag2021: Paper = {
  name: 'demirag-2021',
  title: 'Comparison of update schemes on phase-change memory',
  cite: ['demirag2021'],
  description:
    'The pattern-generation task, learned by e-prop with every update scheme on phase-change memory, and with two digital baselines. N is the number of devices per polarity. The settings of each row are the best, by the worst of seeds 0 to 4, of a search of its own and of earlier ones.',
  seeds: Array.from({ length: 20 }, (_, i) => 20 + i),
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(runs) {
    const groups = groupByLabel(runs)
    const rows = runs.map(({ label, summary }) => ({ ...label, ...summary }))
    const means: Row[] = groups.map(({ label, members }) => ({ ...label, ...statistics(members) }))
    const observed = runs.map((run) => ({ label: run.label, seed: run.summary.seed, value: errorOf(run) }))
    const tables: Table[] = [
      { name: 'runs', columns: Object.keys(rows[0] ?? {}), rows, long: true },
      { name: 'table', columns: Object.keys(means[0] ?? {}), rows: means },
      pairedRatios(observed, 'scheme', 'mixed-precision', 'paired'),
      { name: 'settings', columns: ['scheme', 'set'], rows: SETTINGS.map(({ scheme, set }) => ({ scheme, set })) },
    ]
    const mse = await stripFigure({
      panels: [
        { label: '', groups: groups.map(({ label, members }) => ({ label: `${label.scheme}`, values: members.map(errorOf) })) },
      ],
      label: 'MSE, mean of the last 50 epochs',
      mark: 'mean',
      scale: 'log',
      threshold: { value: 0.1, label: 'success' },
    })
    return { tables, figures: { mse } }
  },
}

/** The error with its 95 % Student interval, and its range; pulses and rate are means. */
function statistics(members: readonly FinishedTraining[]): Row {
  const errors = members.map(errorOf)
  const error = meanInterval(errors)
  const meanOf = (name: string) => mean(members.map(({ summary }) => resultOf(summary, name)))
  return {
    runs: members.length,
    share_below_0_1: mean(errors.map((each) => (each < 0.1 ? 1 : 0))),
    ...{
      mse_mean: error.mean,
      mse_low: error.low,
      mse_high: error.high,
      mse_best: Math.min(...errors),
      mse_worst: Math.max(...errors),
    },
    ...{
      set_pulses: meanOf('set_pulses'),
      reset_pulses: meanOf('reset_pulses'),
      set_max: meanOf('set_max'),
      rate_hz: meanOf('rate_hz'),
    },
  }
}
