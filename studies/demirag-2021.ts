/**
 * The comparison of update schemes of Demirag et al., Online Training of Spiking Recurrent Neural Networks with Phase-Change Memory
 * Synapses (2021), arXiv 2108.01804: which schemes learn the pattern-generation task on phase-change memory, and at what cost in
 * pulses. Every scheme runs with the hyper-parameters that the same search budget found for it (experiments/config/presets.ts).
 */

import { resultOf } from '../experiments/run/summary.ts'
import { stripFigure } from '../figures/strip.ts'
import type { Paper } from './paper.ts'
import { type Condition, groupByLabel, studyTables, trainingsOf } from './study.ts'

const CONDITIONS: readonly Condition[] = [
  { label: { scheme: 'sign' }, set: ['update.kind=sign'] },
  { label: { scheme: 'stochastic' }, set: ['update.kind=stochastic'] },
  { label: { scheme: 'multi-memristor (N=4)' }, set: ['update.kind=multi-memristor', 'crossbar.replicas=4'] },
  { label: { scheme: 'multi-memristor (N=8)' }, set: ['update.kind=multi-memristor', 'crossbar.replicas=8'] },
  { label: { scheme: 'update-ready' }, set: ['update.kind=update-ready'] },
  { label: { scheme: 'mixed-precision' }, set: ['update.kind=mixed-precision'] },
  { label: { scheme: 'accumulator' }, set: ['update.kind=accumulator'] },
  { label: { scheme: 'fp32' }, set: ['update.kind=fp32'] },
]

export const demirag2021: Paper = {
  name: 'demirag-2021',
  title: 'Comparison of update schemes on phase-change memory',
  cite: ['demirag2021'],
  description:
    'The pattern-generation task, learned by e-prop with every update scheme on phase-change memory, and with two digital baselines.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(runs) {
    const { runs: all, table } = studyTables(runs)
    const groups = groupByLabel(runs).map(({ label, members }) => {
      return { label: String(label.scheme), values: members.map(({ summary }) => resultOf(summary, 'mse_last50_mean')) }
    })
    const mse = await stripFigure({
      panels: [{ label: '', groups }],
      label: 'MSE, mean of the last 50 epochs',
      mark: 'mean',
      scale: 'log',
      threshold: { value: 0.1, label: 'success' },
    })
    return { tables: [all, table], figures: { mse } }
  },
}
