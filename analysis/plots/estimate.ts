/** The estimate of a metric in a group of runs. */
import { mean } from '../../statistics/describe.ts'
import { studentInterval } from '../../statistics/student.ts'
import { bySeed, distinctRuns, metricOf } from '../runs.ts'
import type { Row } from '../table.ts'

/** Mean over runs, with its 95 % Student interval over seeds. */
export function estimate(rows: readonly Row[], metric: string) {
  const clusters = bySeed(distinctRuns(rows, [metric]), (row) => metricOf(row, metric))
  return { value: mean(clusters.flat()), ...studentInterval(clusters, 0.95), seeds: clusters.length }
}
