/** The specs of examples/: each is valid, and those whose data are in the package run. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadRun } from '../experiments/disk/run-spec.ts'
import { loadSpec } from '../experiments/disk/spec.ts'

const FOLDER = new URL('../examples/', import.meta.url)
const specs = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
const SHORT: Readonly<Record<string, readonly string[]>> = {
  'ecg.yaml': ['training.epochs=1'],
  'evidence-accumulation.yaml': ['training.epochs=1', 'task.train=2', 'task.test=2'],
  'digits.yaml': ['training.epochs=1', 'task.train=20', 'task.test=10'],
  'own-csv.yaml': ['training.epochs=1'],
  'self-recurrent-skip.yaml': ['training.epochs=1', 'task.train=20', 'task.test=10'],
  'two-layers.yaml': ['training.epochs=1', 'task.train=20', 'task.test=10'],
}

describe('examples', () => {
  it.each(specs.filter((name) => name !== 'sweep.yaml'))('%s is a spec, and says how it is run', async (name) => {
    const file = fileURLToPath(new URL(name, FOLDER))
    expect(readFileSync(file, 'utf8')).toContain(`memxbar run examples/${name}`)
    await loadSpec(file)
  })

  it.each(Object.entries(SHORT))('%s runs', async (name, set) => {
    const file = fileURLToPath(new URL(name, FOLDER))
    const { run } = await loadRun(await loadSpec(file, set), file)
    expect((await run()).completed).toBe(true)
  })
})
