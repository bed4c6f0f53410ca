/** Finds which columns of a table of runs were varied on purpose, and groups the rows by them. */
import type { Cell, Row, Table } from './table.ts'

/** Known names of what was varied, the most informative first. */
const FIRST = ['scheme', 'update.kind', 'update']
/** Text columns that identify a run or report its outcome. */
const NOT_VARIED = new Set(['run_id', 'seed', 'spec_hash', 'completed', 'status', 'error'])

/**
 * Labels, which are text or stand before run_id, and paths of the spec (`device.nu_std`), with more than one level. A column that
 * repeats earlier ones is left out: where each scheme has its own learning rate, the scheme is enough.
 * @param swept columns that are known to be factors
 */
export function factorsOf({ columns, rows }: Table, swept: readonly string[] = []): string[] {
  const isText = (column: string) => rows.some((row) => typeof row[column] === 'string')
  const isFactor = (column: string) =>
    !NOT_VARIED.has(column) &&
    (swept.includes(column) || column.includes('.') || columns.indexOf(column) < columns.indexOf('run_id') || isText(column))
  const known = FIRST.filter((column) => columns.includes(column))
  const candidates = [...known, ...columns.filter((column) => !FIRST.includes(column) && isFactor(column))]
  const factors: string[] = []
  let groups = 1
  for (const column of candidates) {
    const finer = new Set(rows.map((row) => keyOf(row, [...factors, column]))).size
    if (finer > groups) factors.push(column)
    groups = Math.max(groups, finer)
  }
  return factors
}

/**
 * Other paths of the spec that change with a factor, level by level (zipped in a sweep): their effects cannot be separated.
 * @returns a sentence for each such factor
 */
export function confoundingNotes(rows: readonly Row[], columns: readonly string[], factors: readonly string[]): string[] {
  const count = (of: readonly string[]) => new Set(rows.map((row) => keyOf(row, of))).size
  return factors.flatMap((factor) => {
    const n = count([factor])
    const tied = columns.filter(
      (other) =>
        other !== factor && other.includes('.') && !FIRST.includes(other) && n === count([other]) && n === count([factor, other]),
    )
    return n > 1 && tied.length > 0
      ? [`${factor} (with ${tied.join(', ')}): varied together, their effects cannot be told apart`]
      : []
  })
}

export interface Group {
  readonly key: Readonly<Record<string, Cell>>
  readonly rows: readonly Row[]
}

/** Rows that agree in the columns `by`; numbers ascend, names keep the order of the table. */
export function groupRows(rows: readonly Row[], by: readonly string[]): Group[] {
  const groups = new Map<string, { key: Record<string, Cell>; rows: Row[] }>()
  for (const row of rows) {
    const name = keyOf(row, by)
    const group = groups.get(name)
    if (group) group.rows.push(row)
    else groups.set(name, { key: Object.fromEntries(by.map((column) => [column, row[column] ?? null])), rows: [row] })
  }
  const ranks = by.map((column) => new Map(levels(rows, column).map((level, i) => [level, i])))
  const rank = (group: Group, c: number) => ranks[c]!.get(group.key[by[c]!]!)!
  return [...groups.values()].sort((a, b) => {
    const c = by.findIndex((_, i) => rank(a, i) !== rank(b, i))
    return c < 0 ? 0 : rank(a, c) - rank(b, c)
  })
}

/** The values that a column takes, in the order of groups. */
export function levels(rows: readonly Row[], column: string): Cell[] {
  const found = [...new Set(rows.map((row) => row[column] ?? null))]
  return found.every((level) => typeof level === 'number') ? found.sort((a, b) => a - b) : found
}

/** The same key for rows that agree in these columns, and only for them. */
export function keyOf(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null))
}

/** Columns whose levels need no column name in a label. */
const NAMING = new Set([...FIRST, 'device', 'device.model'])

/** Label of a group in a figure or a message: schemes by name, other settings as name and value. */
export function labelOf(key: Readonly<Record<string, Cell>>): string {
  const parts = Object.entries(key).map(([column, level]) =>
    NAMING.has(column) && level !== null ? String(level) : `${column.split('.').at(-1)} ${level ?? '-'}`,
  )
  return parts.length > 0 ? parts.join(', ') : 'all runs'
}
