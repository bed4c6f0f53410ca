/** Studies of pattern generation in arrays that are circuits: the error against a property of the circuit. */
import type { Ticks } from '../figures/frame/ticks.ts'
import type { Series } from '../figures/series.ts'
import { byLabel, meanInterval, type Observation } from './paired.ts'
import type { Table } from './paper.ts'

/** One label at each of the values. */
export function ticksAt(values: readonly number[]): Ticks {
  return { labelled: values, plain: [], label: String }
}

/** Curves of the mean error against the column `x`, one for each value of the column `by`; the bands are 95 % Student intervals. */
export function errorCurves(observations: readonly Observation[], x: string, by: string): Series[] {
  const curves = new Map<string, Series['points'][number][]>()
  for (const { label, members } of byLabel(observations)) {
    const { mean, low, high } = meanInterval(members.map(({ value }) => value))
    const name = String(label[by])
    const points = curves.get(name) ?? []
    points.push({ x: Number(label[x]), y: mean, low: low ?? mean, high: high ?? mean })
    curves.set(name, points)
  }
  return [...curves].map(([label, points]) => ({ label, points }))
}

/** The table of all observations, and that of the conditions: the mean error with its interval, best and worst. */
export function errorTables(observations: readonly Observation[]): Table[] {
  const runs = observations.map(({ label, seed, value }) => ({ ...label, seed, mse: value }))
  const rows = byLabel(observations).map(({ label, members }) => {
    const values = members.map(({ value }) => value)
    const { mean, low, high } = meanInterval(values)
    return {
      ...label,
      runs: values.length,
      mse: mean,
      mse_low: low,
      mse_high: high,
      best: Math.min(...values),
      worst: Math.max(...values),
    }
  })
  return [
    { name: 'runs', columns: Object.keys(runs[0] ?? {}), rows: runs, long: true },
    { name: 'table', columns: Object.keys(rows[0] ?? {}), rows },
  ]
}
