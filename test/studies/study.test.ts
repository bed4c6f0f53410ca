/** Studies: one run a condition and seed, and tables that say what the runs came to. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { runIdentity } from '../../experiments/config/identity.ts'
import { csv, type Row } from '../../experiments/results/tables.ts'
import type { Summary } from '../../experiments/run/summary.ts'
import { errorTables } from '../../studies/circuit-error.ts'
import type { FinishedTraining } from '../../studies/paper.ts'
import { papers } from '../../studies/registry.ts'
import { studyTables } from '../../studies/study.ts'

const FOLDER = new URL('../../studies/', import.meta.url)
const OPTIONS = { seeds: [3, 4], set: ['training.epochs=7'], quick: false }
const trained = Object.values(papers).filter((paper) => paper.trainings)

describe.each(trained.map((paper) => [paper.name, paper] as const))('%s', (name, paper) => {
  it('has a run for every condition and seed, no two alike, and heeds what is set', async () => {
    const trainings = await paper.trainings!(OPTIONS)
    const ids = trainings.map(({ spec }) => runIdentity(spec).run_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(trainings.map(({ spec }) => spec.seed)).toEqual(trainings.map((_, i) => OPTIONS.seeds[i % 2]))
    for (const { spec } of trainings) expect(spec.training.epochs).toBe(7)
  })

  it('has recorded tables that its recorded runs give', async () => {
    const read = (file: string) => readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8')
    const rows = parse(read('runs.csv'), { columns: true, cast: number }) as Row[]
    expect(new Set(rows.map(({ seed }) => seed)).size).toBe(paper.seeds.length)
    if (!('run_id' in rows[0]!)) {
      const observations = rows.map(({ seed, mse, ...label }) => ({ label, seed: Number(seed), value: Number(mse) }))
      const [, table] = errorTables(observations)
      expect(csv(table!.rows, table!.columns)).toBe(read('table.csv'))
      return
    }
    if (name === 'retention') return
    const labels = Object.keys(rows[0]!).slice(0, Object.keys(rows[0]!).indexOf('run_id'))
    const runs = rows.map((row): FinishedTraining => {
      const label = Object.fromEntries(labels.map((column) => [column, row[column]!]))
      // A column that a run lacks is empty.
      const summary = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
      return { label, summary: summary as unknown as Summary }
    })
    const { tables } = await paper.report(runs, { seeds: paper.seeds, set: [], quick: false })
    expect(tables.length).toBeGreaterThan(1)
    for (const table of tables) {
      if (table.name !== 'runs') expect(csv(table.rows, table.columns), table.name).toBe(read(`${table.name}.csv`))
    }
  })
})

function number(value: string): string | number {
  return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

describe('the table of a study', () => {
  const run = (scheme: string, seed: number, mse: number) => {
    const summary = { seed, mse_last50_mean: mse, set_pulses: 10 * seed, reset_pulses: 0, rate_hz: 5 } as Summary
    return { label: { scheme }, summary }
  }

  it('has mean, std, best and the share below 0.1 of each condition, in order', () => {
    const { table } = studyTables([run('b', 1, 0.05), run('b', 2, 0.11), run('a', 1, 0.2)])
    expect(table.rows).toEqual([
      {
        ...{ scheme: 'b', runs: 2, share_below_0_1: 0.5, mse_mean: 0.08, mse_best: 0.05, set_pulses: 15, reset_pulses: 0 },
        ...{ mse_std: expect.closeTo(0.06 / Math.SQRT2, 12), rate_hz: 5 },
      },
      expect.objectContaining({ scheme: 'a', runs: 1, mse_std: null, mse_mean: 0.2 }),
    ])
  })

  it('does not pass a diverged run for a good one', () => {
    const [row] = studyTables([run('a', 1, 0.05), run('a', 2, Number.NaN)]).table.rows
    expect(row).toMatchObject({ share_below_0_1: 0.5, mse_mean: Number.NaN })
  })
})
