import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { collect } from '../../experiments/sweep/collect.ts'
import { startSweep } from '../support/killed-sweep.ts'
import { sweepFile } from '../support/sweeps.ts'

const TABLES = ['runs.csv', 'epochs.csv', 'pulses.csv']
const PYTHON = '/usr/bin/python3'
const there = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
const pandas = there(PYTHON, '-c', 'import pandas')
const r = there('Rscript', '--version')
// Continuous integration installs pandas and must not pass without it.
const must = Boolean(process.env.CI)

let dir: string

// A swept list is a cell with commas and a diverging run one that is no number: what CSV readers trip over.
beforeAll(async () => {
  const { folder, file } = sweepFile(
    'sweep: { seeds: 0..1, grid: { task.frequencies: [[1, 2], [3]], learning.gradient_clamp: [null, 100], device.nu: [0.1] } }',
  )
  dir = join(folder, 'out')
  const { code, stderr } = await startSweep([file, '--out', dir, '--quiet']).ended
  expect([code, stderr]).toEqual([0, ''])
})

describe('the tables of a sweep', () => {
  it.each(TABLES)('%s is RFC 4180 with a header, points for decimals, and no blank or ragged line', (name) => {
    const text = readFileSync(join(dir, name), 'utf8')
    const records = parse(text, { relax_column_count: false }) as string[][]
    expect(records[0]).toEqual(
      expect.arrayContaining(['run_id', 'seed', 'task.frequencies', 'learning.gradient_clamp', 'device.nu']),
    )
    expect(new Set(records[0]).size).toBe(records[0]!.length)
    expect(text.endsWith('\n')).toBe(true)
    expect(text).not.toMatch(/\r|\uFEFF|\n\n/)
    for (const record of records.slice(1)) {
      for (const cell of record) expect(cell).toMatch(/^(-?[\d.]+(e[-+]?\d+)?|[a-z0-9-]*|true|false|NaN|\[[\d,.]+\])$/)
    }
    expect(text).toContain('"[1,2]"')
  })

  it.skipIf(!pandas && !must)('open as they are in pandas, with the numbers and types that they were written with', () => {
    const script = join(dir, 'read.py')
    writeFileSync(
      script,
      `import json, sys, pandas
tables = {name: pandas.read_csv(f'{sys.argv[1]}/{name}') for name in ${JSON.stringify(TABLES)}}
runs = tables['runs.csv']
print(json.dumps({
  'rows': {name: len(table) for name, table in tables.items()},
  'mse': runs['mse_last50_mean'].tolist(),
  'numeric': [c for c in runs.columns if pandas.api.types.is_numeric_dtype(runs[c])],
  'bool': str(runs['completed'].dtype),
  'missing': int(runs['learning.gradient_clamp'].isna().sum()),
  'frequencies': runs['task.frequencies'].unique().tolist(),
  'joined': len(tables['epochs.csv'].merge(runs, on='run_id')),
}))
`,
    )
    const { stdout, stderr } = spawnSync(PYTHON, [script, dir], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'de_DE.UTF-8' },
    })
    expect(stderr).toBe('')
    const read = JSON.parse(stdout)
    const rows = parse(readFileSync(join(dir, 'runs.csv')), { columns: true }) as Record<string, string>[]
    expect(read).toMatchObject({
      rows: { 'runs.csv': 8, 'epochs.csv': 16, 'pulses.csv': 48 },
      bool: 'bool',
      missing: 4,
      joined: 16,
    })
    expect(read.frequencies).toEqual(['[1,2]', '[3]'])
    // pandas' fast parser of decimals is right to 15 digits.
    for (const [i, row] of rows.entries()) expect(read.mse[i] / Number(row.mse_last50_mean)).toBeCloseTo(1, 13)
    expect(read.numeric).toEqual(
      expect.arrayContaining(['seed', 'mse_best', 'rate_hz', 't_device_s', 'device.nu', 'learning.gradient_clamp']),
    )
  })

  it.skipIf(!r)('open as they are in R', () => {
    const script = `d <- read.csv("${join(dir, 'runs.csv')}"); cat(nrow(d), is.numeric(d$mse_last50_mean), is.numeric(d$device.nu), sum(is.na(d$learning.gradient_clamp)))`
    expect(spawnSync('Rscript', ['-e', script], { encoding: 'utf8' }).stdout).toBe('8 TRUE TRUE 4')
  })

  it('have their provenance beside them, which collecting them again leaves as it was', async () => {
    expect(existsSync(join(dir, 'manifest.json'))).toBe(true)
    const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))
    expect(manifest.command).toMatch(/^memxbar sweep .*sweep\.yaml --out/)
    await collect(dir, { command: 'memxbar sweep collect' })
    expect(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))).toEqual(manifest)
    expect(manifest.spec).toContain('task.frequencies')
    expect(manifest.swept).toEqual(['task.frequencies', 'learning.gradient_clamp', 'device.nu'])
  })
})
