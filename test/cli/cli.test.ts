import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { stoppedOnceReady } from '../support/stopped-once-ready.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const GOLDEN = fileURLToPath(new URL('../golden', import.meta.url))
const temporary = () => mkdtempSync('/tmp/memxbar-')
const memxbar = (...args: string[]) => command(temporary(), ...args)
const SHORT = ['--set', 'training.epochs=2', '--set', 'task.duration=100 ms', '--set', 'network.neurons=20']

describe('memxbar run', () => {
  it('prints one JSON object with the summary and leaves tables, figures and a manifest', async () => {
    const out = join(temporary(), 'a', 'b')
    const { status, stdout, stderr } = await memxbar('run', ...SHORT, '--json', '--seed', '3', '--out', out)
    expect([status, stderr]).toEqual([0, expect.stringContaining('mixed-precision 2/2')])
    const summary = JSON.parse(stdout)
    for (const key of [
      'run_id',
      'seed',
      'update',
      'mse_last50_mean',
      'mse_best',
      'epoch_below_0_1',
      'rate_hz',
      'set_pulses',
      'reset_pulses',
    ]) {
      expect(summary).toHaveProperty(key)
    }
    expect(summary).toMatchObject({
      seed: 3,
      update: 'mixed-precision',
      cpu_seconds: expect.any(Number),
      spec_hash: expect.any(String),
    })
    const tables = ['epochs.csv', 'outputs.csv', 'patterns.csv', 'pulses.csv', 'rates.csv', 'runs.csv', 'wear.csv']
    const figures = ['mse.png', 'mse.svg', 'output.png', 'output.svg']
    expect(readdirSync(out).sort()).toEqual([...tables, ...figures, 'manifest.json'].sort())
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ run_id: summary.run_id, status: 'complete', spec: { seed: 3, task: { duration: 0.1 } } })
    expect(manifest.bibtex.join()).toContain('@article{nandakumar2018')
    expect(manifest.bibtex.join()).not.toContain('boybat2018')
  })

  it('refuses to write over another run unless forced, and repeats the same run', async () => {
    const out = temporary()
    expect((await memxbar('run', ...SHORT, '--out', out)).status).toBe(0)
    const before = readFileSync(join(out, 'epochs.csv'))
    const other = await memxbar('run', ...SHORT, '--out', out, '--seed', '9')
    expect([other.status, other.stderr]).toEqual([2, expect.stringMatching(/holds another run.*--force/)])
    expect((await memxbar('run', ...SHORT, '--out', out)).status).toBe(0)
    expect(readFileSync(join(out, 'epochs.csv'))).toEqual(before)
    expect((await memxbar('run', ...SHORT, '--out', out, '--seed', '9', '--force')).status).toBe(0)
  })

  it('leaves the epochs so far when interrupted, and says how to repeat', async () => {
    const out = temporary()
    const args = ['--import', stoppedOnceReady('SIGINT'), CLI, 'run', '--out', out, '--set', 'training.epochs=100000']
    const { status, stderr } = spawnSync('node', args, { encoding: 'utf8' })
    expect(status).toBe(130)
    expect(stderr).toMatch(/interrupted after (\d+) of 100000 epochs.*repeats the run/)
    const epochs = Number(/interrupted after (\d+)/.exec(stderr)?.[1])
    expect(epochs).toBeGreaterThan(0)
    expect(readFileSync(join(out, 'epochs.csv'), 'utf8').trim().split('\n')).toHaveLength(epochs + 1)
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status).toBe('interrupted')
  })

  it('takes a target from the CSV that a spec names beside itself', async () => {
    const folder = temporary()
    writeFileSync(join(folder, 'my.csv'), 'left,right\n0,1\n2,0\n0,-1\n')
    writeFileSync(
      join(folder, 'my.yaml'),
      'task: { target: my.csv, duration: 0.1 }\ntraining: { epochs: 1 }\nnetwork: { neurons: 10 }\n',
    )
    const { status } = await memxbar('run', join(folder, 'my.yaml'), '--out', join(folder, 'out'))
    expect(status).toBe(0)
    const rows = readFileSync(join(folder, 'out', 'outputs.csv'), 'utf8')
      .trim()
      .split('\n')
    expect(rows).toHaveLength(1 + 2 * 100)
    expect(rows[1]!.split(',').at(-1)).toBe('0')
    expect(rows[2]!.split(',').at(-1)).toBe('1')
  })

  it.each([
    [['run', '--set', 'update.kind=nope'], /update\.kind/],
    [['run', 'missing.yaml'], /cannot read the spec "missing\.yaml"/],
    [['run', '--set', 'task.target=missing.csv'], /task\.target: cannot read "missing\.csv"/],
    [['run', '--seed', '-1'], /--seed/],
    [['run', '--sed', '1'], /unknown option '--sed'/],
    [['run', '--out', '/proc/nothing/here'], /--out: cannot write/],
    [['run', '--out', '/dev/null/x'], /--out: cannot write/],
    [['characterize', 'pmc'], /unknown device "pmc".*did you mean "pcm"/],
    [['characterize', 'pcm', '--pulses', '99999999'], /whole number from 0 to 10000/],
    [['characterize', 'pcm', '--from', '50'], /--from: 50 uS is outside pcm's range; give 0\.1 to 12 uS/],
    [['characterize', 'pcm', '--at', '3 uS'], /--at: "3 uS" is not a quantity in s/],
    [['characterize', 'pcm', '--at', '0 s'], /give ages above 0/],
    [['list', 'device'], /did you mean "devices"/],
    [['verify', 'eprop', 'nothing.json'], /nothing\.json/],
    [['verify', 'eprop', join(GOLDEN, 'pcm_statistics.json')], /alpha/],
    [['search', 'nope'], /unknown scheme "nope"/],
    [['reproduce', 'nope'], /did you mean|known: demirag-2021/],
    [['reproduce', 'demirag-2021', '--seeds', '3..1'], /--seeds: "3\.\.1"/],
  ])('exits with 2, one message and nothing written for %j', async (args, expected) => {
    const cwd = temporary()
    const { status, stderr, stdout } = await command(cwd, ...args)
    expect(stderr).toMatch(expected)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect([status, stdout]).toEqual([2, ''])
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('memxbar characterize', () => {
  it('writes the columns that device papers need', async () => {
    const out = join(temporary(), 'pcm.csv')
    const { status, stdout } = await memxbar(
      'characterize',
      'pcm',
      '--pulses',
      '2',
      '--count',
      '5000',
      '--at',
      '1s,1h',
      '--out',
      out,
      '--json',
      '--set',
      'g_max=20 uS',
    )
    expect(status).toBe(0)
    const rows = JSON.parse(stdout)
    expect(rows.map((row: { kind: string; elapsed_s: number | null }) => [row.kind, row.elapsed_s])).toEqual([
      ['pulse', null],
      ['pulse', null],
      ['pulse', null],
      ['read', 1],
      ['read', 3600],
    ])
    const [header, ...lines] = readFileSync(out, 'utf8').trim().split('\n')
    expect(header).toBe('kind,pulse,target_us,elapsed_s,mean_us,std_us,q05_us,q50_us,q95_us,count')
    expect(lines).toHaveLength(5)
    expect(Number(lines[2]!.split(',')[4])).toBe(rows[2].mean_us)
  })
})

describe('memxbar verify, list and schema', () => {
  it('verify passes on the golden cases and fails on a wrong gradient', async () => {
    for (const mode of ['adjoint', 'online'])
      expect((await memxbar('verify', 'eprop', join(GOLDEN, 'eprop_lif.json'), '--mode', mode)).status).toBe(0)
    const wrong = JSON.parse(readFileSync(join(GOLDEN, 'eprop_lif.json'), 'utf8'))
    wrong.grad_rec[1][0] *= 1.01
    wrong.grad_rec[6][0] += 10
    const file = join(temporary(), 'wrong.json')
    writeFileSync(file, JSON.stringify(wrong))
    const { status, stdout } = await memxbar('verify', 'eprop', file, '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ passed: false, results: [{ passed: false, spikes_differing: 0 }] })
  })

  it('list knows every section and schema is JSON', async () => {
    for (const what of ['devices', 'schemes', 'tasks', 'rules']) {
      const { status, stdout } = await memxbar('list', what, '--json')
      expect(status).toBe(0)
      for (const entry of JSON.parse(stdout)) expect(entry).toMatchObject({ name: expect.any(String), title: expect.any(String) })
    }
    expect(JSON.parse((await memxbar('schema')).stdout)).toHaveProperty('properties.device')
  })

  it('the built command line is there', async () => {
    expect(existsSync(CLI), 'run npm run build first').toBe(true)
  })
})
