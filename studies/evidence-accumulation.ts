/** Evidence accumulation learned on phase-change memory by adaptive neurons, beside its digital baseline. */
import { stripFigure } from '../figures/strip.ts'
import { accuracyOf, accuracyTables, pairedTable, QUICK_CLASSIFICATION } from './classification.ts'
import type { Paper } from './paper.ts'
import { groupByLabel, trainingsOf } from './study.ts'

/** Chosen by hand on seeds 1 and 2; the same for both schemes. */
const EVIDENCE = [
  ...['task.kind=evidence-accumulation', 'task.train=1024', 'task.test=200'],
  ...['network.neurons=100', 'network.adaptive=50', 'network.tau_mem=20 ms', 'network.tau_out=20 ms', 'network.zeta_out=1-kappa'],
  ...['network.tau_adapt=2 s', 'network.adapt_beta=0.2', 'network.threshold=0.6', 'network.refractory=5 ms', 'network.gain=1'],
  ...['learning.rule=eprop', 'learning.feedback=symmetric', 'learning.feedback_gain=1', 'learning.gradient_clamp=null'],
  ...['learning.lr_in=2e-3', 'learning.lr_rec=2e-3', 'learning.lr_out=2e-3', 'learning.schedule=cosine'],
  ...['learning.rate_regularisation=100', 'learning.rate_target=10', 'crossbar.scale=10', 'update.every=8'],
  ...['training.epochs=30', 'training.evaluate_every=10'],
] as const

const CONDITIONS = (['fp32', 'mixed-precision'] as const).map((scheme) => ({
  label: { scheme },
  // Both within the same range of weights.
  set: [`update.kind=${scheme}`, ...(scheme === 'fp32' ? ['update.max_weight=1.19'] : [])],
}))

export const evidenceAccumulation: Paper = {
  name: 'evidence-accumulation',
  title: 'Evidence accumulation on phase-change memory',
  cite: ['bellec2020'],
  description:
    'Seven cues on the left or on the right within 1.05 s, a delay of 1.05 s, and then the answer: which side had more cues. A recurrent layer of 100 neurons, half of them adaptive, learns by e-prop with symmetric feedback, in float32 and with mixed precision on phase-change memory; 200 unseen trials test it.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) =>
    trainingsOf(CONDITIONS, options, { base: EVIDENCE, short: [...QUICK_CLASSIFICATION, 'network.adaptive=10'] }),
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
