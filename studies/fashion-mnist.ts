/** Fashion-MNIST on phase-change memory: a feed-forward network of 336,000 weights, all data, by BPTT and by e-prop. */
import { stripFigure } from '../figures/strip.ts'
import { accuracyOf, accuracyTables, QUICK_CLASSIFICATION } from './classification.ts'
import { DIGITS } from './digits.ts'
import type { Paper } from './paper.ts'
import { groupByLabel, trainingsOf } from './study.ts'

/** Debian's package dataset-fashion-mnist; `--set task.data=FOLDER` names another folder of the IDX files. */
const DATA = '/usr/share/datasets/fashion-mnist'

/** Chosen by hand on seed 1 with BPTT in float32. */
const BASE = [
  ...['task.kind=images', `task.data=${DATA}`, 'task.steps=5', 'task.dt=1 ms', 'task.loss=cross-entropy-of-mean'],
  'network.populations={ h1: { size: 400 }, h2: { size: 400 } }',
  'network.connections=[input > h1, h1 > h2, h2 > readout]',
  ...['network.tau_mem=5 ms', 'network.tau_out=5 ms', 'network.gain=1.5', 'network.threshold=1'],
  ...['learning.schedule=cosine', 'learning.rate_regularisation=0', 'update.every=32'],
  ...['training.epochs=6', 'training.evaluate_every=6'],
]

/** Chosen by hand: BPTT on all data, e-prop on 10,000 images. */
const RATES = {
  bptt: ['learning.lr_in=1e-2', 'learning.lr_rec=1e-2', 'learning.lr_out=3e-3'],
  eprop: ['learning.feedback=random', 'learning.lr_in=3e-3', 'learning.lr_rec=3e-3', 'learning.lr_out=1e-3'],
}

const CONDITIONS = (
  [
    ['bptt', 'fp32'],
    ['bptt', 'mixed-precision'],
    ['eprop', 'fp32'],
    ['eprop', 'mixed-precision'],
  ] as const
).map(([rule, scheme]) => ({
  label: { rule, scheme },
  set: [`learning.rule=${rule}`, ...RATES[rule], `update.kind=${scheme}`],
}))

export const fashionMnist: Paper = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST on phase-change memory',
  cite: ['xiao2017'],
  description:
    'Fashion-MNIST, 60,000 images to train and 10,000 to test, 784-400-400-10 without recurrence, five steps of direct coding, six epochs, by BPTT and by e-prop with random feedback, in float32 and with mixed precision on phase-change memory.',
  seeds: [1],
  // A quick run needs no data.
  trainings: (options) =>
    trainingsOf(CONDITIONS, options, options.quick ? { base: DIGITS, short: QUICK_CLASSIFICATION } : { base: BASE }),
  async report(runs) {
    const { runs: all, table } = accuracyTables(runs)
    const groups = groupByLabel(runs).map(({ label, members }) => {
      return { label: `${label.rule}, ${label.scheme}`, values: members.map(accuracyOf) }
    })
    const accuracy = await stripFigure({ panels: [{ label: '', groups }], label: 'test accuracy', mark: 'mean', scale: 'linear' })
    return { tables: [all, table], figures: { accuracy } }
  },
}
