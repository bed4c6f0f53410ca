/** What a condition changes, seed by seed. */
import type { Row } from '../experiments/results/tables.ts'
import { exp, log } from '../kernels/math.ts'
import { createChance } from '../statistics/chance.ts'
import { mean } from '../statistics/describe.ts'
import { holm, signFlipTest } from '../statistics/sign-flip.ts'
import { studentInterval } from '../statistics/student.ts'
import type { Table } from './paper.ts'

/** How one run ended. */
export interface Observation {
  readonly label: Row
  readonly seed: number
  readonly value: number
}

/** Of the sign-flip test, where there are too many seeds for all flips. */
const RESAMPLES = 20_000

/** Observations of equal labels, in the order in which they first occur. */
export function byLabel(observations: readonly Observation[]): { label: Row; members: Observation[] }[] {
  const groups = new Map<string, { label: Row; members: Observation[] }>()
  for (const observation of observations) {
    const key = JSON.stringify(observation.label)
    const group = groups.get(key) ?? { label: observation.label, members: [] }
    group.members.push(observation)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Mean of independent values with its 95 % Student interval; null where there is none. */
export function meanInterval(values: readonly number[]): { mean: number; low: number | null; high: number | null } {
  const { low, high } = studentInterval(
    values.map((value) => [value]),
    0.95,
  )
  return { mean: mean(values), low: finite(low), high: finite(high) }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/**
 * Differences between the levels of one column of the label and a reference level, where all else and the seed are the same: mean,
 * 95 % Student interval, and the sign-flip test's p, corrected by Holm for all the rows.
 */
export function pairedDifferences(
  observations: readonly Observation[],
  factor: string,
  reference: string | number,
  name = 'paired',
): Table {
  const others = ({ label, seed }: Observation) => JSON.stringify({ ...label, [factor]: null, seed })
  const atReference = observations.filter(({ label }) => label[factor] === reference)
  const base = new Map(atReference.map((one) => [others(one), one.value]))
  const compared = byLabel(observations.filter(({ label }) => label[factor] !== reference))
  const chance = createChance(1)
  const found = compared.flatMap(({ label, members }) => {
    const differences = members.flatMap((one) => (base.has(others(one)) ? [one.value - base.get(others(one))!] : []))
    if (differences.length === 0) return []
    const { mean: difference, low, high } = meanInterval(differences)
    const p = signFlipTest(differences, chance.stream('flips', differences.length), RESAMPLES)
    return [{ ...label, reference, seeds: differences.length, difference, low, high, p }]
  })
  const corrected = holm(found.map(({ p }) => p))
  const rows = found.map((row, i) => ({ ...row, p_holm: corrected[i]! }))
  return { name, columns: Object.keys(rows[0] ?? {}), rows }
}

/** Geometric mean of positive values with its 95 % Student interval; null where there is none. */
export function geometricMean(values: readonly number[]): { mean: number; low: number | null; high: number | null } {
  const logs = meanInterval(values.map(log))
  return { mean: exp(logs.mean), low: expOf(logs.low), high: expOf(logs.high) }
}

const expOf = (x: number | null) => (x === null ? null : exp(x))

/** Like `pairedDifferences`, of logarithms: ratios to the reference level. */
export function pairedRatios(
  observations: readonly Observation[],
  factor: string,
  reference: string | number,
  name: string,
): Table {
  const logs = observations.map((one) => ({ ...one, value: log(one.value) }))
  const { rows } = pairedDifferences(logs, factor, reference, name)
  const ratios = rows.map(({ difference, low, high, p, p_holm, ...label }) => {
    return {
      ...label,
      ratio: exp(Number(difference)),
      low: expOf(low as number | null),
      high: expOf(high as number | null),
      p,
      p_holm,
    }
  })
  return { name, columns: Object.keys(ratios[0] ?? {}), rows: ratios as Row[] }
}
