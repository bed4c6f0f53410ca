/**
 * Copies the results of `memxbar reproduce --all` from results/: tables to studies/NAME/, figures to docs/results/, and
 * numbers to docs/results.md, between comments that name their table.
 */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse } from 'csv-parse/sync'
import { makeFolder, writeWhole } from '../experiments/results/atomic.ts'
import { markdownTable } from '../experiments/results/markdown.ts'
import type { Row } from '../experiments/results/tables.ts'
import { papers } from '../studies/registry.ts'

const BLOCK = /(<!-- table: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g

/** The page with each table replaced by the CSV from `csvOf`; a table is named NAME/TABLE. */
export function refreshTables(page: string, csvOf: (table: string) => string): string {
  return page.replaceAll(BLOCK, (_, begin: string, table: string, end: string) => {
    const cast = (value: string) => (value !== '' && Number.isFinite(Number(value)) ? Number(value) : value)
    const rows = parse(csvOf(table), { columns: true, cast }) as Row[]
    return `${begin}\n${markdownTable(rows, Object.keys(rows[0]!))}\n${end}`
  })
}

function record(root: string, results: string): void {
  const recorded = join(root, 'studies')
  makeFolder(join(root, 'docs', 'results'))
  for (const name of Object.keys(papers)) {
    makeFolder(join(recorded, name))
    for (const file of readdirSync(join(results, name))) {
      if (file.endsWith('.csv')) copyFileSync(join(results, name, file), join(recorded, name, file))
      if (file.endsWith('.png')) copyFileSync(join(results, name, file), join(root, 'docs', 'results', `${name}-${file}`))
    }
  }
  const page = join(root, 'docs', 'results.md')
  const csvOf = (table: string) => readFileSync(join(recorded, `${table}.csv`), 'utf8')
  writeWhole(page, refreshTables(readFileSync(page, 'utf8'), csvOf))
}

const [, script, folder = 'results'] = process.argv
// This file is built to dist/docs/: the repository is two levels up.
if (script && import.meta.url === pathToFileURL(script).href) record(fileURLToPath(new URL('../..', import.meta.url)), folder)
