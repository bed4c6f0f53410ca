/**
 * Differences between the levels of a factor, run by run: the same seed gives every scheme the same task, devices and noise, so
 * their common effect cancels in the difference.
 */
import { InputError } from '../input/input-error.ts'
import { sortedClusters } from '../statistics/clusters.ts'
import { mean, median } from '../statistics/describe.ts'
import { holm, signFlipTest } from '../statistics/sign-flip.ts'
import { studentInterval } from '../statistics/student.ts'
import { groupRows, keyOf, labelOf, levels } from './factors.ts'
import type { Better } from './metrics.ts'
import { metricOf } from './runs.ts'
import { intervalColumns, methodOf, orNull, type Question } from './summary.ts'
import type { Cell, Row } from './table.ts'

/** Columns of the table, after those of the groups. */
export function pairedColumns(better: Better): readonly string[] {
  return [
    ...['metric', 'factor', 'a', 'b', 'seeds', 'left_out', 'difference', 'difference_low', 'difference_high', 'method', 'median'],
    ...[`a_${better}`, 'p', 'p_holm'],
  ]
}

export interface Differences {
  readonly rows: readonly Row[]
  /** Number of comparisons in Holm's correction: comparisons of the same runs count once, those of a run with itself do not count. */
  readonly tests: number
}

export interface Pairing {
  /** The column whose levels are compared. */
  readonly factor: string
  /** Compare all levels with this one only; default: all with all. */
  readonly reference?: Cell
  /** Groups within which to compare. */
  readonly by: readonly string[]
  /** Everything that was varied: runs are paired if they agree in all of it but `factor`, and in the seed. */
  readonly factors: readonly string[]
}

/**
 * One row for each pair of levels and group: mean of metric(a) - metric(b) over the seeds, its interval, and the sign-flip test's p, also
 * corrected by Holm for all the rows. Where a seed has several pairs (other factors were varied as well), their mean counts as one:
 * they are not independent. `left_out`: pairs without both values.
 * @throws InputError where runs cannot be told apart or the level does not exist
 */
export function pairedDifferences(rows: readonly Row[], pairing: Pairing, question: Question): Differences {
  const { factor, reference } = pairing
  const all = levels(rows, factor)
  if (reference !== undefined && !all.includes(reference)) {
    throw new InputError(`--pair: ${factor} has no level "${reference}"; it has: ${all.join(', ')}`)
  }
  const couples = all.flatMap((a, i) =>
    reference === undefined ? all.slice(i + 1).map((b) => [a, b] as const) : a === reference ? [] : [[a, reference] as const],
  )
  const by = pairing.by.filter((column) => column !== factor)
  const found = groupRows(rows, by).flatMap((group) =>
    couples.map(([a, b]) => compare(group.rows, group.key, a, b, pairing, question)),
  )
  const tests = new Map(found.flatMap(({ row, test }) => (test === '' ? [] : [[test, row.p as number] as const])))
  const adjusted = holm([...tests.values()])
  const corrected = new Map([...tests.keys()].map((test, i) => [test, adjusted[i]!]))
  return { rows: found.map(({ row, test }) => ({ ...row, p_holm: corrected.get(test) ?? 1 })), tests: tests.size }
}

interface Comparison {
  readonly row: Row
  /** Equal for comparisons of the same runs; empty where each run is compared with itself (no test). */
  readonly test: string
}

function compare(
  rows: readonly Row[],
  key: Readonly<Record<string, Cell>>,
  a: Cell,
  b: Cell,
  { factor, factors }: Pairing,
  question: Question,
): Comparison {
  const { metric, better, chance, level, resamples } = question
  const settings = [...factors.filter((column) => column !== factor), 'seed']
  const [ofA, ofB] = [a, b].map((side) => runsBy(rows, settings, factor, side))
  const seeds = new Map<Cell, Map<string, number>>()
  let left_out = 0
  for (const name of new Set([...ofA!.keys(), ...ofB!.keys()])) {
    const [x, y] = [ofA!.get(name), ofB!.get(name)]
    const [left, right] = [x && metricOf(x, metric), y && metricOf(y, metric)]
    if (left === undefined || right === undefined) {
      left_out++
      continue
    }
    const seed = x!.seed ?? null
    const pairs = seeds.get(seed) ?? new Map<string, number>()
    seeds.set(seed, pairs.set(runsOf(x!, y!, name), left - right))
  }
  // Sorted, so that interval and p do not depend on the order of the rows.
  const means = [...seeds.values()].map((pairs) => mean(sortedClusters([[...pairs.values()]])[0]!))
  const differences = sortedClusters(means.map((one) => [one]))
  const values = differences.flat()
  const n = values.length
  const row = {
    ...key,
    ...{ metric, factor, a, b, seeds: n, left_out },
    ...intervalColumns('difference', studentInterval(differences, level), mean(values)),
    method: methodOf(n),
    median: orNull(median(values)),
    [`a_${better}`]: values.filter((difference) => (better === 'lower' ? difference < 0 : difference > 0)).length,
    p: signFlipTest(values, chance.stream('sign-flip', n), resamples),
  }
  const couples = [...seeds.values()].flatMap((pairs) => [...pairs.keys()])
  return { row, test: couples.every(isSame) ? '' : JSON.stringify(couples.sort()) }
}

/** Equal for pairs of the same two runs, in either order. */
function runsOf(x: Row, y: Row, name: string): string {
  const ids = [x.run_id ?? `a ${name}`, y.run_id ?? `b ${name}`]
  return JSON.stringify(ids.map(String).sort())
}

function isSame(couple: string): boolean {
  const [x, y] = JSON.parse(couple) as string[]
  return x === y
}

function runsBy(rows: readonly Row[], settings: readonly string[], factor: string, level: Cell): Map<string, Row> {
  const runs = new Map<string, Row>()
  for (const row of rows) {
    if ((row[factor] ?? null) !== level) continue
    const name = keyOf(row, settings)
    if (runs.has(name)) {
      const same = labelOf(Object.fromEntries([factor, ...settings].map((column) => [column, row[column] ?? null])))
      throw new InputError(`--pair: two runs have the same ${same}; pair by a column that tells them apart, or remove one`)
    }
    runs.set(name, row)
  }
  return runs
}
