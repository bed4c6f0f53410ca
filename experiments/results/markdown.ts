/** Tables for reading, in Markdown: the numbers of a CSV in three significant digits. */
import type { Row } from './tables.ts'

export function markdownTable(rows: readonly Row[], columns: readonly string[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const head = [line(columns), line(columns.map(() => '---'))]
  return [...head, ...rows.map((row) => line(columns.map((column) => cell(row[column]))))].join('')
}

function cell(value: Row[string] | undefined): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value ?? '')
}
