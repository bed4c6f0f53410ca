/** Runs as observations: which count, how they ended, and which share a seed. */

import type { Clusters } from '../statistics/clusters.ts'
import { keyOf } from './factors.ts'
import type { Row } from './table.ts'

/** A run's finite value of the metric; undefined where it has none. */
export function metricOf(row: Row, metric: string): number | undefined {
  const value = row[metric]
  return typeof value === 'number' && Number.isFinite(value) && !isIncomplete(row) ? value : undefined
}

/** `missing`: the table has no value, for example because the metric belongs to another task. */
export type MissingReason = 'incomplete' | 'never' | 'missing' | 'diverged'

/** Why a run has no value of the metric; undefined where it has one. */
export function missingReason(row: Row, metric: string): MissingReason | undefined {
  if (metricOf(row, metric) !== undefined) return undefined
  if (isIncomplete(row)) return 'incomplete'
  if ((row[metric] ?? null) !== null) return 'diverged'
  if (metric !== 'epoch_below_0_1') return 'missing'
  const learned = typeof row.mse_last50_mean !== 'number' || Number.isFinite(row.mse_last50_mean)
  return learned ? 'never' : 'diverged'
}

/** Interrupted or stopped before its last epoch. */
function isIncomplete(row: Row): boolean {
  return row.completed === 'false'
}

/**
 * Each run once. Points of a sweep that resolve to the same run (the spread of an ablated exponent has no effect) share its run_id, and are
 * one observation. @param columns further columns in which rows must agree to be the same run
 */
export function distinctRuns(rows: readonly Row[], columns: readonly string[]): Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    if ((row.run_id ?? null) === null) return true
    const name = keyOf(row, ['run_id', ...columns])
    return !seen.has(name) && seen.add(name)
  })
}

/** `of` of each row, grouped by seed: runs of one seed share task and noise. A row without a seed is its own group. */
export function bySeed(rows: readonly Row[], of: (row: Row) => number | undefined): Clusters {
  const clusters = new Map<unknown, number[]>()
  for (const row of rows) {
    const value = of(row)
    if (value === undefined) continue
    const seed = row.seed ?? row
    const cluster = clusters.get(seed)
    if (cluster) cluster.push(value)
    else clusters.set(seed, [value])
  }
  return [...clusters.values()]
}

export function seedsOf(rows: readonly Row[]): number | null {
  return rows.some((row) => (row.seed ?? null) === null) ? null : new Set(rows.map((row) => row.seed)).size
}
