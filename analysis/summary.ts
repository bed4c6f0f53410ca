/** What is known of each group of runs: location and spread of a metric, how sure the mean is, and how often it succeeded. */
import { groupRows } from './factors.ts'
import { bootstrap, type Interval } from './statistics/bootstrap.ts'
import type { Chance } from './statistics/chance.ts'
import { mean, median, range, std } from './statistics/describe.ts'
import { wilson } from './statistics/wilson.ts'
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
  ...['metric', 'runs', 'diverged', 'incomplete', 'n', 'mean', 'mean_low', 'mean_high', 'std'],
  ...['median', 'median_low', 'median_high', 'min', 'max', 'threshold', 'below', 'share', 'share_low', 'share_high'],
] as const

/**
 * One row a group. A run whose metric is no finite number has `diverged`, one that did not reach its last epoch is `incomplete`:
 * neither has a value to average, so that `n` is `runs` without them, but both are runs that did not get below the threshold.
 */
export function summarizeGroups(
  rows: readonly Row[],
  by: readonly string[],
  threshold: number | undefined,
  question: Question,
): Row[] {
  const { metric, level, resamples, chance } = question
  return groupRows(rows, by).map((group): Row => {
    const runs = group.rows.length
    const incomplete = group.rows.filter(isIncomplete).length
    const values = group.rows.flatMap((row) => metricOf(row, metric) ?? [])
    const name = (what: string) => `${what}/${metric}/${JSON.stringify(group.key)}`
    const interval = (what: string, of: (sample: Float64Array) => number) =>
      bootstrap(values, of, chance.stream(name(what), values.length), { level, resamples })
    const below = threshold === undefined ? null : values.filter((value) => value < threshold).length
    return {
      ...group.key,
      ...{ metric, runs, diverged: runs - incomplete - values.length, incomplete, n: values.length },
      ...ends('mean', interval('mean', mean), mean(values)),
      std: orNull(std(values)),
      ...ends('median', interval('median', median), median(values)),
      min: orNull(range(values)[0]),
      max: orNull(range(values)[1]),
      ...{ threshold: threshold ?? null, below },
      ...ends('share', wilson(below ?? 0, below === null ? 0 : runs, level), below === null ? Number.NaN : below / runs),
    }
  })
}

/** A run's finite value of the metric; undefined where it diverged or is incomplete. */
export function metricOf(row: Row, metric: string): number | undefined {
  const value = row[metric]
  return typeof value === 'number' && Number.isFinite(value) && !isIncomplete(row) ? value : undefined
}

/** Interrupted or given up before its last epoch. */
export function isIncomplete(row: Row): boolean {
  return row.completed === 'false'
}

/** A value and its interval as columns. */
export function ends(name: string, { low, high }: Interval, value: number): Record<string, Cell> {
  return { [name]: orNull(value), [`${name}_low`]: orNull(low), [`${name}_high`]: orNull(high) }
}

export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
