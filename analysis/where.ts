/** Selects runs by conditions on columns, `update.kind=sign` or `device.nu>=0.05`. */
import { InputError } from '../input/input-error.ts'
import { levels } from './factors.ts'
import { assertColumns, type Cell, type Row, type Table } from './table.ts'

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'] as const

interface Condition {
  readonly text: string
  readonly column: string
  readonly operator: (typeof OPERATORS)[number]
  readonly value: string
}

/** The name of `update.kind` in tables where it was not swept. */
const ALIASES: Readonly<Record<string, string>> = { 'update.kind': 'update' }
const FLAG = '--where'

/**
 * The rows that meet all conditions.
 * @param texts a column, one of >= <= != = > <, and a value; after = and != also several, separated by commas (any may match)
 * @throws InputError for an invalid condition, an unknown column, text compared with < or >, and where no row is left
 */
export function rowsWhere(table: Table, texts: readonly string[]): readonly Row[] {
  let { rows } = table
  for (const condition of texts.map((text) => conditionOf(text, table.columns))) {
    assertColumns(table, [condition.column], FLAG)
    const left = rows.filter(testOf(condition, rows))
    if (left.length === 0) {
      const found = levels(rows, condition.column).map((level) => String(level ?? '(empty)'))
      const shown = found.length > 12 ? [...found.slice(0, 12), `and ${found.length - 12} more`] : found
      throw new InputError(
        `${FLAG} ${condition.text}: no run of "${table.file}" is left; ${condition.column} is: ${shown.join(', ')}`,
      )
    }
    rows = left
  }
  return rows
}

/** The rows that meet the conditions on columns of this table. */
export function observationsWhere(table: Table, texts: readonly string[]): readonly Row[] {
  const conditions = texts.map((text) => conditionOf(text, table.columns)).filter(({ column }) => table.columns.includes(column))
  return table.rows.filter((row) => conditions.every((condition) => testOf(condition, table.rows)(row)))
}

function conditionOf(text: string, columns: readonly string[]): Condition {
  // The operator that comes first; of those at the same place, the longest.
  const found = OPERATORS.filter((one) => text.includes(one)).sort(
    (a, b) => text.indexOf(a) - text.indexOf(b) || b.length - a.length,
  )
  const operator = found[0]
  const [given, value] = operator
    ? [text.slice(0, text.indexOf(operator)).trim(), text.slice(text.indexOf(operator) + operator.length).trim()]
    : ['', '']
  if (!operator || given === '') {
    throw new InputError(
      `${FLAG}: "${text}" is not a condition; give a column, one of ${OPERATORS.join(' ')}, and a value, e.g. update.kind=sign or device.nu>=0.05`,
    )
  }
  const alias = ALIASES[given]
  const column = !columns.includes(given) && alias !== undefined && columns.includes(alias) ? alias : given
  return { text, column, operator, value }
}

function testOf({ text, column, operator, value }: Condition, rows: readonly Row[]): (row: Row) => boolean {
  if (operator === '=' || operator === '!=') {
    const values = [value, ...value.split(',').map((one) => one.trim())]
    return (row) => values.some((one) => isLevel(row[column] ?? null, one)) === (operator === '=')
  }
  const bound = Number(value)
  if (value === '' || Number.isNaN(bound))
    throw new InputError(`${FLAG} ${text}: "${value}" is not a number; give a number after ${operator}`)
  if (rows.some((row) => typeof row[column] === 'string')) {
    throw new InputError(`${FLAG} ${text}: ${column} is text, which has no order; use ${column}=VALUE or ${column}!=VALUE`)
  }
  return (row) => {
    const level = row[column]
    if (typeof level !== 'number') return false
    if (operator === '>=') return level >= bound
    if (operator === '<=') return level <= bound
    return operator === '>' ? level > bound : level < bound
  }
}

/** An empty field equals an empty text; 0.10 and 1e-1 equal 0.1. */
function isLevel(level: Cell, text: string): boolean {
  return String(level ?? '') === text || (typeof level === 'number' && text !== '' && level === Number(text))
}
