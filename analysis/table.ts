/** A tidy CSV file: one row an observation, a column all numbers or all text. */
import { readFileSync } from 'node:fs'
import { InputError } from '../devices/input-error.ts'

export type Cell = string | number | null

export type Row = Readonly<Record<string, Cell>>

export interface Table {
  /** Where it came from, for messages. */
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

const NUMBER = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|NaN|[-+]?Infinity)$/i
/** Hashes, of which some look like numbers. */
const NAMES = new Set(['run_id', 'spec_hash'])

/** An empty field is null. @throws InputError where the file cannot be read or is no table */
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

/** @throws InputError naming the columns that there are */
export function needColumns({ file, columns }: Table, needed: readonly string[], flag: string): void {
  const missing = needed.find((column) => !columns.includes(column))
  if (missing === undefined) return
  throw new InputError(`${flag}: "${file}" has no column "${missing}"; it has: ${columns.join(', ')}`)
}
