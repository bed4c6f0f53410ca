/** Statistics of each group of runs: location and spread of a metric, confidence interval of the mean, and success rate. */

import type { Chance } from '../statistics/chance.ts'
import { mean, median, range, std } from '../statistics/describe.ts'
import { type Interval, NO_INTERVAL } from '../statistics/interval.ts'
import { medianInterval } from '../statistics/median.ts'
import { shareInterval } from '../statistics/share.ts'
import { studentInterval } from '../statistics/student.ts'
import { groupRows } from './factors.ts'
import type { Better } from './metrics.ts'
import { bySeed, distinctRuns, metricOf, missingReason, seedsOf } from './runs.ts'
import type { Cell, Row } from './table.ts'

export interface Question {
  /** The column of the runs to summarize. */
  readonly metric: string
  readonly better: Better
  /** Confidence level. */
  readonly level: number
  /** Number of resamples of sign-flip tests. */
  readonly resamples: number
  readonly chance: Chance
}

/** Columns of the table, after those of the groups. */
export function summaryColumns(better: Better): readonly string[] {
  return [
    ...['metric', 'runs', 'seeds', 'diverged', 'never', 'missing', 'incomplete', 'n', 'mean', 'mean_low', 'mean_high', 'method'],
    ...[
      'std',
      'median',
      'median_low',
      'median_high',
      'min',
      'max',
      'threshold',
      sideOf(better),
      'share',
      'share_low',
      'share_high',
    ],
  ]
}

/** The side of the threshold on which a run succeeds. */
export function sideOf(better: Better): 'below' | 'above' {
  return better === 'lower' ? 'below' : 'above'
}

/**
 * One row for each group. A run whose metric is not finite has `diverged` (or it `never` reached the mark, where the metric is the
 * epoch), one that did not reach its last epoch is `incomplete`, one with an empty field is `missing`. These have no value to average:
 * `n` leaves them out, `runs` counts them, and they count as not successful. Success means below the threshold, or above it where
 * higher is better. A run counts once in a group, and intervals treat the runs of one seed as one independent observation.
 */
export function summarizeGroups(
  rows: readonly Row[],
  by: readonly string[],
  threshold: number | undefined,
  question: Question,
): Row[] {
  const { metric, level, better } = question
  return groupRows(rows, by).map((group): Row => {
    const runs = distinctRuns(group.rows, [metric])
    const lost = (fate: string) => runs.filter((row) => missingReason(row, metric) === fate).length
    const clusters = bySeed(runs, (row) => metricOf(row, metric))
    // Sums depend on the order of their terms; sorting makes them independent of the order of the rows.
    const values = clusters.flat().sort((a, b) => a - b)
    const succeeded = (row: Row) => {
      const value = metricOf(row, metric)
      if (value === undefined || threshold === undefined) return 0
      return Number(better === 'lower' ? value < threshold : value > threshold)
    }
    const good = threshold === undefined ? null : runs.filter(succeeded).length
    const share = good === null ? NO_INTERVAL : shareInterval(bySeed(runs, succeeded), level)
    return {
      ...group.key,
      ...{ metric, runs: runs.length, seeds: seedsOf(runs) },
      ...{ diverged: lost('diverged'), never: lost('never'), missing: lost('missing'), incomplete: lost('incomplete') },
      n: values.length,
      ...intervalColumns('mean', studentInterval(clusters, level), mean(values)),
      method: methodOf(clusters.length),
      std: orNull(std(values)),
      ...intervalColumns('median', medianInterval(clusters, level), median(values)),
      min: orNull(range(values)[0]),
      max: orNull(range(values)[1]),
      ...{ threshold: threshold ?? null, [sideOf(better)]: good },
      ...intervalColumns('share', share, good === null ? Number.NaN : good / runs.length),
    }
  })
}

/** Method of the interval of a mean; null with one seed, which gives no interval. */
export function methodOf(seeds: number): 't' | null {
  return seeds < 2 ? null : 't'
}

/** A value and its interval as columns. */
export function intervalColumns(name: string, { low, high }: Interval, value: number): Record<string, Cell> {
  return { [name]: orNull(value), [`${name}_low`]: orNull(low), [`${name}_high`]: orNull(high) }
}

export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
