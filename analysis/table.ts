/** A tidy CSV file: one row for each observation; a column is all numbers or all text. */
import { readFileSync } from 'node:fs'
import { distance } from 'fastest-levenshtein'
import { InputError } from '../input/input-error.ts'

export type Cell = string | number | null

export type Row = Readonly<Record<string, Cell>>

export interface Table {
  /** File name, for messages. */
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

const NUMBER = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|NaN|[-+]?Infinity)$/i
/** Columns of hashes, some of which look like numbers. */
const NAMES = new Set(['run_id', 'spec_hash'])

/** An empty field becomes null. @throws InputError where the file cannot be read or is not a table */
export async function readTable(file: string): Promise<Table> {
  const { parse } = await import('csv-parse/sync')
  let records: string[][]
  try {
    records = parse(readFileSync(file, 'utf8'), { bom: true, skip_empty_lines: true })
  } catch (error) {
    throw new InputError(`cannot read the table "${file}": ${(error as Error).message}; give CSV with a header`)
  }
  const [columns = [], ...lines] = records
  const twice = columns.find((column, c) => columns.indexOf(column) !== c)
  if (twice !== undefined) throw new InputError(`"${file}" has two columns "${twice}"; rename one`)
  const numeric = columns.map((column, c) => !NAMES.has(column) && lines.every((line) => line[c] === '' || NUMBER.test(line[c]!)))
  const cell = (text: string, c: number): Cell => (text === '' ? null : numeric[c] ? Number(text.replace(/nan/i, 'NaN')) : text)
  const rows = lines.map((line) => Object.fromEntries(columns.map((column, c) => [column, cell(line[c]!, c)])))
  return { file, columns, rows }
}

/** Columns that a mistyped name may mean: by the whole name, or by the last part of its path. */
function likely(given: string, columns: readonly string[]): string[] {
  const near = (names: readonly string[]) => names.findIndex((name) => distance(given, name) <= Math.max(1, given.length / 4))
  const [whole, last] = [near(columns), near(columns.map((column) => column.split('.').at(-1)!))]
  const found = whole >= 0 ? whole : last
  return found >= 0 ? [columns[found]!] : []
}

/** @throws InputError naming the available columns */
export function assertColumns({ file, columns }: Table, needed: readonly string[], flag: string): void {
  const missing = needed.find((column) => !columns.includes(column))
  if (missing === undefined) return
  const last = columns.filter((column) => column.split('.').at(-1) === missing || column.startsWith(`${missing}_`))
  const near = last.length > 0 ? last : likely(missing, columns)
  const question = near.length > 0 ? ` (did you mean ${near.map((column) => `"${column}"`).join(' or ')}?)` : ''
  throw new InputError(`${flag}: "${file}" has no column "${missing}"${question}; it has: ${columns.join(', ')}`)
}
