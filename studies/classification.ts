/** Studies that train classifiers under several conditions, each over all seeds: test accuracies with intervals. */
import { resultOf } from '../experiments/run/summary.ts'
import { mean } from '../statistics/describe.ts'
import { meanInterval, pairedDifferences } from './paired.ts'
import type { FinishedTraining, Table } from './paper.ts'
import { groupByLabel } from './study.ts'

/** A small network and a few samples of one epoch, as a test that everything works. */
export const QUICK_CLASSIFICATION = ['training.epochs=1', 'task.train=20', 'task.test=10', 'network.neurons=20'] as const

export const accuracyOf = ({ summary }: FinishedTraining) => resultOf(summary, 'accuracy_test')

/** The table of all runs, and that of the conditions: accuracy after the last epoch, its mean with a 95 % Student interval. */
export function accuracyTables(runs: readonly FinishedTraining[]): { runs: Table; table: Table } {
  const rows = runs.map(({ label, summary }) => ({ ...label, ...summary }))
  const groups = groupByLabel(runs).map(({ label, members }) => {
    const values = members.map(accuracyOf)
    const { mean: accuracy, low, high } = meanInterval(values)
    const meanOf = (name: string) => mean(members.map(({ summary }) => resultOf(summary, name)))
    return {
      ...label,
      ...{ runs: values.length, accuracy, accuracy_low: low, accuracy_high: high },
      ...{ worst: Math.min(...values), best: Math.max(...values) },
      ...{ set_pulses: meanOf('set_pulses'), reset_pulses: meanOf('reset_pulses'), rate_hz: meanOf('rate_hz') },
    }
  })
  return {
    runs: { name: 'runs', columns: Object.keys(rows[0] ?? {}), rows, long: true },
    table: { name: 'table', columns: Object.keys(groups[0] ?? {}), rows: groups },
  }
}

/** Differences of accuracy between the levels of one column of the label and a reference level. */
export function pairedTable(runs: readonly FinishedTraining[], factor: string, reference: string): Table {
  const observations = runs.map((run) => ({ label: run.label, seed: run.summary.seed, value: accuracyOf(run) }))
  return pairedDifferences(observations, factor, reference)
}
