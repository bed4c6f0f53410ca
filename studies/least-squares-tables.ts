/** Tables of the least-squares study. */

import type { Row } from '../experiments/results/tables.ts'
import { square } from '../kernels/math.ts'
import { mean } from '../statistics/describe.ts'
import { biasOfSgd } from './least-squares-bias.ts'
import { type Method, type MethodRun, type Settings, SGD } from './least-squares-methods.ts'
import type { Regressed } from './least-squares-run.ts'
import { meanInterval } from './paired.ts'
import type { Table } from './paper.ts'

/** The runs of a row, with its first columns. */
interface Group {
  readonly label: Row
  readonly found: readonly MethodRun[]
}

/** The runs of a candidate of the search. */
export interface Searched {
  readonly method: Method
  readonly settings: Settings
  readonly runs: readonly MethodRun[]
}

export function labelOf({ name, reference }: Method) {
  return { scheme: name, reference }
}

/** Means over the runs with 95 % Student intervals; for plain SGD also the line that its devices let expect. */
export function resultTable(name: string, groups: readonly Group[]): Table {
  const rows = groups.map(({ label, found }) => {
    const lines = found.map(lineOf)
    const expected = found.filter(({ method }) => method === SGD).map((run) => lineOf({ ...run, weights: biasOfSgd(run) }))
    const column = (of: keyof Line) => lines.map((line) => line[of])
    const prediction = (of: keyof Line) => (expected.length > 0 ? mean(expected.map((line) => line[of])) : null)
    return {
      ...{ ...label, runs: found.length },
      ...interval('error', numbers(found, 'error')),
      ...{ ...interval('slope', column('slope')), predicted_slope: prediction('slope') },
      ...{ ...interval('offset', column('offset')), predicted_offset: prediction('offset') },
      pulses: mean(numbers(found, 'pulses')),
    }
  })
  return table(name, rows)
}

export function settingsTable(chosen: readonly Pick<Searched, 'method' | 'settings'>[]): Table {
  return table(
    'settings',
    chosen.map(({ method, settings }) => ({ ...labelOf(method), ...allFields(settings) })),
  )
}

export function searchTable(searched: readonly Searched[]): Table {
  const rows = searched.map(({ method, settings, runs }) => {
    const lines = runs.map(lineOf)
    return {
      ...{ ...labelOf(method), ...allFields(settings), runs: runs.length, error: mean(numbers(runs, 'error')) },
      ...{ slope: mean(lines.map(({ slope }) => slope)), offset: mean(lines.map(({ offset }) => offset)) },
    }
  })
  return { ...table('search-runs', rows), long: true }
}

export function runsTable(runs: readonly MethodRun[]): Table {
  const rows = runs.map((run) => {
    const { condition, method, seed, error, loss, pulses } = run
    return { ...condition, ...labelOf(method), seed, error, loss, ...lineOf(run), pulses }
  })
  return { ...table('runs', rows), long: true }
}

/** Learning curves: means over the runs. */
export function curveTable(groups: readonly Group[]): Table {
  const rows = groups.flatMap(({ label, found }) =>
    found[0]!.curve.map(({ updates }, i) => {
      const at = found.map(({ curve }) => curve[i]!)
      return { ...label, updates, error: mean(at.map(({ error }) => error)), excess_loss: mean(at.map(({ excess }) => excess)) }
    }),
  )
  return { ...table('evaluations', rows), long: true }
}

interface Line {
  readonly slope: number
  readonly offset: number
}

/** The least-squares line of the mean weights over their targets. */
function lineOf({ target, weights }: Pick<Regressed, 'target' | 'weights'>): Line {
  const [x, y] = [mean(target), mean(weights)]
  const slope =
    target.reduce((sum, t, i) => sum + (t - x) * (weights[i]! - y), 0) / target.reduce((sum, t) => sum + square(t - x), 0)
  return { slope, offset: y - slope * x }
}

function numbers(runs: readonly MethodRun[], of: 'error' | 'pulses'): number[] {
  return runs.map((run) => run[of])
}

function interval(name: string, values: readonly number[]): Row {
  const { mean: centre, low, high } = meanInterval(values)
  return { [name]: centre, [`${name}_low`]: low, [`${name}_high`]: high }
}

/** All columns of settings, empty where a method does not have the field. */
function allFields({
  rate,
  transfer_lr = null,
  chop_probability = null,
  chop_reads = null,
}: Partial<Record<string, number | null>>): Row {
  return { rate: rate!, transfer_lr, chop_probability, chop_reads }
}

function table(name: string, rows: readonly Row[]): Table {
  return { name, columns: Object.keys(rows[0] ?? {}), rows }
}
