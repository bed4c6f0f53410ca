/** How many errors may be ignored: error-triggered learning over its threshold, in regression and in classification. */
import { resultOf, type Summary } from '../experiments/run/summary.ts'
import { seriesFigure } from '../figures/series.ts'
import { errorCurves, ticksAt } from './circuit-error.ts'
import { QUICK_CLASSIFICATION } from './classification.ts'
import { DIGITS } from './digits.ts'
import { meanInterval, type Observation, pairedDifferences } from './paired.ts'
import type { FinishedTraining, Paper, Table } from './paper.ts'
import { type Condition, groupByLabel, QUICK, trainingsOf } from './study.ts'

/** theta, in the units of each task's error dE/dy; 0: every error changes weights. */
const THETAS = { pattern: [0, 0.01, 0.03, 0.1, 0.3, 0.5, 1], digits: [0, 0.03, 0.1, 0.3, 0.5] } as const

type Task = keyof typeof THETAS

const conditions = (task: Task): Condition[] =>
  (['multiples', 'ternary'] as const).flatMap((errors) =>
    THETAS[task]
      .filter((theta) => errors === 'multiples' || theta > 0)
      .map((theta) => ({
        label: { task, errors, theta },
        set: ['update.kind=error-triggered', `update.error_threshold=${theta}`, `update.error_ternary=${errors === 'ternary'}`],
      })),
  )

/** The result of each task, of which more or less is better. */
const RESULT = { pattern: 'mse_last50_mean', digits: 'accuracy_test' } as const

export const errorTriggered: Paper = {
  name: 'error-triggered',
  title: 'Error-triggered learning: updates saved against results',
  cite: ['payvand2020'],
  description:
    'Pattern generation and the 8x8 digits by e-prop on phase-change memory, where only errors of a step and an output of at least theta change weights: by whole multiples of theta, or, ternary, by theta. All else is as in the comparison of schemes and, with six epochs, in the digits study, for every theta.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  async trainings(options) {
    const digits = {
      base: [...DIGITS, 'learning.rule=eprop', 'training.epochs=6', 'training.evaluate_every=6'],
      short: QUICK_CLASSIFICATION,
    }
    return [
      ...(await trainingsOf(conditions('pattern'), options, { short: QUICK })),
      ...(await trainingsOf(conditions('digits'), options, digits)),
    ]
  },
  async report(runs) {
    const groups = groupByLabel(runs).map(({ label, members }) => ({ ...label, ...statistics(members) }))
    const rows = runs.map(({ label, summary }) => ({ ...label, ...summary }))
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    const of = (task: Task) => runs.filter(({ label }) => label.task === task)
    const tables: Table[] = [
      { name: 'runs', columns, rows, long: true },
      { name: 'table', columns: Object.keys(groups[0] ?? {}), rows: groups },
      ...(['pattern', 'digits'] as const).map((task) => ({ ...againstAll(of(task)), name: `${task}-paired` })),
    ]
    const curve = (task: Task, label: string, value: (summary: Summary) => number) => {
      const withThreshold = of(task).filter((run) => run.label.theta !== 0)
      const series = errorCurves(observed(withThreshold, value), 'theta', 'errors')
      return seriesFigure({
        x: { label: 'theta', log: true, ticks: ticksAt(THETAS[task].filter((theta) => theta > 0)) },
        y: { label, log: true },
        panels: [{ series }],
      })
    }
    return {
      tables,
      figures: {
        pattern: await curve('pattern', 'MSE, mean, 95 % interval', (run) => resultOf(run, RESULT.pattern)),
        digits: await curve('digits', 'test error, mean, 95 % interval', (run) => 1 - resultOf(run, RESULT.digits)),
        saved: await curve('digits', 'share of errors above theta', (run) => resultOf(run, 'triggered_share')),
      },
    }
  },
}

function observed(runs: readonly FinishedTraining[], value: (summary: Summary) => number): Observation[] {
  return runs.map(({ label, summary }) => ({ label, seed: summary.seed, value: value(summary) }))
}

/** theta 0 is the reference of both kinds of errors. */
function againstAll(runs: readonly FinishedTraining[]): Table {
  const all = observed(runs, (run) => resultOf(run, RESULT[run.accuracy_test === undefined ? 'pattern' : 'digits']))
  const references = all
    .filter(({ label }) => label.theta === 0)
    .map((one) => ({ ...one, label: { ...one.label, errors: 'ternary' } }))
  return pairedDifferences([...all, ...references], 'theta', 0)
}

function statistics(members: readonly FinishedTraining[]) {
  const of = (name: string) => meanInterval(members.map(({ summary }) => resultOf(summary, name)))
  const result = of(RESULT[members[0]!.summary.accuracy_test === undefined ? 'pattern' : 'digits'])
  return {
    ...{ runs: members.length, result: result.mean, low: result.low, high: result.high },
    // Without a threshold nothing is counted: every error changes weights.
    triggered_share: members[0]!.label.theta === 0 ? 1 : of('triggered_share').mean,
    set_pulses: of('set_pulses').mean,
    reset_pulses: of('reset_pulses').mean,
  }
}
