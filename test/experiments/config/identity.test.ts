import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { withoutNeutral } from '../../../experiments/config/neutral.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { papers } from '../../../studies/registry.ts'

describe('what a run is called', () => {
  it.each(['demirag-2021', 'drift-spread', 'resolution', 'retention', 'write-noise'])(
    'is what it was called when %s was recorded',
    async (name) => {
      const text = readFileSync(new URL(`../../../studies/${name}/runs.csv`, import.meta.url), 'utf8')
      const recorded = (parse(text, { columns: true }) as { run_id: string }[]).map(({ run_id }) => run_id)
      const paper = papers[name]!
      const trainings = await paper.trainings!({ seeds: paper.seeds, set: [], quick: false })
      const runs = await Promise.all(trainings.map(({ spec }) => loadRun(spec)))
      const why =
        'runs have other names than recorded: a new field of a section needs .meta({ neutral: true }) (CONTRIBUTING, Invariants)'
      expect(
        runs.map(({ id }) => id.run_id),
        why,
      ).toEqual(recorded)
    },
  )

  it('shares the hash of its spec with runs of other seeds and parts of seeds, and is a run of its own', async () => {
    const named = async (...set: string[]) => (await loadRun(await loadSpec(undefined, set))).id
    const [plain, seed, chip] = [await named(), await named('seed=2'), await named('seeds.chip=2')]
    expect([seed.spec_hash, chip.spec_hash]).toEqual([plain.spec_hash, plain.spec_hash])
    expect(new Set([plain.run_id, seed.run_id, chip.run_id]).size).toBe(3)
  })

  it('leaves out a neutral field at its default and keeps it elsewhere', () => {
    const inner = z
      .strictObject({ bits: z.number().default(0).meta({ neutral: true }), gain: z.number().default(1) })
      .prefault({})
    const off = z
      .strictObject({ on: z.boolean().default(false) })
      .prefault({})
      .meta({ neutral: true })
    const schema = z.strictObject({ inner, off })
    expect(withoutNeutral(schema, schema.parse({}))).toEqual({ inner: { gain: 1 } })
    const given = { inner: { bits: 8 }, off: { on: true } }
    expect(withoutNeutral(schema, schema.parse(given))).toEqual({ inner: { bits: 8, gain: 1 }, off: { on: true } })
  })
})
