/** Studies that train classifiers under several conditions, each over all seeds: test accuracies with intervals. */
import { resultOf } from '../experiments/run/summary.ts'
import { createChance } from '../statistics/chance.ts'
import { mean } from '../statistics/describe.ts'
import { holm, signFlipTest } from '../statistics/sign-flip.ts'
import { studentInterval } from '../statistics/student.ts'
import type { FinishedTraining, Table } from './paper.ts'
import { groupByLabel } from './study.ts'

/** A few samples of one epoch, as a test that everything works. */
export const QUICK_CLASSIFICATION = ['training.epochs=1', 'task.train=40', 'task.test=20'] as const

export const accuracyOf = ({ summary }: FinishedTraining) => resultOf(summary, 'accuracy_test')

/** The table of all runs, and that of the conditions: accuracy after the last epoch, its mean with a 95 % Student interval. */
export function accuracyTables(runs: readonly FinishedTraining[]): { runs: Table; table: Table } {
  const rows = runs.map(({ label, summary }) => ({ ...label, ...summary }))
  const groups = groupByLabel(runs).map(({ label, members }) => {
    const values = members.map(accuracyOf)
    const { low, high } = studentInterval(
      values.map((value) => [value]),
      0.95,
    )
    const meanOf = (name: string) => mean(members.map(({ summary }) => resultOf(summary, name)))
    return {
      ...label,
      ...{ runs: values.length, accuracy: mean(values), accuracy_low: finite(low), accuracy_high: finite(high) },
      ...{ worst: Math.min(...values), best: Math.max(...values) },
      ...{ set_pulses: meanOf('set_pulses'), reset_pulses: meanOf('reset_pulses'), rate_hz: meanOf('rate_hz') },
    }
  })
  return {
    runs: { name: 'runs', columns: Object.keys(rows[0] ?? {}), rows, long: true },
    table: { name: 'table', columns: Object.keys(groups[0] ?? {}), rows: groups },
  }
}

/** Number of resamples of the sign-flip test if there are too many seeds for all sign patterns. */
const RESAMPLES = 20_000

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/**
 * Differences of accuracy between the levels of one column of the label and a reference level, with all other labels and the seed
 * equal: mean, 95 % Student interval, and the sign-flip test's p, corrected by Holm for all the rows.
 */
export function pairedTable(runs: readonly FinishedTraining[], factor: string, reference: string): Table {
  const others = ({ label, summary }: FinishedTraining) => JSON.stringify({ ...label, [factor]: null, seed: summary.seed })
  const base = new Map(runs.flatMap((run) => (run.label[factor] === reference ? [[others(run), accuracyOf(run)] as const] : [])))
  const compared = groupByLabel(runs).filter(({ label }) => label[factor] !== reference)
  const chance = createChance(1)
  const found = compared.flatMap(({ label, members }) => {
    const differences = members.flatMap((run) => (base.has(others(run)) ? [accuracyOf(run) - base.get(others(run))!] : []))
    if (differences.length === 0) return []
    const { low, high } = studentInterval(
      differences.map((value) => [value]),
      0.95,
    )
    const p = signFlipTest(differences, chance.stream('flips', differences.length), RESAMPLES)
    return [
      { ...label, reference, seeds: differences.length, difference: mean(differences), low: finite(low), high: finite(high), p },
    ]
  })
  const corrected = holm(found.map(({ p }) => p))
  const rows = found.map((row, i) => ({ ...row, p_holm: corrected[i]! }))
  return { name: 'paired', columns: Object.keys(rows[0] ?? {}), rows }
}
