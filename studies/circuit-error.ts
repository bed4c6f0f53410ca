/**
 * Studies of pattern generation in arrays that are circuits: the error against a property of the circuit. Errors range over decades, so
 * that means are geometric and comparisons are ratios: means, intervals and tests of the logarithm.
 */
import { resultOf } from '../experiments/run/summary.ts'
import type { Ticks } from '../figures/frame/ticks.ts'
import { type Series, seriesFigure } from '../figures/series.ts'
import { byLabel, geometricMean, type Observation, pairedRatios } from './paired.ts'
import type { FinishedTraining, Report, Table } from './paper.ts'
import type { Condition } from './study.ts'

/** A property of the circuit at several levels; level 0 is the circuit without it. */
export interface Imperfection {
  /** Column of the level. */
  readonly column: string
  readonly axis: { readonly label: string; readonly log: boolean }
  readonly levels: readonly number[]
  /** Assignments of one level. */
  readonly circuit: (level: number) => readonly string[]
}

/**
 * Networks that learn in the circuit (`in place`), and networks that learn in the circuit without the imperfection and whose devices are then read in
 * it (`from outside`). Each is read without learning, so that all are measured alike.
 * @param inPlace levels at which a network learns
 */
export function placements({ column, levels, circuit }: Imperfection, inPlace = levels): Condition[] {
  return [
    { label: { [column]: 0 }, set: [], elsewhere: [[], ...levels.map(circuit)] },
    ...inPlace.map((level) => ({ label: { [column]: level }, set: circuit(level), elsewhere: [[]] })),
  ]
}

/** The report on the trainings of `placements`. */
export async function placementReport(
  { column, axis, levels }: Imperfection,
  finished: readonly FinishedTraining[],
): Promise<Report> {
  const runs = finished.flatMap(({ label, summary: { seed }, transfers = [] }): Observation[] => {
    const [own, ...others] = transfers.map((transfer) => resultOf(transfer, 'mse_last50_mean'))
    const observed = (trained: string, level: number, value: number) => ({ label: { trained, [column]: level }, seed, value })
    const learned = Number(label[column])
    return [
      observed('in place', learned, own!),
      ...(learned === 0 ? [observed('from outside', 0, own!)] : []),
      ...others.map((value, i) => observed('from outside', levels[i]!, value)),
    ]
  })
  const imperfect = runs.filter(({ label }) => label[column] !== 0)
  const mse = await seriesFigure({
    x: { ...axis, ticks: ticksAt(levels) },
    y: { label: ERROR_LABEL, log: true },
    panels: [{ series: errorCurves(imperfect, column, 'trained') }],
  })
  const tables = [
    ...errorTables(runs),
    pairedRatios(runs, column, 0, 'against-ideal'),
    pairedRatios(imperfect, 'trained', 'from outside', 'against-outside'),
  ]
  return { tables, figures: { mse } }
}

/** Of axes of the curves. */
export const ERROR_LABEL = 'MSE, geometric mean, 95 % interval'

/** One label at each of the values. */
export function ticksAt(values: readonly number[]): Ticks {
  return { labelled: values, plain: [], label: String }
}

/** Curves of the mean error against the column `x`, one for each value of the column `by`; the bands are 95 % Student intervals of the mean. */
export function errorCurves(observations: readonly Observation[], x: string, by: string): Series[] {
  const curves = new Map<string, Series['points'][number][]>()
  for (const { label, members } of byLabel(observations)) {
    const { mean, low, high } = geometricMean(members.map(({ value }) => value))
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
    const { mean, low, high } = geometricMean(values)
    return {
      ...label,
      runs: values.length,
      mse: mean,
      mse_low: low,
      mse_high: high,
      best: Math.min(...values),
      worst: Math.max(...values),
      share_below_0_1: values.filter((mse) => mse < 0.1).length / values.length,
    }
  })
  return [
    { name: 'runs', columns: Object.keys(runs[0] ?? {}), rows: runs, long: true },
    { name: 'table', columns: Object.keys(rows[0] ?? {}), rows },
  ]
}
