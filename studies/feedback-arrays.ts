/** Whether feedback weights may drift: feedback in a separate array, or read back from the forward array, against digital memory. */
import { stripFigure } from '../figures/strip.ts'
import { accuracyOf, accuracyTables, pairedTable, QUICK_CLASSIFICATION } from './classification.ts'
import { DIGITS } from './digits.ts'
import type { Paper } from './paper.ts'
import { groupByLabel, trainingsOf } from './study.ts'

/** [kind of feedback, store of its weights]. */
const FEEDBACKS = [
  ['symmetric', 'digital'],
  ['symmetric', 'read-back'],
  ['adaptive', 'digital'],
  ['adaptive', 'array'],
  ['weight-mirror', 'digital'],
  ['weight-mirror', 'array'],
] as const

const BASE = [...DIGITS, 'update.kind=mixed-precision', 'training.epochs=10', 'training.evaluate_every=10']

const CONDITIONS = (['bptt', 'eprop'] as const).flatMap((rule) =>
  FEEDBACKS.map(([feedback, store]) => ({
    label: { rule, feedback, store },
    set: [`learning.rule=${rule}`, `learning.feedback=${feedback}`, `learning.feedback_store=${store}`],
  })),
)

export const feedbackArrays: Paper = {
  name: 'feedback-arrays',
  title: 'Feedback weights in drifting arrays',
  cite: ['akrout2019'],
  description:
    'The 8x8 digits, 64-100-10 with one recurrent layer, learned with mixed precision on phase-change memory by BPTT and e-prop, ten epochs. The feedback weights are in digital memory, in a separate crossbar with its own devices, noise and drift, or are the forward devices, read backwards.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options, { base: BASE, short: QUICK_CLASSIFICATION }),
  async report(runs) {
    const { runs: all, table } = accuracyTables(runs)
    const panels = (['bptt', 'eprop'] as const).map((rule) => ({
      label: rule,
      groups: groupByLabel(runs.filter(({ label }) => label.rule === rule)).map(({ label, members }) => {
        return { label: `${label.feedback}, ${label.store}`, values: members.map(accuracyOf) }
      }),
    }))
    const accuracy = await stripFigure({ panels, label: 'test accuracy', mark: 'mean' })
    const tables = [
      ...[all, table, pairedTable(runs, 'store', 'digital')],
      { ...pairedTable(runs, 'feedback', 'symmetric'), name: 'against-symmetric' },
    ]
    return { tables, figures: { accuracy } }
  },
}
