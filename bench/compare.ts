/** Ratios of a bench against an earlier `--json` file. */
import { readFileSync } from 'node:fs'
import type { Machine } from './machine.ts'
import type { Row, Table } from './table.ts'

export interface Results {
  readonly machine: Machine
  readonly [table: string]: Machine | readonly Row[]
}

export function readResults(file: string): Results {
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results
  if (!results.machine) throw new Error(`${file} is not a result of \`npm run bench -- --json\`: it has no "machine"`)
  return results
}

/** The same table with the ratio now / then in the compared columns; rows missing in the earlier file are left out. */
export function compared(table: Table, earlier: Results): Table | undefined {
  const before = earlier[table.name]
  if (!Array.isArray(before)) return undefined
  const name = (row: Row) => JSON.stringify(table.key.map((column) => row[column]))
  const then = new Map((before as readonly Row[]).map((row) => [name(row), row]))
  const rows = table.rows.flatMap((row) => {
    const old = then.get(name(row))
    if (!old) return []
    const identity = table.key.map((column) => [column, row[column]!])
    return [Object.fromEntries([...identity, ...table.compared.map((column) => [column, ratio(row[column], old[column])])])]
  })
  return { ...table, title: `${table.title}: now / then`, columns: [...table.key, ...table.compared], rows }
}

function ratio(now: Row[string] | undefined, then: Row[string] | undefined): number | null {
  return typeof now === 'number' && typeof then === 'number' ? now / then : null
}
