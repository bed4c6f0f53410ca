/** Decomposes the variance of a metric into shares of switches, of pairs of switches, and of the seed. */
import { InputError } from '../input/input-error.ts'
import { factorialDecomposition } from '../statistics/factorial.ts'
import { holm } from '../statistics/sign-flip.ts'
import { levels } from './factors.ts'
import { pairedDifferences } from './paired.ts'
import { distinctRuns, metricOf } from './runs.ts'
import type { Question } from './summary.ts'
import type { Cell, Row } from './table.ts'

export const DECOMPOSITION_COLUMNS = [
  ...['metric', 'term', 'df', 'ss', 'eta2', 'epsilon2', 'effect', 'effect_low', 'effect_high', 'p', 'p_holm'],
] as const

export interface Decomposition {
  readonly rows: readonly Row[]
  /** Runs without a value, left out. */
  readonly left_out: number
  /** Every combination of levels is equally frequent, so the parts add up to the total. */
  readonly balanced: boolean
}

/**
 * A factor of two levels also has its `effect`: the metric at its second level (the higher; `true`) minus that at its first, paired by
 * seed, with interval and p, which `holmOfEffects` corrects. A difference between runs other than `over` and the seed counts as residual.
 * @throws InputError where a factor has one level, or too few runs are left
 */
export function decompose(
  rows: readonly Row[],
  over: readonly string[],
  factors: readonly string[],
  question: Question,
): Decomposition {
  const { metric } = question
  const runs = distinctRuns(rows, [...over, ...factors])
  const complete = runs.filter((row) => metricOf(row, metric) !== undefined)
  const left_out = runs.length - complete.length
  const other = factors.filter((column) => !over.includes(column))
  const varied = other.find((column) => levels(complete, column).length > 1)
  if (varied !== undefined) {
    throw new InputError(
      `--decompose: ${varied} was varied as well; add it to the list, or decompose within each of its levels with --by ${varied}`,
    )
  }
  const ordered = new Map([...over, 'seed'].map((column) => [column, switchLevels(complete, column)]))
  for (const column of over) {
    const found = ordered.get(column)!
    if (found.length < 2) {
      throw new InputError(
        `--decompose: ${column} has one level only (${found[0] ?? 'no run has a value'}); vary it, or leave it out`,
      )
    }
  }
  const design = [...ordered].filter(([, found]) => found.length > 1)
  const terms = factorialDecomposition(
    complete.map((row) => metricOf(row, metric)!),
    design.map(([name, found]) => {
      const rank = new Map(found.map((level, i) => [level, i]))
      return { name, level: complete.map((row) => rank.get(row[name] ?? null)!), interacts: name !== 'seed' }
    }),
  )
  const none = { effect: null, effect_low: null, effect_high: null, p: null, p_holm: null }
  const table = terms.map(({ term, ...shares }): Row => {
    const found = term === 'seed' ? undefined : ordered.get(term)
    return { metric, term, ...shares, ...(found?.length === 2 ? effect(complete, term, found, over, question) : none) }
  })
  return { rows: table, left_out, balanced: isBalanced(complete, design) }
}

function effect(
  rows: readonly Row[],
  factor: string,
  [first, second]: readonly Cell[],
  over: readonly string[],
  question: Question,
) {
  const at = (level: Cell) => rows.filter((run) => run[factor] === level)
  const pairing = { factor, reference: first!, by: [], factors: over }
  const [row] = pairedDifferences([...at(first!), ...at(second!)], pairing, question).rows
  const { difference, difference_low, difference_high, p } = row!
  return { effect: difference!, effect_low: difference_low!, effect_high: difference_high!, p: p!, p_holm: p! }
}

/** The rows of all decompositions of a table, with p corrected together by Holm, and the number of tests. */
export function holmOfEffects(rows: readonly Row[]): { readonly rows: readonly Row[]; readonly tests: number } {
  const tested = rows.filter(({ p }) => typeof p === 'number')
  const adjusted = new Map(holm(tested.map(({ p }) => p as number)).map((p_holm, i) => [tested[i], p_holm]))
  return { rows: rows.map((row) => (adjusted.has(row) ? { ...row, p_holm: adjusted.get(row)! } : row)), tests: tested.length }
}

/** `false` before `true`, whatever the order in the table. */
function switchLevels(rows: readonly Row[], column: string): Cell[] {
  const found = levels(rows, column)
  return found.every((side) => side === 'true' || side === 'false') ? found.sort() : found
}

function isBalanced(rows: readonly Row[], design: readonly (readonly [string, readonly Cell[]])[]): boolean {
  const cells = new Map<string, number>()
  for (const row of rows) {
    const cell = JSON.stringify(design.map(([column]) => row[column]))
    cells.set(cell, (cells.get(cell) ?? 0) + 1)
  }
  const all = design.reduce((product, [, found]) => product * found.length, 1)
  return cells.size === all && new Set(cells.values()).size === 1
}
