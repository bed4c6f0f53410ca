/** Studies that train the same network under several conditions, each over all seeds, and compare the results. */

import { loadSpec } from '../experiments/disk/spec.ts'
import type { Row } from '../experiments/results/tables.ts'
import { resultOf } from '../experiments/run/summary.ts'
import { mean, std } from '../statistics/describe.ts'
import type { FinishedTraining, PaperOptions, Table, Training } from './paper.ts'

export interface Condition {
  readonly label: Row
  /** Assignments `path=value`. */
  readonly set: readonly string[]
  /** Further assignments, each list a circuit in which the trained devices are read without learning. */
  readonly elsewhere?: readonly (readonly string[])[]
}

/** A short run of pattern generation, as a test that everything works. */
export const QUICK = ['training.epochs=2', 'task.duration=100 ms', 'task.inputs=20', 'network.neurons=20']

/** One pass over the samples. */
const WITHOUT_LEARNING = ['learning.lr_in=0', 'learning.lr_rec=0', 'learning.lr_out=0', 'training.epochs=1']

export interface StudyOptions {
  /** Device times after the last update, s, at which each trained network is evaluated. */
  readonly ages?: readonly number[]
  /** Assignments that all runs share; the user's assignments override them. */
  readonly base?: readonly string[]
  /** Assignments that make a run short. */
  readonly short?: readonly string[]
}

/** Condition by condition, seed by seed. */
export async function trainingsOf(
  conditions: readonly Condition[],
  { seeds, set, quick }: PaperOptions,
  { ages, base = [], short = QUICK }: StudyOptions = {},
): Promise<Training[]> {
  const common = [...base, ...(quick ? short : []), ...set]
  return Promise.all(
    conditions.flatMap((condition) =>
      seeds.map(async (seed) => {
        const own = [...common, ...condition.set]
        const at = (further: readonly string[]) => loadSpec(undefined, [...own, ...further], seed)
        const elsewhere = condition.elsewhere?.map((circuit) => at([...WITHOUT_LEARNING, ...circuit]))
        return {
          ...{ label: condition.label, spec: await at([]), ...(ages ? { ages } : {}) },
          ...(elsewhere ? { elsewhere: await Promise.all(elsewhere) } : {}),
        }
      }),
    ),
  )
}

/** The table of all runs, and that of the conditions. */
export function studyTables(runs: readonly FinishedTraining[]): { runs: Table; table: Table } {
  const rows = runs.map(({ label, summary }) => ({ ...label, ...summary }))
  const groups = groupByLabel(runs).map(({ label, members }) => ({ ...label, ...statistics(members) }))
  return {
    runs: { name: 'runs', columns: Object.keys(rows[0] ?? {}), rows, long: true },
    table: { name: 'table', columns: Object.keys(groups[0] ?? {}), rows: groups },
  }
}

export interface Group {
  readonly label: Row
  readonly members: readonly FinishedTraining[]
}

export function groupByLabel(runs: readonly FinishedTraining[]): Group[] {
  const groups = new Map<string, { label: Row; members: FinishedTraining[] }>()
  for (const run of runs) {
    const key = JSON.stringify(run.label)
    const group = groups.get(key)
    if (group) group.members.push(run)
    else groups.set(key, { label: run.label, members: [run] })
  }
  return [...groups.values()]
}

/** MSE is the mean over the last 50 epochs; its best is the smallest of these means; pulses and rate are means over runs. */
function statistics(runs: readonly FinishedTraining[]) {
  const meanOf = (of: (run: FinishedTraining['summary']) => number) => mean(runs.map(({ summary }) => of(summary)))
  const errors = runs.map(({ summary }) => resultOf(summary, 'mse_last50_mean'))
  return {
    runs: runs.length,
    share_below_0_1: meanOf((run) => (resultOf(run, 'mse_last50_mean') < 0.1 ? 1 : 0)),
    mse_mean: mean(errors),
    mse_std: runs.length > 1 ? std(errors) : null,
    mse_best: Math.min(...errors),
    set_pulses: meanOf((run) => run.set_pulses),
    reset_pulses: meanOf((run) => run.reset_pulses),
    rate_hz: meanOf((run) => run.rate_hz),
  }
}
