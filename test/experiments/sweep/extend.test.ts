import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collect } from '../../../experiments/sweep/collect.ts'
import { claimSweep } from '../../../experiments/sweep/execute.ts'
import { extendSweep } from '../../../experiments/sweep/extend.ts'
import { existingManifest, type Manifest, writeManifest } from '../../../experiments/sweep/manifest.ts'
import { planSweep } from '../../../experiments/sweep/plan.ts'
import { runShard } from '../../../experiments/sweep/run-shard.ts'
import { missingShards, surveySweep } from '../../../experiments/sweep/survey.ts'
import { sweepFile, TINY } from '../../support/sweeps.ts'

const SHORT = 'sweep: { seeds: 0..2, grid: { update.kind: [sign, fp32] } }'
const LONG = 'sweep: { seeds: 0..4, grid: { update.kind: [sign, fp32] } }'

/** A folder with all shards of a sweep but those of `without` done. */
async function swept(section: string, runsPerShard: number, without: readonly number[] = []) {
  const { folder, file } = sweepFile(section)
  const dir = join(folder, 'out')
  const manifest = await planSweep(file, { runsPerShard })
  claimSweep(dir, manifest)
  for (const shard of manifest.shards.keys()) if (!without.includes(shard)) await runShard(manifest, shard, dir)
  return { dir, file, manifest }
}

async function finish(dir: string, manifest: Manifest): Promise<string[]> {
  for (const shard of missingShards(dir)) await runShard(manifest, shard, dir)
  expect((await collect(dir)).status).toBe('complete')
  return ['runs.csv', 'epochs.csv', 'pulses.csv'].map((name) => readFileSync(join(dir, name), 'utf8'))
}

describe('a sweep extended', () => {
  it.each([1, 2, 4])('keeps its finished runs, by %d a shard, and ends with the tables of one made at once', async (size) => {
    const { dir, file } = await swept(SHORT, size, [1])
    const before = new Map(readdirSync(join(dir, 'shards')).map((name) => [name, statSync(join(dir, 'shards', name)).mtimeMs]))
    writeFileSync(file, `${TINY}${LONG}`)
    const { manifest, taken, replaced } = extendSweep(dir, await planSweep(file, { begun: existingManifest(dir) }))!
    expect([taken, replaced]).toEqual([6 - Math.min(size, 6 - size), 0])
    expect(surveySweep(dir)).toMatchObject({ done: taken, failed: [], refused: [] })
    for (const [name, time] of before) expect(statSync(join(dir, 'shards', name)).mtimeMs).toBe(time)
    expect(Math.max(...manifest.shards.map(({ runs }) => runs.length))).toBe(size)
    // The same command as before now means the extended sweep.
    const again = await planSweep(file, { begun: existingManifest(dir) })
    expect(again.content).toBe(manifest.content)
    claimSweep(dir, again)
    const fresh = await swept(LONG, 1)
    expect(await finish(dir, manifest)).toEqual(await finish(fresh.dir, fresh.manifest))
  })

  it('takes over what is left of a shard whose other runs are no longer wanted, and puts the old files aside', async () => {
    const { dir, file, manifest: old } = await swept(SHORT, 2)
    writeFileSync(file, `${TINY}sweep: { seeds: [1, 2], grid: { update.kind: [fp32, stochastic] } }`)
    const wanted = await planSweep(file, { begun: existingManifest(dir) })
    const { manifest, taken, replaced } = extendSweep(dir, wanted)!
    // Of the shards (0, 1), (2, 0), (1, 2) of seeds the last is kept whole, and the others have no run of the new sweep.
    expect([taken, replaced]).toEqual([2, 2])
    expect(readdirSync(join(dir, 'replaced')).sort()).toEqual([0, 1].map((i) => `${old.shards[i]!.name}.json`).sort())
    const fresh = await swept('sweep: { seeds: [1, 2], grid: { update.kind: [fp32, stochastic] } }', 1)
    expect(await finish(dir, manifest)).toEqual(await finish(fresh.dir, fresh.manifest))
  })

  it('stopped before its record was written leaves the old sweep as it was', async () => {
    const { dir, file, manifest: old } = await swept(SHORT, 4)
    writeFileSync(file, `${TINY}sweep: { seeds: [0], grid: { update.kind: [sign, fp32] } }`)
    const { manifest } = extendSweep(dir, await planSweep(file, { begun: existingManifest(dir) }))!
    expect(manifest.shards.map(({ runs }) => runs.length)).toEqual([2])
    for (const name of readdirSync(join(dir, 'replaced'))) {
      writeFileSync(join(dir, 'shards', name), readFileSync(join(dir, 'replaced', name)))
    }
    writeManifest(old, dir)
    expect(surveySweep(dir)).toMatchObject({ done: 6, missing: [] })
  })

  it('leaves failed runs to be done again', async () => {
    const { dir, file, manifest: old } = await swept(SHORT, 1, [0])
    await runShard({ ...old, specs: old.specs.map((spec) => ({ ...spec, task: { ...spec.task, target: 'gone.csv' } })) }, 0, dir)
    expect(surveySweep(dir).failed).toHaveLength(1)
    writeFileSync(file, `${TINY}${LONG}`)
    expect(extendSweep(dir, await planSweep(file, { begun: existingManifest(dir) }))).toMatchObject({ taken: 5, replaced: 1 })
    expect(surveySweep(dir)).toMatchObject({ done: 5, failed: [] })
  })

  it('whose device was mended is told so, and keeps the runs of other devices', async () => {
    const section = 'sweep: { seeds: 0..1, grid: { device.model: [ideal, mine.ts] } }'
    const { folder, file } = sweepFile(section)
    const device = (fault: string) => `const operations = {
  set() {},
  reset() {},
  read(c: unknown, cells: { n: number }, t: number, event: number, rng: unknown, arena: unknown, out: Float32Array) {
    ${fault}
    out.fill(0, 0, cells.n)
  },
}
export default {
  name: 'mine', title: 'mine', omits: '', parameters: {},
  create: () => ({ name: 'mine', range: [0, 1], step: 0.1, mostPulses: 9, columns: {}, ...operations }),
}
`
    const mine = join(folder, 'mine.ts')
    writeFileSync(mine, device("throw new Error('boom')"))
    const old = await planSweep(file)
    const dir = join(folder, 'out')
    claimSweep(dir, old)
    for (const shard of old.shards.keys()) await runShard(old, shard, dir)
    const { done, failed } = surveySweep(dir)
    expect([done, failed.map(({ error }) => error)]).toEqual([2, Array(2).fill(`${mine}:5: boom`)])
    writeFileSync(mine, device(''))
    const mended = await planSweep(file, { begun: existingManifest(dir) })
    expect(() => claimSweep(dir, mended)).toThrow(`before "${mine}" changed, which changes its runs: run them in a new folder`)
    const { manifest } = extendSweep(dir, mended)!
    expect(surveySweep(dir)).toMatchObject({ done: 2, failed: [] })
    for (const shard of missingShards(dir)) await runShard(manifest, shard, dir)
    expect(surveySweep(dir)).toMatchObject({ done: 4, failed: [] })
  })

  it('is nothing to do where there is none, or the same', async () => {
    const { dir, manifest } = await swept(SHORT, 4)
    expect(extendSweep(dir, manifest)).toBeUndefined()
    expect(extendSweep(join(dir, 'none'), manifest)).toBeUndefined()
    expect(existsSync(join(dir, 'none'))).toBe(false)
  })
})
