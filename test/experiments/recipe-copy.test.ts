import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadKind } from '../../experiments/disk/device-kind.ts'
import { loadRun } from '../../experiments/disk/run-spec.ts'
import { loadSpec } from '../../experiments/disk/spec.ts'
import { writeRun } from '../../experiments/results/write.ts'
import { summarize } from '../../experiments/run/summary.ts'

const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const file = join(folder, 'mine.yaml')
const tail = { distribution: 'empirical', file: 'data/tail.csv', column: 'nu', per: 'device' }
writeFileSync(
  file,
  `name: mine\nrange: [0.1 uS, 12 uS]\nparameters: { nu: ${JSON.stringify(tail)} }\nset: { g: g + 0.7 uS }\nreset: { g: 0.1 uS }\ndrift: g * (age / 1 s) ^ (-nu)\n`,
)
mkdirSync(join(folder, 'data'))
writeFileSync(join(folder, 'data', 'tail.csv'), 'nu\n0.01\n0.02\n')

const small = ['network.neurons=5', 'task.inputs=5', 'task.duration=0.05', 'training.epochs=1']

/** Runs with the recipe of `file` and writes into `out`; returns the names of what was written. */
async function written(recipe: string, out: string): Promise<string[]> {
  const spec = await loadSpec(undefined, [`device.model=${recipe}`, ...small])
  const loaded = await loadRun(spec)
  const result = await loaded.run()
  const timing = { started: '', wall_seconds: 0, cpu_seconds: 0 }
  return writeRun(out, spec, summarize(spec, loaded.id, result), result, timing, 'memxbar run')
}

it.each(['./runs.csv', './/epochs.csv', 'Manifest.json', 'wear.csv/in.csv', 'device.yaml/x.csv'])(
  'a recipe that reads %s overwrites no table, and its copy works where it lies',
  async (name) => {
    const place = mkdtempSync(join(folder, 'clash-'))
    for (const inner of ['wear.csv', 'device.yaml']) mkdirSync(join(place, inner))
    writeFileSync(join(place, name), 'nu\n0.01\n0.02\n')
    const recipe = join(place, 'mine.yaml')
    writeFileSync(recipe, readFileSync(file, 'utf8').replace('data/tail.csv', name))
    const out = join(place, 'out')
    const files = await written(recipe, out)
    expect(new Set(files).size).toBe(files.length)
    for (const table of ['runs.csv', 'epochs.csv', 'wear.csv']) expect(readFileSync(join(out, table), 'utf8')).toMatch(/^run_id,/)
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status).toBe('complete')
    expect((await loadKind(join(out, 'device', 'mine.yaml'))).name).toBe('mine')
  },
)

it('the copy of a recipe in a run folder has the CSV files that it reads beside it', async () => {
  const out = join(folder, 'out')
  const files = await written(file, out)
  expect(files).toContain('data/tail.csv')
  expect(readFileSync(join(out, 'data', 'tail.csv'), 'utf8')).toBe('nu\n0.01\n0.02\n')
  expect((await loadKind(join(out, 'device.yaml'))).name).toBe('mine')
})

it('a CSV that has changed is named where a resolved spec is given again', async () => {
  const spec = await loadSpec(undefined, [`device.model=${file}`])
  const again = join(folder, 'again.yaml')
  writeFileSync(again, JSON.stringify(spec))
  writeFileSync(join(folder, 'data', 'tail.csv'), 'nu\n0.01\n0.03\n')
  await expect(loadSpec(again)).rejects.toThrow(/mine\.yaml", or "data\/tail\.csv" beside it, has changed/)
})
