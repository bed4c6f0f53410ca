/** Reads a CSV of numbers only as a matrix. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { InputError } from '../input/input-error.ts'

export interface Matrix {
  readonly rows: number
  readonly cols: number
  /** [rows][cols]. */
  readonly values: Float64Array
}

/**
 * @param what describes the file's content, for messages: `conductances, one row per word line`
 * @param check returns the problem with a number, or undefined
 * @throws InputError naming file, row and column, both from 1
 */
export function readMatrix(file: string, what: string, check: (value: number) => string | undefined = () => undefined): Matrix {
  const records = read(file)
  const cols = records[0]?.length ?? 0
  if (cols === 0) throw new InputError(`${file} is empty; give ${what}`)
  const values = new Float64Array(records.length * cols)
  records.forEach((record, r) => {
    if (record.length !== cols) {
      throw new InputError(
        `${file}: row ${r + 1} has ${record.length} columns, and the first row ${cols}; give all rows the same number`,
      )
    }
    record.forEach((text, c) => {
      const value = text === '' ? Number.NaN : Number(text)
      const problem = Number.isFinite(value) ? check(value) : notNumber(text, r)
      if (problem !== undefined) throw new InputError(`${file}: row ${r + 1}, column ${c + 1} ${problem}`)
      values[r * cols + c] = value
    })
  })
  return { rows: records.length, cols, values }
}

function notNumber(text: string, row: number): string {
  const mend = row === 0 ? 'give numbers only, without a header' : 'give a number'
  return text === '' ? `is empty; ${mend}` : `is "${text}", not a number; ${mend}`
}

function read(file: string): string[][] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`cannot read "${file}": ${(error as Error).message}`)
  }
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, delimiter: [',', ';', '\t'] }
    return parse(text, options) as string[][]
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`)
  }
}
