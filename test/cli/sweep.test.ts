import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { killAfter, pause, shardsIn, startSweep } from '../support/killed-sweep.ts'
import { rowsOf, sweepFile, TINY } from '../support/sweeps.ts'

const TABLES = ['runs.csv', 'epochs.csv', 'pulses.csv']
const tables = (dir: string) => TABLES.map((name) => readFileSync(join(dir, name), 'utf8'))
const memxbar = (...args: string[]) => command(tmpdir(), 'sweep', ...args)

/** A short list of pseudo-random whole numbers below `below`, the same in every run of the test. */
function numbers(seed: number, count: number, below: number): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647
    return state % below
  })
}

describe('memxbar sweep', () => {
  // Ten kills in all: where nobody waits in a folder for each number of workers, else in one, the number changing from start to start.
  const WORKERS = process.env.CI ? [[1], [2], [4]] : [[1, 2, 4]]
  const KILLS = process.env.CI ? [4, 3, 3] : [10]

  it('killed at ten random moments and started again each time ends with the bytes of an undisturbed run, with 1, 2 and 4 workers', async () => {
    const { folder, file } = sweepFile(
      'sweep: { seeds: 0..14, grid: { update.kind: [sign, stochastic], device.nu_std: "linspace(0, 0.03, 4)" } }',
    )
    const undisturbed = join(folder, 'undisturbed')
    expect((await memxbar(file, '--out', undisturbed, '--quiet')).status).toBe(0)
    expect(rowsOf(tables(undisturbed)[0]!)).toHaveLength(120)
    for (const [place, workers] of WORKERS.entries()) {
      const kills = KILLS[place]!
      const dir = join(folder, `killed-${workers.join('-')}`)
      const args = (start: number) => [file, '--out', dir, '--quiet', '--threads', String(workers[start % workers.length])]
      const shards = numbers(workers.length + workers[0]!, kills, 100 / kills)
      const delays = numbers(workers[0]! + 100, kills, 12)
      for (const [start, more] of shards.entries()) {
        expect(await killAfter(startSweep(args(start)), dir, more, delays[start]!)).toBe(true)
      }
      expect(shardsIn(dir)).toBeLessThan(120)
      expect(existsSync(join(dir, 'runs.csv'))).toBe(false)
      const { status, stderr } = await memxbar(...args(kills))
      expect([status, stderr]).toEqual([0, ''])
      expect(tables(dir)).toEqual(tables(undisturbed))
    }
  })

  it('stops on Ctrl-C with a word on how to go on, and goes on', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..39 }', TINY.replace('epochs: 2', 'epochs: 60'))
    const dir = join(folder, 'out')
    const started = startSweep([file, '--out', dir])
    while (shardsIn(dir) < 3) await pause(5)
    started.child.kill('SIGINT')
    const { code, stderr, stdout } = await started.ended
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toMatch(/stopped with \d+ of 40 runs done; the same command continues with the others/)
    const partly = await memxbar('status', dir)
    expect(partly.stdout).toMatch(/^40 runs: \d+ done, 0 failed, \d+ missing\n\d+ runs missing:\n {2}[0-9a-f]{12} \(seed \d+\)/)
    const collected = await memxbar('collect', dir)
    expect([collected.status, collected.stdout]).toEqual([1, ''])
    expect(collected.stderr).toMatch(/runs missing:\n[\s\S]*not complete and nothing was written/)
    expect((await memxbar('collect', dir, '--partial')).status).toBe(0)
    const rest = await memxbar(file, '--out', dir)
    expect(rest.status).toBe(0)
    expect(rest.stderr).toMatch(/^planning .*\n\d+ of 40 runs are done already\n[\s\S]*sweep 40\/40 0 failed, [\d.]+ runs/)
    expect(rowsOf(tables(dir)[0]!)).toHaveLength(40)
  })

  it('records a run that takes its worker with it, does the others, and tries it again when asked', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..5 }')
    const dir = join(folder, 'out')
    const dry = JSON.parse((await memxbar(file, '--dry-run', '--json')).stdout)
    expect(dry).toMatchObject({ runs: 6, cpu_s: expect.any(Number), bytes: expect.any(Number) })
    expect(readdirSync(folder)).toEqual(['sweep.yaml'])
    // A worker that ends while it writes the third of its shards.
    const deadly = join(folder, 'deadly.mjs')
    writeFileSync(
      deadly,
      `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'
const rename = fs.renameSync
let count = 0
if (!isMainThread) fs.renameSync = (from, to) => (++count === 3 ? process.exit(7) : rename(from, to))
syncBuiltinESMExports()
`,
    )
    const args = [file, '--out', dir, '--threads', '1', '--quiet']
    const first = await startSweep(args, { NODE_OPTIONS: `--import ${deadly}` }).ended
    expect(first.code).toBe(1)
    expect(first.stderr).toMatch(
      /2 runs failed:\n {2}[0-9a-f]{12} \(seed 2\): the worker ended: .*\n.*seed 5.*\n.*--retry-failed/,
    )
    expect(rowsOf(tables(dir)[0]!).map(({ seed }) => seed)).toEqual(['0', '1', '3', '4'])
    const written = tables(dir)
    const collected = await memxbar('collect', dir)
    expect([collected.status, collected.stderr, tables(dir)]).toEqual([1, first.stderr, written])
    expect(rowsOf(readFileSync(join(dir, 'failed.csv'), 'utf8').replaceAll('"', '')).map(({ seed }) => seed)).toEqual(['2', '5'])
    const again = await memxbar(...args)
    expect([again.status, shardsIn(dir)]).toEqual([1, 6])
    const retried = await memxbar(...args, '--retry-failed')
    expect([retried.status, retried.stderr]).toEqual([0, ''])
    expect(rowsOf(tables(dir)[0]!)).toHaveLength(6)
    expect(existsSync(join(dir, 'failed.csv'))).toBe(false)
  })

  it('moves a damaged and a foreign shard aside, names them, and does the damaged one again', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..3 }')
    const dir = join(folder, 'out')
    await memxbar(file, '--out', dir, '--quiet')
    const before = tables(dir)
    const [name] = readdirSync(join(dir, 'shards'))
    writeFileSync(join(dir, 'shards', name!), '{"cut": ')
    writeFileSync(join(dir, 'shards', 'foreign.json'), '{}')
    const { status, stderr } = await memxbar(file, '--out', dir, '--quiet')
    expect(status).toBe(0)
    expect(stderr).toContain(`${name} is damaged: it is not complete JSON; moved to ${join(dir, 'refused')}`)
    expect(stderr).toContain('foreign.json belongs to no run of this sweep; moved')
    expect(readdirSync(join(dir, 'refused')).sort()).toEqual([name, 'foreign.json'].sort())
    expect(tables(dir)).toEqual(before)
  })

  it('refuses the folder of a sweep whose spec has changed, and takes over its finished runs with --extend', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..1 }')
    const dir = join(folder, 'out')
    await memxbar(file, '--out', dir, '--quiet')
    writeFileSync(file, `${TINY}sweep: { seeds: 0..2 }`)
    const { status, stderr } = await memxbar(file, '--out', dir)
    expect([status, stderr]).toEqual([2, expect.stringMatching(/holds another sweep.*2 of its 2 runs.*--extend.*--out/)])
    const dry = await memxbar(file, '--out', dir, '--dry-run')
    expect(dry.stdout).toMatch(/^3 runs, 2 of them done already in another sweep \(--extend keeps them\), 1 left:/m)
    const extended = await memxbar(file, '--out', dir, '--extend')
    expect([extended.status, extended.stderr]).toEqual([
      0,
      expect.stringMatching(/kept: 2 finished runs\n2 of 3 runs are done already/),
    ])
    expect(rowsOf(tables(dir)[0]!).map(({ seed }) => seed)).toEqual(['0', '1', '2'])
    expect((await memxbar(file, '--out', dir, '--dry-run')).stdout).toMatch(/^3 runs, 3 of them done already, 0 left: about 0 s/)
  })

  // A disk that is soon full can only be made by root.
  const full = mkdtempSync('/tmp/memxbar-')
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]).status === 0
  it.skipIf(!mounted)('says so when the disk is full, leaves no half table, and goes on elsewhere', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..19 }')
    try {
      const dir = join(full, 'out')
      const { status, stderr, stdout } = await memxbar(file, '--out', dir, '--quiet')
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(
        /^cannot write "[^"]+": ENOSPC: no space left on device, write; choose another place with --out, or make room\n$/,
      )
      expect(readdirSync(dir).filter((name) => name.endsWith('.csv'))).toEqual([])
      expect(readdirSync(join(dir, 'shards')).filter((name) => name.endsWith('.tmp'))).toEqual([])
      spawnSync('mount', ['-o', 'remount,size=10m', full])
      expect((await memxbar(file, '--out', dir, '--quiet')).status).toBe(0)
      expect((await memxbar(file, '--out', join(folder, 'out'), '--quiet')).status).toBe(0)
      expect(tables(dir)).toEqual(tables(join(folder, 'out')))
    } finally {
      spawnSync('umount', [full])
      rmSync(full, { recursive: true, force: true })
    }
  })

  it.each([
    [['missing.yaml'], /cannot read the spec "missing\.yaml"/],
    [['status', '/tmp'], /is not the record of a sweep.*memxbar sweep/],
    [['collect', '/nowhere'], /is not the record of a sweep/],
    [['stauts', 's1'], /unknown command "stauts"; known: status.*did you mean "status"/],
    [['collect'], /missing required argument 'dir'/],
  ])('exits with 2 and one message for %j', async (args, expected) => {
    const { status, stderr, stdout } = await memxbar(...args)
    expect(stderr).toMatch(expected)
    expect([status, stdout]).toEqual([2, ''])
  })
})
