/** Markdown tables for reading: the numbers of a CSV with three significant digits, columns aligned. */
import type { Row } from './tables.ts'

export function markdownTable(rows: readonly Row[], columns: readonly string[]): string {
  const cells = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))]
  const widths = columns.map((_, c) => Math.max(3, ...cells.map((texts) => texts[c]!.length)))
  const line = (texts: readonly string[]) => `| ${texts.map((text, c) => text.padEnd(widths[c]!)).join(' | ')} |\n`
  const [head, ...body] = cells.map(line)
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('')
}

function cell(value: Row[string] | undefined): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value ?? '')
}
