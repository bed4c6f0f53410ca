import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collect } from '../../../experiments/sweep/collect.ts'
import { claimSweep } from '../../../experiments/sweep/execute.ts'
import { extendSweep } from '../../../experiments/sweep/extend.ts'
import { createManifest, type Manifest, readManifest } from '../../../experiments/sweep/manifest.ts'
import { planSweep } from '../../../experiments/sweep/plan.ts'
import { runShard } from '../../../experiments/sweep/run-shard.ts'
import { missingShards, surveySweep } from '../../../experiments/sweep/survey.ts'
import { InputError } from '../../../input/input-error.ts'
import { sha256 } from '../../../input/sha256.ts'
import { rowsOf, sweepFile, TINY } from '../../support/sweeps.ts'

const TABLES = ['runs.csv', 'epochs.csv', 'pulses.csv']

/** A sweep's folder with all shards but those of `without` done. */
async function swept(section: string, options: { base?: string; runsPerShard?: number; without?: readonly number[] } = {}) {
  const { folder, file } = sweepFile(section, options.base)
  const manifest = await planSweep(file, { runsPerShard: options.runsPerShard ?? 1 })
  const dir = join(folder, 'out')
  claimSweep(dir, manifest)
  for (let i = 0; i < manifest.shards.length; i++) if (!options.without?.includes(i)) await runShard(manifest, i, dir)
  return { folder, file, dir, manifest, shard: (i: number) => join(dir, 'shards', `${manifest.shards[i]!.name}.json`) }
}

const text = (dir: string, name: string) => readFileSync(join(dir, name), 'utf8')
const tables = (dir: string) => TABLES.map((name) => text(dir, name))

describe('the shards of a sweep', () => {
  it('come to the same tables in any order and any grouping, with the swept columns behind', async () => {
    const section = 'sweep: { seeds: 0..2, grid: { update.kind: [sign, fp32], device.nu: [0, 0.1] } }'
    const one = await swept(section)
    const grouped = await swept(section, { runsPerShard: 5 })
    expect(grouped.manifest.shards.map((shard) => shard.runs.length)).toEqual([5, 5, 2])
    const backwards = await swept(section, { without: [...Array(12).keys()] })
    for (let i = 11; i >= 0; i--) await runShard(backwards.manifest, i, backwards.dir)
    for (const { dir } of [one, grouped, backwards]) expect((await collect(dir)).status).toBe('complete')
    expect(tables(grouped.dir)).toEqual(tables(one.dir))
    expect(tables(backwards.dir)).toEqual(tables(one.dir))
    const runs = rowsOf(text(one.dir, 'runs.csv'))
    expect(runs).toHaveLength(12)
    expect(runs[3]).toMatchObject({ seed: '0', update: 'sign', 'update.kind': 'sign', 'device.nu': '0.1' })
    expect(rowsOf(text(one.dir, 'epochs.csv'))).toHaveLength(24)
    expect(rowsOf(text(one.dir, 'pulses.csv'))).toHaveLength(72)
    const manifest = JSON.parse(text(one.dir, 'manifest.json'))
    expect(manifest).toMatchObject({ status: 'complete', runs: { planned: 12, done: 12 }, versions: { node: process.version } })
    expect(manifest.bibtex.join()).toContain('nandakumar2018')
    expect(readdirSync(one.dir).sort()).toEqual(['manifest.json', 'shards', 'sweep.json', ...TABLES].sort())
  })

  it('hold the numbers of memxbar run: the same world for every scheme at the same seed', async () => {
    const { dir } = await swept(
      'sweep: { seeds: [4, 5], grid: { update.kind: [sign, stochastic, mixed-precision], crossbar.scale: [20] } }',
      {
        base: `${TINY}learning: { lr_in: 1e-5, lr_rec: 1e-5, lr_out: 1e-5, rate_regularisation: 0 }\n`,
      },
    )
    await collect(dir)
    const first = rowsOf(text(dir, 'epochs.csv')).filter(({ epoch }) => epoch === '1')
    for (const seed of ['4', '5']) {
      const errors = first.filter((row) => row.seed === seed).map(({ mse, rate_hz }) => `${mse} ${rate_hz}`)
      // Before any update all three schemes read the same devices with the same noise: the same bits.
      expect(errors).toHaveLength(3)
      expect(new Set(errors).size).toBe(1)
    }
    expect(new Set(first.map(({ mse }) => mse)).size).toBe(2)
  })

  it('a missing one is named, and collected over only on request', async () => {
    const { dir, manifest } = await swept('sweep: { seeds: 0..3 }', { without: [1, 3] })
    expect(missingShards(dir)).toEqual([1, 3])
    expect(await collect(dir)).toMatchObject({ status: 'refused', files: [], survey: { missing: [1, 3], done: 2 } })
    expect(existsSync(join(dir, 'runs.csv'))).toBe(false)
    expect((await collect(dir, { partial: true })).status).toBe('partial')
    expect(rowsOf(text(dir, 'runs.csv')).map(({ seed }) => seed)).toEqual(['0', '2'])
    expect(JSON.parse(text(dir, 'manifest.json'))).toMatchObject({ status: 'partial', runs: { planned: 4, done: 2, missing: 2 } })
    for (const index of [1, 3]) await runShard(manifest, index, dir)
    expect((await collect(dir)).status).toBe('complete')
    expect(JSON.parse(text(dir, 'manifest.json')).status).toBe('complete')
  })

  it.each<[string, (file: string, other: string) => void, RegExp]>([
    ['cut short', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20)), /damaged: it is not complete/],
    ['empty', (file) => writeFileSync(file, ''), /damaged/],
    [
      'changed in one digit',
      (file) => writeFileSync(file, readFileSync(file, 'utf8').replace(/38\.6/, '38.7')),
      /checksum is wrong/,
    ],
    ['that of another sweep', (file, other) => writeFileSync(file, readFileSync(other)), /belongs to another sweep/],
    ['no shard at all', (file) => writeFileSync(file, '{"hello": 1}'), /is not a shard/],
    ['a null', (file) => writeFileSync(file, 'null'), /is not a shard/],
  ])('one that is %s is refused, named and done again', async (_, spoil, reason) => {
    const { dir, manifest, shard } = await swept('sweep: { seeds: 0..2 }')
    const other = await swept('sweep: { seeds: 0..3 }')
    await collect(dir)
    const before = tables(dir)
    spoil(shard(1), other.shard(1))
    const survey = surveySweep(dir)
    expect(survey).toMatchObject({ missing: [1], done: 2, refused: [{ file: shard(1), reason: expect.stringMatching(reason) }] })
    expect((await collect(dir)).status).toBe('refused')
    await runShard(manifest, 1, dir)
    expect((await collect(dir)).status).toBe('complete')
    expect(tables(dir)).toEqual(before)
  })

  it.each<[string, (runs: Record<string, unknown>[]) => unknown]>([
    ['has no table of epochs', ([run]) => [{ ...run, epochs: undefined }]],
    [
      'has the tables of another run',
      ([run]) => [{ ...run, runs: String(run!.runs).replace(/\n[0-9a-f]{12},/, '\nabcdefabcdef,') }],
    ],
    ['has a table without its end', ([run]) => [{ ...run, pulses: String(run!.pulses).slice(0, -1) }]],
    ['has neither succeeded nor failed', ([run]) => [{ ...run, status: 'fine' }]],
    ['failed without an error', ([run]) => [{ run_id: run!.run_id, status: 'failed' }]],
    ['is a null', () => [null]],
  ])('one whose checksum is right and whose run %s is refused, named and done again', async (_, change) => {
    const { dir, manifest, shard } = await swept('sweep: { seeds: 0..1 }')
    await collect(dir)
    const before = tables(dir)
    const there = JSON.parse(readFileSync(shard(1), 'utf8'))
    const runs = change(there.runs)
    writeFileSync(shard(1), JSON.stringify({ ...there, runs, checksum: sha256(JSON.stringify(runs)) }))
    const reason = expect.stringMatching(/holds (no complete result of run [0-9a-f]{12}|other runs than planned)/)
    expect(surveySweep(dir)).toMatchObject({ missing: [1], done: 1, refused: [{ file: shard(1), reason }] })
    await runShard(manifest, 1, dir)
    expect((await collect(dir)).status).toBe('complete')
    expect(tables(dir)).toEqual(before)
  })

  it('one under the name of another of the same sweep is refused as well, and strangers are told', async () => {
    const { dir, shard } = await swept('sweep: { seeds: 0..1 }')
    renameSync(shard(0), shard(1))
    expect(surveySweep(dir).refused[0]!.reason).toBe('holds other runs than planned')
    writeFileSync(join(dir, 'shards', 'hello.json'), '{}')
    expect(surveySweep(dir).refused.map(({ reason }) => reason)).toContain('belongs to no run of this sweep')
  })

  it('a failed run is recorded with its error and does not stop the others', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..1 }', TINY.replace('task: {', 'task: { target: wave.csv,'))
    const wave = join(folder, 'wave.csv')
    writeFileSync(wave, 'y\n0\n1\n0\n')
    const manifest = await planSweep(file)
    const dir = join(folder, 'out')
    claimSweep(dir, manifest)
    await runShard(manifest, 0, dir)
    rmSync(wave)
    expect(await runShard(manifest, 1, dir)).toEqual({ done: 0, failed: 1 })
    const survey = surveySweep(dir)
    expect(survey).toMatchObject({ done: 1, missing: [], withFailures: [1] })
    expect(survey.failed[0]!.error).toMatch(/task\.target: cannot read/)
    expect((await collect(dir)).status).toBe('partial')
    expect(rowsOf(text(dir, 'runs.csv'))).toHaveLength(1)
    expect(text(dir, 'failed.csv')).toMatch(/^run_id,seed,error\n[0-9a-f]{12},1,"?task\.target/)
    // A file that was changed would give other numbers under the old name.
    writeFileSync(wave, 'y\n0\n2\n0\n')
    await runShard(manifest, 1, dir)
    expect(surveySweep(dir).failed[0]!.error).toMatch(/has changed since the sweep was planned/)
    writeFileSync(wave, 'y\n0\n1\n0\n')
    await runShard(manifest, 1, dir)
    expect((await collect(dir)).status).toBe('complete')
    expect(existsSync(join(dir, 'failed.csv'))).toBe(false)
  })

  it('runs that coincide are done once and stand in the tables at each of their points', async () => {
    const { dir, manifest } = await swept('sweep: { ablate: all }', { base: `${TINY}device: { drift: false }\n` })
    expect(manifest.shards).toHaveLength(4)
    await collect(dir)
    const runs = rowsOf(text(dir, 'runs.csv'))
    expect(runs.map(({ ablation }) => ablation)).toEqual([
      'none',
      'no write_noise',
      'no read_noise',
      'only write_noise',
      'only read_noise',
      'all off',
    ])
    expect(runs[1]!.run_id).toBe(runs[4]!.run_id)
  })

  it('a search ends as a ranking for each scheme, worst seed first and foremost', async () => {
    const search = 'budget: 4, ranges: { learning.lr_out: "log(1e-5, 1e-3)" }, schemes: { sign: {}, fp32: {} }'
    const { dir } = await swept(`sweep: { seeds: [1, 2], search: { ${search} } }`)
    expect((await collect(dir)).files).toContain('search.csv')
    const runs = rowsOf(text(dir, 'runs.csv'))
    const ranked = rowsOf(text(dir, 'search.csv'))
    expect(Object.keys(ranked[0]!)).toEqual([
      'update.kind',
      'rank',
      'candidate',
      'runs',
      'objective',
      'objective_mean',
      'objective_worst',
      'learning.lr_out',
    ])
    for (const scheme of ['sign', 'fp32']) {
      const own = ranked.filter((row) => row['update.kind'] === scheme)
      expect(own.map(({ rank }) => rank)).toEqual(['1', '2', '3', '4'])
      const worst = own.map((row) => Number(row.objective_worst))
      expect(worst).toEqual(worst.toSorted((a, b) => a - b))
      for (const row of own) {
        const scores = runs
          .filter((run) => run.candidate === row.candidate && run.update === scheme)
          .map((run) => Number(run.mse_last50_mean))
        expect(scores).toHaveLength(2)
        expect(Number(row.objective_worst)).toBe(Math.max(...scores))
        expect(Number(row.objective_mean)).toBeCloseTo((scores[0]! + scores[1]!) / 2, 12)
      }
    }
  })

  it('leave no table behind that the sweep of the folder no longer has', async () => {
    const { dir, file, manifest } = await swept(
      'sweep: { search: { budget: 2, ranges: { learning.lr_out: "log(1e-5, 1e-3)" } } }',
    )
    await collect(dir)
    expect(existsSync(join(dir, 'search.csv'))).toBe(true)
    writeFileSync(file, `${TINY}sweep: { seeds: 0..1 }`)
    const { manifest: other } = extendSweep(dir, await planSweep(file))!
    expect(other.content).not.toBe(manifest.content)
    await collect(dir, { partial: true })
    expect(readdirSync(dir).filter((name) => name.endsWith('.csv'))).toEqual([])
    for (const index of [0, 1]) await runShard(other, index, dir)
    await collect(dir)
    expect(
      readdirSync(dir)
        .filter((name) => name.endsWith('.csv'))
        .sort(),
    ).toEqual(TABLES.toSorted())
  })

  it('become Parquet with the same numbers', async () => {
    const { dir } = await swept(
      'sweep: { seeds: 0..2, grid: { device.nu: [0, 0.1], network.neurons: [8], device.drift: [true] } }',
    )
    const { files } = await collect(dir, { parquet: true })
    expect(files).toEqual([...TABLES, 'runs.parquet', 'epochs.parquet', 'pulses.parquet', 'manifest.json'])
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const reader = await connection.runAndReadAll(
      `SELECT run_id, mse_last50_mean, "device.nu" FROM '${join(dir, 'runs.parquet')}'`,
    )
    const rows = rowsOf(text(dir, 'runs.csv'))
    expect(reader.getRows()).toEqual(rows.map((row) => [row.run_id, Number(row.mse_last50_mean), Number(row['device.nu'])]))
    const typed = async (table: string) => {
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${join(dir, table)}'`)
      return Object.fromEntries(described.getRows().map(([name, type]) => [name, type]))
    }
    const [runs, epochs] = [await typed('runs.parquet'), await typed('epochs.parquet')]
    // Whatever the data: the error may happen to be whole, the threshold may never have been reached.
    expect(runs).toMatchObject({ run_id: 'VARCHAR', spec_hash: 'VARCHAR', update: 'VARCHAR', device: 'VARCHAR', seed: 'BIGINT' })
    expect(runs).toMatchObject({ completed: 'BOOLEAN', epoch_below_0_1: 'BIGINT', mse_best: 'DOUBLE', rate_hz: 'DOUBLE' })
    expect(runs).toMatchObject({ 'device.nu': 'DOUBLE', 'network.neurons': 'DOUBLE', 'device.drift': 'BOOLEAN' })
    expect(epochs).toMatchObject({ epoch: 'BIGINT', mse: 'DOUBLE', refreshed_pairs: 'BIGINT', t_device_s: 'DOUBLE' })
    // Tables that are there are kept up with.
    const again = await collect(dir)
    expect([again.files, again.dropped]).toEqual([files, []])
    connection.closeSync()
  })
})

describe('the record of a sweep', () => {
  const rewritten = (dir: string, change: (manifest: Manifest) => object) => {
    const file = join(dir, 'sweep.json')
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))))
    return file
  }

  it('is immutable: a changed spec is refused in its folder with the mend, the same one is taken', async () => {
    const { dir, file, manifest } = await swept('sweep: { seeds: 0..1 }')
    claimSweep(dir, await planSweep(file))
    const other = await swept('sweep: { seeds: 0..2 }')
    expect(() => claimSweep(dir, other.manifest)).toThrow(/holds another sweep.*choose another folder with --out/)
    expect(readManifest(join(dir, 'sweep.json')).content).toBe(manifest.content)
  })

  it('is refused if it was changed by hand, is none, or is of another version', async () => {
    const { dir, manifest } = await swept('sweep: { seeds: 0..1 }')
    const file = rewritten(dir, (there) => ({ ...there, memxbar: '0' }))
    expect(() => readManifest(file)).toThrow(/was changed after it was written/)
    writeFileSync(file, '{}')
    expect(() => readManifest(file)).toThrow(/is not the record of a sweep/)
    expect(() => surveySweep(mkdtempSync('/tmp/memxbar-'))).toThrow(/start one with memxbar sweep/)
    await expect(runShard(manifest, 2, dir)).rejects.toThrow(/no shard 2 .* from 0 to 1/)
  })

  it.each<[string, (there: Manifest) => object, RegExp]>([
    ['without its runs', ({ runs: _, ...there }) => there, /no list "runs"/],
    [
      'with a shard that leaves the folder',
      (t) => ({ ...t, shards: [{ ...t.shards[0], name: '../../x' }, t.shards[1]] }),
      /entry 0 of "shards"/,
    ],
    [
      'with a shard of a run that is not there',
      (t) => ({ ...t, shards: [t.shards[0], { ...t.shards[1], runs: [7] }] }),
      /entry 1 of "shards"/,
    ],
    [
      'with a run in two shards',
      (t) => ({ ...t, shards: [t.shards[0], { ...t.shards[1], runs: [0] }] }),
      /not in one shard each/,
    ],
    ['with a run of no spec', (t) => ({ ...t, runs: [t.runs[0], { ...t.runs[1], spec: -1 }] }), /entry 1 of "runs"/],
    [
      'with a spec of no scheme',
      (t) => ({ ...t, specs: [{ ...t.specs[0], update: { kind: 'toString' } }] }),
      /entry 0 of "specs"/,
    ],
    ['with a row that is cut', (t) => ({ ...t, columns: ['x'] }), /entry 0 of "rows"/],
  ])('is refused %s, though its checksum is right', async (_, change, reason) => {
    const { dir } = await swept('sweep: { seeds: 0..1 }')
    const file = rewritten(dir, (there) => {
      const { format: _format, content: _content, source, ...plan } = change(there) as Manifest
      try {
        return createManifest(plan, source)
      } catch {
        return change(there)
      }
    })
    expect(() => readManifest(file)).toThrow(InputError)
    expect(() => readManifest(file)).toThrow(reason)
  })

  it('does not go into a folder with other results', async () => {
    const { folder, manifest } = await swept('sweep: { seeds: 0..1 }')
    const dir = join(folder, 'taken')
    mkdirSync(dir)
    writeFileSync(join(dir, 'runs.csv'), 'x\n')
    expect(() => claimSweep(dir, manifest)).toThrow(/holds a runs\.csv of unknown origin/)
  })
})
