/** Whether the weights that carry the error back may drift: feedback in an array of its own against feedback in digital memory. */
import { stripFigure } from '../figures/strip.ts'
import { accuracyOf, accuracyTables, pairedTable, QUICK_CLASSIFICATION } from './classification.ts'
import { DIGITS } from './digits.ts'
import type { Paper } from './paper.ts'
import { groupByLabel, trainingsOf } from './study.ts'

/** [kind of feedback, where its weights are held]. The first is what the others are compared with. */
const FEEDBACKS = [
  ['symmetric', 'digital'],
  ['symmetric', 'read-back'],
  ['adaptive', 'digital'],
  ['adaptive', 'array'],
  ['weight-mirror', 'digital'],
  ['weight-mirror', 'array'],
] as const

const CONDITIONS = (['bptt', 'eprop'] as const).flatMap((rule) =>
  FEEDBACKS.map(([feedback, store]) => ({
    label: { rule, feedback: `${feedback}, ${store}` },
    set: [
      ...[`learning.rule=${rule}`, `learning.feedback=${feedback}`, `learning.feedback_store=${store}`],
      ...['update.kind=mixed-precision', 'training.epochs=10', 'training.evaluate_every=10'],
    ],
  })),
)

export const feedbackArrays: Paper = {
  name: 'feedback-arrays',
  title: 'Feedback weights in a drifting array of their own',
  cite: ['akrout2019', 'lillicrap2016'],
  description:
    'The 8x8 digits, 64-100-10 with one recurrent layer, learned with mixed precision on phase-change memory by BPTT and e-prop, ten epochs. The weights that carry the error back are held in digital memory, in a crossbar of their own with its own devices, noise and drift, or are the forward devices read backwards.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options, { base: DIGITS, short: QUICK_CLASSIFICATION }),
  async report(runs) {
    const { runs: all, table } = accuracyTables(runs)
    const panels = (['bptt', 'eprop'] as const).map((rule) => ({
      label: rule,
      groups: groupByLabel(runs.filter(({ label }) => label.rule === rule)).map(({ label, members }) => {
        return { label: String(label.feedback), values: members.map(accuracyOf) }
      }),
    }))
    const accuracy = await stripFigure({ panels, label: 'test accuracy', mark: 'mean' })
    return { tables: [all, table, pairedTable(runs, 'feedback', 'symmetric, digital')], figures: { accuracy } }
  },
}
