/**
 * CSV of RFC 4180, row by row and with the place of each cell, so that an error can name line and column. It also runs in browsers and
 * keeps one row at a time: a recording of events may have millions.
 */
import { InputError } from '../../../input/input-error.ts'
import { mendedNumber } from '../../../input/number-text.ts'
import { suggest } from '../../../input/suggest.ts'

/** Valid until the next row is read. */
interface CsvRow {
  /** Line of the file in which the row begins, from 1. */
  readonly line: number
  readonly cells: string[]
  /** Column of the line in which each cell begins, from 1. */
  readonly columns: number[]
}

export interface CsvTable {
  readonly file: string
  readonly header: readonly string[]
  /** The rows below the header, once. @throws InputError naming file, line and column */
  readonly rows: Iterable<CsvRow>
  /** Index of a column in a row. @throws InputError that suggests similar names; `field` is the field of the spec that asked for it */
  columnOf(name: string, field: string): number
  /** @throws InputError naming file, line and column of a cell that is not a number */
  numberIn(row: CsvRow, column: number): number
}

/** @throws InputError where the text has no header, or is not comma-separated */
export function csvTable(bytes: Uint8Array, file: string): CsvTable {
  const rows = csvRows(decoded(bytes, file), file)
  const first = rows.next().value
  const header = first ? [...first.cells] : []
  if (first === undefined) throw new InputError(`${file}: is empty; a table has a header and a row for each sample`)
  if (header.every((cell) => cell !== '' && Number.isFinite(Number(cell)))) {
    throw new InputError(`${file}:${first.line}: the first row holds numbers; put a header with the columns' names before it`)
  }
  const other = header.length === 1 ? /[;\t]/.exec(header[0]!)?.[0] : undefined
  if (other !== undefined) {
    const name = other === ';' ? 'semicolons' : 'tabs'
    throw new InputError(`${file}:${first.line}: ${name} separate the columns; save the file with commas, and points in numbers`)
  }
  const seen = new Set<string>()
  const double = header.findIndex((name) => seen.size === seen.add(name).size)
  if (double >= 0) {
    throw new InputError(`${file}:${first.line}:${first.columns[double]}: two columns are "${header[double]}"; rename one`)
  }
  return {
    file,
    header,
    rows: whole(),
    columnOf(name, field) {
      const column = header.indexOf(name)
      if (column < 0) throw new InputError(`${field}: "${file}" has no column "${name}"; ${suggest(name, header)}`)
      return column
    },
    numberIn({ line, cells, columns }, column) {
      const text = cells[column]!
      const value = text === '' ? Number.NaN : Number(text)
      if (Number.isFinite(value)) return value
      const place = `${file}:${line}:${columns[column]}`
      if (text === '') {
        throw new InputError(`${place}: the value of column "${header[column]}" is missing; fill it in or remove the row`)
      }
      const mended = mendedNumber(text)
      const mend = mended === undefined ? 'give a number or remove the row' : `write ${mended}`
      throw new InputError(`${place}: "${text}" in column "${header[column]}" is not a number; ${mend}`)
    },
  }

  function* whole(): Generator<CsvRow> {
    for (const row of rows) {
      if (row.cells.length !== header.length) {
        throw new InputError(
          `${file}:${row.line}: ${row.cells.length} cells, where the header has ${header.length}; fill in or remove the row`,
        )
      }
      yield row
    }
  }
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError(`${file}: is not UTF-8 text; save it as CSV in UTF-8`)
  }
}

const [COMMA, QUOTE, NEWLINE, RETURN] = [44, 34, 10, 13]

/** Rows with at least one cell; blank lines and spaces around cells are skipped. */
function* csvRows(text: string, file: string): Generator<CsvRow> {
  const row = { line: 1, cells: [] as string[], columns: [] as number[] }
  let at = 0
  let line = 1
  let lineStart = 0
  while (at < text.length) {
    row.line = line
    row.cells.length = row.columns.length = 0
    let quoted = false
    for (;;) {
      row.columns.push(at - lineStart + 1)
      if (text.charCodeAt(at) === QUOTE) {
        quoted = true
        row.cells.push(quotedCell())
      } else {
        const from = at
        while (at < text.length && !endsCell(text.charCodeAt(at))) at++
        row.cells.push(text.slice(from, at).trim())
      }
      if (text.charCodeAt(at) !== COMMA) break
      at++
    }
    if (text.charCodeAt(at) === RETURN) at++
    if (text.charCodeAt(at) === NEWLINE) at++
    line++
    lineStart = at
    if (quoted || row.cells.length > 1 || row.cells[0] !== '') yield row
  }

  /** Parses the cell whose opening quote is at `at`, and moves `at` past it. */
  function quotedCell(): string {
    const place = `${file}:${line}:${at - lineStart + 1}`
    let cell = ''
    for (;;) {
      const close = text.indexOf('"', at + 1)
      if (close < 0) throw new InputError(`${place}: the quote that opens here does not close; close it or remove it`)
      for (let i = at + 1; i < close; i++) {
        if (text.charCodeAt(i) !== NEWLINE) continue
        line++
        lineStart = i + 1
      }
      cell += text.slice(at + 1, close)
      at = close + 1
      if (text.charCodeAt(at) !== QUOTE) break
      cell += '"'
    }
    while (text[at] === ' ') at++
    if (at < text.length && !endsCell(text.charCodeAt(at))) {
      throw new InputError(
        `${file}:${line}:${at - lineStart + 1}: "${text[at]}" after a closing quote; double quotes within a cell`,
      )
    }
    return cell
  }
}

function endsCell(code: number): boolean {
  return code === COMMA || code === NEWLINE || code === RETURN
}
