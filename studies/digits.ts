/** Digits learned on phase-change memory: back-propagation through time and e-prop beside their digital baselines. */
import { stripFigure } from '../figures/strip.ts'
import { accuracyOf, accuracyTables, pairedTable, QUICK_CLASSIFICATION } from './classification.ts'
import type { Paper } from './paper.ts'
import { groupByLabel, trainingsOf } from './study.ts'

/** Chosen by hand on seed 1; the same for both rules and both schemes. */
export const DIGITS = [
  ...['task.kind=digits', 'task.steps=20', 'network.neurons=100', 'network.tau_mem=20 ms', 'network.tau_out=20 ms'],
  ...['learning.lr_in=1e-4', 'learning.lr_rec=1e-4', 'learning.lr_out=3e-5', 'update.every=8', 'training.epochs=15'],
  'training.evaluate_every=15',
] as const

const CONDITIONS = (['bptt', 'eprop'] as const).flatMap((rule) =>
  (['fp32', 'mixed-precision'] as const).map((scheme) => ({
    label: { rule, scheme },
    set: [`learning.rule=${rule}`, `update.kind=${scheme}`],
  })),
)

export const digits: Paper = {
  name: 'digits',
  title: 'Digits on phase-change memory',
  cite: [],
  description:
    'The 8x8 digits (1,297 to train, 500 to test), 64-100-10 with one recurrent layer, learned by BPTT and by e-prop with random feedback, in float32 and with mixed precision on phase-change memory.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options, { base: DIGITS, short: QUICK_CLASSIFICATION }),
  async report(runs) {
    const { runs: all, table } = accuracyTables(runs)
    const groups = groupByLabel(runs).map(({ label, members }) => {
      return { label: `${label.rule}, ${label.scheme}`, values: members.map(accuracyOf) }
    })
    const accuracy = await stripFigure({ panels: [{ label: '', groups }], label: 'test accuracy', mark: 'mean', scale: 'linear' })
    return { tables: [all, table, pairedTable(runs, 'scheme', 'fp32')], figures: { accuracy } }
  },
}
