import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { readState } from '../../experiments/disk/state.ts'
import { command } from '../support/command.ts'
import { rowsOf } from '../support/sweeps.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const root = mkdtempSync('/tmp/memxbar-')
const SPEC = join(root, 'spec.yaml')
writeFileSync(
  SPEC,
  `task: { inputs: 20, duration: 0.1 }
network: { neurons: 15, threshold: 0.3, gain: 1 }
learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 }
training: { epochs: 6 }
`,
)
/** Nothing learns, so that devices stay as they are. */
const STILL = ['lr_in', 'lr_rec', 'lr_out'].flatMap((rate) => ['--set', `learning.${rate}=0`])

const memxbar = (...args: string[]) => command(root, ...args)

async function run(name: string, ...args: string[]) {
  const out = join(root, name)
  const { status, stderr } = await memxbar('run', ...args, '--out', out, '--save-state', '--json')
  return { out, status, notes: stderr }
}

const trained = join(root, 'trained')
const dataOf = async (folder: string, name: string) => [
  ...(await readState(folder, 'test')).state.arrays[`connections/${name}`]!.data,
]

beforeAll(async () => {
  expect(await run('trained', SPEC)).toMatchObject({ status: 0 })
})

describe('a run from the state of another', () => {
  it('takes over its devices with their drift exponents, counters and ages, and its spec where none is given', async () => {
    const { out, status, notes } = await run('still', '--from', trained, ...STILL, '--set', 'training.epochs=1')
    expect(status).toBe(0)
    expect(notes).toMatch(/^in: the devices of the state, as they are\nrec: the devices/)
    for (const name of ['in/g_plus', 'rec/g_minus', 'out/set_count_plus', 'in/nu_plus'])
      expect(await dataOf(out, name)).toEqual(await dataOf(trained, name))
    const [before, after] = [(await readState(trained, 'test')).state, (await readState(out, 'test')).state]
    const first = after.meta.spec.training.settle
    const ages = (await dataOf(trained, 'in/t_programmed_plus')).map((t) => before.meta.t_device_s - t)
    const now = (await dataOf(out, 'in/t_programmed_plus')).map((t) => first - t)
    for (const [i, age] of ages.entries()) expect(now[i]).toBeCloseTo(age, 6)
    // It goes on where the other ended, which had learned something.
    const last = Number(rowsOf(readFileSync(join(trained, 'epochs.csv'), 'utf8')).at(-1)!.mse)
    const begin = Number(rowsOf(readFileSync(join(out, 'epochs.csv'), 'utf8'))[0]!.mse)
    expect(Math.abs(begin / last - 1)).toBeLessThan(0.5)
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    expect(manifest.from).toEqual({ file: join(trained, 'state.npz'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), age_s: 0 })
  })

  it('has another name than the run from drawn weights, and than one at another age, which drifts', async () => {
    const young = await run('young', '--from', trained, ...STILL, '--set', 'training.epochs=1')
    const old = await run('old', '--from', trained, '--age', '30 days', ...STILL, '--set', 'training.epochs=1')
    const row = (folder: string) => rowsOf(readFileSync(join(folder, 'runs.csv'), 'utf8'))[0]!
    expect(new Set([row(young.out).run_id, row(old.out).run_id, row(trained).run_id]).size).toBe(3)
    expect(row(old.out).rate_hz).not.toBe(row(young.out).rate_hz)
    const shift = (await dataOf(young.out, 'in/t_programmed_plus'))[0]! - (await dataOf(old.out, 'in/t_programmed_plus'))[0]!
    expect(shift).toBeCloseTo(30 * 86400, 4)
  })

  it('programs the weights of one without devices onto devices, as far as these can hold them', async () => {
    const digital = await run('digital', SPEC, '--set', 'update.kind=fp32')
    const { out, notes, status } = await run(
      'programmed',
      '--from',
      digital.out,
      '--set',
      'update.kind=mixed-precision',
      ...STILL,
    )
    expect([status, notes]).toEqual([
      0,
      expect.stringMatching(/^in: the weights of the state, on new devices or in digital memory\n/),
    ])
    const [wanted, got] = [await dataOf(digital.out, 'in/weights'), await dataOf(out, 'in/weights')]
    const errors = wanted.flatMap((w, i) => (Math.abs(w) < 0.25 ? [Math.abs(w - got[i]!)] : []))
    expect(errors.length).toBeGreaterThan(100)
    expect(errors.reduce((a, b) => a + b, 0) / errors.length).toBeLessThan(0.01)
  })

  it('takes weights of a NIR graph by the names of connections', async () => {
    expect(await memxbar('export', trained, '--format', 'nir')).toMatchObject({ status: 0 })
    const { out, status } = await run(
      'from-nir',
      SPEC,
      '--from',
      join(trained, 'export', 'network.nir'),
      '--set',
      'update.kind=fp32',
      ...STILL,
    )
    expect(status).toBe(0)
    for (const name of ['in', 'rec', 'out'])
      expect(await dataOf(out, `${name}/weights`)).toEqual(await dataOf(trained, `${name}/weights`))
  })

  it('is gone on with after it was interrupted as any other', async () => {
    const args = ['--from', trained, '--set', 'training.epochs=6']
    const whole = await run('whole', ...args)
    const cut = join(root, 'cut')
    // The checkpoint of the third epoch, left by a process that ends with it.
    const ended = spawnSync(
      'node',
      [`--import=${endedAfter(3)}`, CLI, 'run', ...args, '--out', cut, '--save-state', '--checkpoint', '1', '--quiet'],
      { encoding: 'utf8' },
    )
    expect(ended.signal).toBe('SIGKILL')
    expect(await memxbar('run', '--resume', cut, '--quiet')).toMatchObject({ status: 0, stderr: '' })
    for (const file of ['runs.csv', 'epochs.csv', 'pulses.csv', 'wear.csv', 'state.npz'])
      expect(readFileSync(join(cut, file)).equals(readFileSync(join(whole.out, file))), file).toBe(true)
  })

  it('is refused with exit code 2 where nothing fits', async () => {
    expect(await run('none', '--from', root)).toMatchObject({ status: 2, notes: expect.stringMatching(/holds no state.npz/) })
    expect(await run('none', SPEC, '--from', trained, '--set', 'network.neurons=16')).toMatchObject({
      status: 2,
      notes: '--from: connection "in" is 20 x 15 in the state and 20 x 16 in the network; make the sizes equal\n',
    })
    expect(await run('none', SPEC, '--age', '1 day')).toMatchObject({
      status: 2,
      notes: '--age: needs --from, which is missing\n',
    })
    expect(await run('none', '--from', trained, '--age', '-1 s')).toMatchObject({ status: 2 })
    expect((await run('none', '--from', SPEC)).notes).toMatch(/spec.yaml: is no whole .npz file/)
  })
})

describe('an export', () => {
  it('has a row for every synapse, device and neuron, and the weights that the devices give', async () => {
    expect(await memxbar('export', trained, '--format', 'csv', '--out', join(root, 'tables'))).toMatchObject({ status: 0 })
    const table = (name: string) => rowsOf(readFileSync(join(root, 'tables', `${name}.csv`), 'utf8'))
    const weights = table('weights').filter(({ array }) => array!.startsWith('connections/'))
    // No neuron is connected to itself.
    expect(weights).toHaveLength(20 * 15 + 15 * 14 + 15)
    const devices = table('devices')
    expect(devices).toHaveLength(2 * weights.length)
    expect(table('neurons')).toHaveLength(15)
    const g = new Map(devices.map((row) => [[row.array, row.polarity, row.row, row.col].join(), Number(row.g_us)]))
    for (const { array, row, col, weight } of weights) {
      const difference = g.get([array, 'plus', row, col].join())! - g.get([array, 'minus', row, col].join())!
      expect(Number(weight)).toBeCloseTo(difference / 43.8, 6)
    }
  })

  it('of an unknown format is refused, and of a run without state too', async () => {
    expect(await memxbar('export', trained, '--format', 'hdf4')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/did you mean "hdf5"\?/),
    })
    expect((await memxbar('export', root, '--format', 'csv')).stderr).toMatch(
      /export: ".*" holds no state.npz; memxbar run --save-state/,
    )
    expect(existsSync(join(root, 'export'))).toBe(false)
  })
})

/** A file that, loaded before the program, kills the process once its n-th checkpoint is written. */
function endedAfter(checkpoint: number): string {
  const file = join(root, 'ended.mjs')
  writeFileSync(
    file,
    `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const rename = fs.renameSync
let count = 0
fs.renameSync = (from, to) => {
  rename(from, to)
  if (!String(to).endsWith('checkpoint.npz') || ++count < ${checkpoint}) return
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}
syncBuiltinESMExports()
`,
  )
  return file
}
