/** docs/results.md says what the recorded tables say, and shows every result that can be reproduced. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { refreshTables } from '../../docs/record.ts'
import { papers } from '../../studies/registry.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/results.md')
const csvOf = (table: string) => read(`studies/${table}.csv`)

describe('docs/results.md', () => {
  it('has the numbers of the recorded tables', () => {
    expect(refreshTables(page, csvOf)).toBe(page)
    // And would not, were they others.
    expect(refreshTables(page, (table) => csvOf(table).replaceAll('0', '1'))).not.toBe(page)
  })

  it.each(Object.keys(papers))('shows %s: command, every table that is meant to be read, every figure', (name) => {
    expect(page).toMatch(new RegExp(`npx memxbar reproduce ${name}\\b`))
    const tables = readdirSync(new URL(`studies/${name}`, root)).filter((file) => !/runs|evaluations/.test(file))
    expect(tables.length).toBeGreaterThan(0)
    for (const table of tables) expect(page).toContain(`<!-- table: ${name}/${table.replace('.csv', '')} -->`)
    expect(page).toContain(`](results/${name}-`)
  })

  it('shows only figures that are there, and all of them', () => {
    const shown = [...page.matchAll(/\]\((results\/[^)]*)\)/g)].map(([, file]) => file!)
    for (const file of shown) expect(existsSync(new URL(`docs/${file}`, root)), file).toBe(true)
    expect(
      readdirSync(new URL('docs/results', root))
        .map((file) => `results/${file}`)
        .sort(),
    ).toEqual([...new Set(shown)].sort())
  })
})
