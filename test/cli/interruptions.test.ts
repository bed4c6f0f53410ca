import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { startSweep } from '../support/killed-sweep.ts'
import { stoppedOnceReady } from '../support/stopped-once-ready.ts'
import { sweepFile } from '../support/sweeps.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const temporary = () => mkdtempSync('/tmp/memxbar-')
const SMALL = [
  '--set',
  'training.epochs=2',
  '--set',
  'task.duration=0.05',
  '--set',
  'network.neurons=8',
  '--set',
  'task.inputs=8',
]

/** Exit code of the first command of a line of bash. */
function first(line: string): number | null {
  return spawnSync('bash', ['-c', `${line}; exit "\${PIPESTATUS[0]}"`], { env: { ...process.env, CLI } }).status
}

/** A file that, loaded before the program, ends the process with a signal at its n-th renaming. */
function endedAt(renaming: number, signal: string): string {
  const file = join(temporary(), 'ended.mjs')
  writeFileSync(
    file,
    `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'
const rename = fs.renameSync
let count = 0
if (isMainThread) fs.renameSync = (from, to) => {
  if (++count !== ${renaming}) return rename(from, to)
  process.kill(process.pid, '${signal}')
  for (const until = Date.now() + 60_000; Date.now() < until; ) {}
}
syncBuiltinESMExports()
`,
  )
  return file
}

/** A file that, loaded before the program, sends a signal to its process when the first of its workers has renamed two files. */
function signalledAtSecondShard(signal: string): string {
  const file = join(temporary(), 'signalled.mjs')
  writeFileSync(
    file,
    `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread, threadId } from 'node:worker_threads'
const rename = fs.renameSync
let count = 0
if (!isMainThread) fs.renameSync = (from, to) => {
  rename(from, to)
  // One worker only: a second signal would end the process at once.
  if (++count === 2 && threadId === 1) process.kill(process.pid, '${signal}')
  // The sweep must not be over before the main thread has seen the signal.
  if (count >= 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
}
syncBuiltinESMExports()
`,
  )
  return file
}

describe('a reader that is gone', () => {
  it('ends no run, whichever stream it read', () => {
    for (const closed of ['| true', '2>&1 >/dev/null | true', '2>&1 | true']) {
      const out = join(temporary(), 'out')
      expect(first(`node "$CLI" run ${SMALL.join(' ')} --out ${out} ${closed}`)).toBe(0)
      expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status).toBe('complete')
    }
  })

  it('makes no success of a failure', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..1 }')
    const dir = join(folder, 'out')
    expect((await command(folder, 'sweep', file, '--out', dir, '--quiet')).status).toBe(0)
    const [name] = readdirSync(join(dir, 'shards'))
    writeFileSync(join(dir, 'shards', name!), '')
    for (const closed of ['| true', '2>&1 | true', '>/dev/full']) {
      expect(first(`node "$CLI" sweep collect ${dir} --json ${closed}`), closed).toBe(1)
    }
    expect(first(`node "$CLI" list nothing 2>&1 | true`)).toBe(2)
    // What was asked for could not be said.
    expect(first(`node "$CLI" list devices >/dev/full`)).toBe(1)
    expect(first(`node "$CLI" list devices | head -1`)).toBe(0)
  })
})

describe('a signal leaves a folder that the same command accepts', () => {
  it.each([
    [2, 'SIGHUP'],
    [12, 'SIGKILL'],
  ])('while run writes its results, at file %i by %s', async (renaming, signal) => {
    const out = join(temporary(), 'out')
    const args = ['run', ...SMALL, '--out', out, '--quiet', '--json']
    const ended = spawnSync('node', ['--import', endedAt(renaming, signal), CLI, ...args])
    expect(ended.signal).toBe(signal)
    if (existsSync(join(out, 'manifest.json')))
      expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status).toBe('writing')
    // What was half written is old by the time that somebody looks again.
    for (const name of readdirSync(out)) if (name.endsWith('.tmp')) utimesSync(join(out, name), 0, 0)
    const again = await command(tmpdir(), ...args)
    expect([again.status, again.stderr]).toEqual([0, ''])
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status).toBe('complete')
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('run after its epoch, by %s', (signal) => {
    const out = join(temporary(), 'out')
    const args = [CLI, 'run', ...SMALL, '--set', 'training.epochs=100000', '--out', out]
    const { status: code, stderr } = spawnSync('node', ['--import', stoppedOnceReady(signal), ...args], { encoding: 'utf8' })
    expect([code, stderr]).toEqual([
      { SIGTERM: 143, SIGHUP: 129 }[signal],
      expect.stringMatching(/interrupted after \d+ of 100000 epochs/),
    ])
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status).toBe('interrupted')
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('sweep at once, by %s, and no half-written shard stays', async (signal) => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..39 }')
    const dir = join(folder, 'out')
    const env = { NODE_OPTIONS: `--import ${signalledAtSecondShard(signal)}` }
    const { code } = await startSweep([file, '--out', dir, '--quiet'], env).ended
    expect(code).toBe({ SIGTERM: 143, SIGHUP: 129 }[signal])
    expect(readdirSync(join(dir, 'shards')).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const rest = await command(folder, 'sweep', file, '--out', dir, '--quiet')
    expect([rest.status, rest.stderr]).toEqual([0, ''])
  })

  it.each([1, 3])('while sweep writes its tables, at file %i', async (renaming) => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..1 }')
    const dir = join(folder, 'out')
    const args = ['sweep', file, '--out', dir, '--quiet']
    expect(spawnSync('node', ['--import', endedAt(renaming, 'SIGHUP'), CLI, ...args]).signal).toBe('SIGHUP')
    const again = await command(tmpdir(), ...args)
    expect([again.status, again.stderr]).toEqual([0, ''])
  })
})

describe('two sweeps at once in one folder', () => {
  it('both end well, though shards there are damaged', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..29 }')
    const dir = join(folder, 'out')
    expect((await command(folder, 'sweep', file, '--out', dir, '--quiet')).status).toBe(0)
    const before = readFileSync(join(dir, 'runs.csv'), 'utf8')
    for (const name of readdirSync(join(dir, 'shards'))) writeFileSync(join(dir, 'shards', name), '{"cut')
    writeFileSync(join(dir, 'shards', 'foreign.json'), '{}')
    mkdirSync(join(dir, 'refused'))
    const both = await Promise.all([0, 1].map(() => startSweep([file, '--out', dir, '--quiet', '--threads', '1']).ended))
    for (const { code, stderr } of both) {
      expect(stderr).not.toMatch(/\n {4}at /)
      expect(code).toBe(0)
    }
    expect(readFileSync(join(dir, 'runs.csv'), 'utf8')).toBe(before)
  })
})
