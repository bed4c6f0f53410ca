/** Evidence accumulation learned on phase-change memory by adaptive neurons, beside its digital baseline. */
import { stripFigure } from '../figures/strip.ts'
import { accuracyOf, accuracyTables, pairedTable, QUICK_CLASSIFICATION } from './classification.ts'
import type { Paper } from './paper.ts'
import { groupByLabel, trainingsOf } from './study.ts'

/** Chosen by hand on seed 1; the same for both schemes. */
const EVIDENCE = [...['task.kind=evidence-accumulation', 'task.train=1024', 'task.test=200']] as const

const CONDITIONS = (['fp32', 'mixed-precision'] as const).map((scheme) => ({
  label: { scheme },
  set: [`update.kind=${scheme}`],
}))

export const evidenceAccumulation: Paper = {
  name: 'evidence-accumulation',
  title: 'Evidence accumulation on phase-change memory',
  cite: ['bellec2020'],
  description:
    'Seven cues in 2.25 s, on the left or on the right, and after a delay the answer: which side had more. Adaptive neurons, e-prop with symmetric feedback, in float32 and with mixed precision on phase-change memory; 200 unseen trials.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options, { base: EVIDENCE, short: QUICK_CLASSIFICATION }),
  async report(runs) {
    const { runs: all, table } = accuracyTables(runs)
    const groups = groupByLabel(runs).map(({ label, members }) => ({
      label: String(label.scheme),
      values: members.map(accuracyOf),
    }))
    const accuracy = await stripFigure({
      panels: [{ label: '', groups }],
      label: 'test accuracy',
      mark: 'mean',
      scale: 'linear',
      threshold: { value: 0.95, label: 'success' },
    })
    return { tables: [all, table, pairedTable(runs, 'scheme', 'fp32')], figures: { accuracy } }
  },
}
