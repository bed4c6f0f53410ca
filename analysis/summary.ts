/** What is known of each group of runs: location and spread of a metric, how sure the mean is, and how often it succeeded. */

import type { Interval } from '../statistics/bootstrap.ts'
import type { Chance } from '../statistics/chance.ts'
import { mean, median, range, std } from '../statistics/describe.ts'
import { meanInterval, medianInterval, methodFor, shareInterval } from '../statistics/uncertainty.ts'
import { groupRows } from './factors.ts'
import { bySeed, distinctRuns, fateOf, metricOf, seedsOf } from './runs.ts'
import type { Cell, Row } from './table.ts'

export interface Question {
  /** Column of the runs that is asked about. */
  readonly metric: string
  /** Of confidence intervals. */
  readonly level: number
  readonly resamples: number
  readonly chance: Chance
}

/** Columns of the table, after those of the groups. */
export const SUMMARY_COLUMNS = [
  ...['metric', 'runs', 'seeds', 'diverged', 'never', 'incomplete', 'n', 'mean', 'mean_low', 'mean_high', 'method'],
  ...['std', 'median', 'median_low', 'median_high', 'min', 'max', 'threshold', 'below', 'share', 'share_low', 'share_high'],
] as const

/**
 * One row a group. A run whose metric is no finite number has `diverged` (or it `never` reached the mark, where the metric is the epoch), one that did not reach its last epoch is `incomplete`:
 * neither has a value to average, so that `n` is `runs` without them, but both are runs that did not get below the threshold. A run
 * counts once in a group, and runs of one seed are one of the independent observations that intervals go by.
 */
export function summarizeGroups(
  rows: readonly Row[],
  by: readonly string[],
  threshold: number | undefined,
  question: Question,
): Row[] {
  const { metric, chance } = question
  return groupRows(rows, by).map((group): Row => {
    const runs = distinctRuns(group.rows, [metric])
    const lost = (fate: string) => runs.filter((row) => fateOf(row, metric) === fate).length
    const clusters = bySeed(runs, (row) => metricOf(row, metric))
    // Sums depend on the order of their terms: sorted, they do not depend on that of the rows.
    const values = clusters.flat().sort((a, b) => a - b)
    const isBelow = (row: Row) => Number(threshold !== undefined && (metricOf(row, metric) ?? Infinity) < threshold)
    const below = threshold === undefined ? null : runs.filter(isBelow).length
    const share = below === null ? NOTHING : shareInterval(bySeed(runs, isBelow), chance, question)
    return {
      ...group.key,
      ...{ metric, runs: runs.length, seeds: seedsOf(runs) },
      ...{ diverged: lost('diverged'), never: lost('never'), incomplete: lost('incomplete'), n: values.length },
      ...ends('mean', meanInterval(clusters, chance, question), mean(values)),
      method: methodFor(clusters),
      std: orNull(std(values)),
      ...ends('median', medianInterval(clusters, chance, question), median(values)),
      min: orNull(range(values)[0]),
      max: orNull(range(values)[1]),
      ...{ threshold: threshold ?? null, below },
      ...ends('share', share, below === null ? Number.NaN : below / runs.length),
    }
  })
}

const NOTHING: Interval = { low: Number.NaN, high: Number.NaN }

/** A value and its interval as columns. */
export function ends(name: string, { low, high }: Interval, value: number): Record<string, Cell> {
  return { [name]: orNull(value), [`${name}_low`]: orNull(low), [`${name}_high`]: orNull(high) }
}

export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
