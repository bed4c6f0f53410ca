/** `memxbar device`: check, plot and new from the terminal. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as memxbar } from '../support/command.ts'

const temporary = () => mkdtempSync('/tmp/memxbar-')

describe('memxbar device check', () => {
  it('prints a table and passes a built-in', async () => {
    const { status, stdout, stderr } = await memxbar(temporary(), 'device', 'check', 'pcm', '--devices', '1000')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^property +result +measured +allowed$/m)
    expect(stdout).toMatch(/^row read equals read +passed +largest difference /m)
    expect(stdout).toMatch(/^pcm: \d+ passed, 0 failed, \d+ not applicable; 1000 devices, seed 1$/m)
  })

  it('exits 1 with diagnosis, counterexample and seed where a property fails', async () => {
    const args = ['device', 'check', 'pcm', '--set', 'read_min=100 nS', '--devices', '2000', '--seed', '7']
    const { status, stdout } = await memxbar(temporary(), ...args)
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^noise has mean zero: biased clamp: .*\n {2}device \d+, fresh from RESET: read after 100 s; then noiseless_us .*\n {2}seed 7$/m,
    )
    const json = JSON.parse((await memxbar(temporary(), ...args, '--json')).stdout)
    expect(json).toMatchObject({ model: 'pcm', passed: false, seed: 7, devices: 2000 })
    const failed = json.properties.filter(({ result }: { result: string }) => result === 'failed')
    expect(failed[0]).toMatchObject({ property: 'noise has mean zero', counterexample: { devices: [expect.any(Number)] } })
  })

  it.each([
    [['pmc'], /unknown device "pmc".*did you mean "pcm"/],
    [['./nothing.ts'], /cannot read the device/],
    [['pcm', '--set', 'nuu=1'], /--set nuu=1: unknown key "device.nuu" of device "pcm".*did you mean "nu"/],
    [['pcm', '--set', 'nu=often'], /--set nu=often: device.nu: "often"/],
    [['pcm', '--set', 'g_max=3 s'], /--set g_max=3 s: device.g_max: "3 s" is not a quantity in uS/],
    [['pcm', '--set', 'nu=-1'], /--set nu=-1: device.nu: must be 0 or more, given -1/],
    [['pcm', '--set', 'drift=no'], /--set drift=no: device.drift: must be true or false, given no/],
    [['pcm', '--set', 'nu'], /write path=value/],
    [['pcm', '--set', 'retention.tao=1'], /--set retention.tao=1: unknown key "device.retention.tao".*did you mean "tau"/],
    [['pcm', '--set', 'retension.tau=1'], /unknown key "device.retension" of device "pcm".*did you mean "retention"/],
    [['.'], /is not a device file/],
    [['ideal', '--set', 'bits=2.5'], /--set bits=2.5: device.bits: must be a whole number, given 2.5/],
    [['pcm', '--devices', '10'], /whole number from 1000/],
  ])('exits 2 on %j', async (args, message) => {
    const { status, stderr, stdout } = await memxbar(temporary(), 'device', 'check', ...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })
})

it('memxbar device plot draws a device within wrappers, set as in a spec', async () => {
  const folder = temporary()
  const drift = async (...args: string[]) => {
    const plot = ['device', 'plot', 'ideal', '--kind', 'drift', '--devices', '100', '--out', 'out', ...args]
    expect(await memxbar(folder, ...plot)).toMatchObject({ status: 0, stderr: '' })
    return readFileSync(join(folder, 'out', 'drift.csv'), 'utf8')
  }
  const day = await drift('--set', 'retention.tau=1 day')
  expect(day).not.toBe(await drift())
  expect(await drift('--set', 'device.retention.tau="24 h"')).toBe(day)
})

describe('memxbar device new', () => {
  it('writes a recipe that passes the check as it is, declares what it claims, and runs', async () => {
    const folder = temporary()
    expect(await memxbar(folder, 'device', 'new', 'mine')).toMatchObject({ status: 0, stdout: 'mine.yaml\n' })
    const check = await memxbar(folder, 'device', 'check', './mine.yaml', '--set', 'nu=0.05', '--devices', '2000', '--json')
    expect(check.status).toBe(0)
    const results = Object.fromEntries(
      JSON.parse(check.stdout).properties.map(({ property, result }: Record<string, string>) => [property, result]),
    )
    const claims = [
      'monotone mean response',
      'drift exponent as declared',
      'read noise as declared',
      'identity persists',
      'energy',
    ]
    for (const claim of claims) expect([claim, results[claim]]).toEqual([claim, 'passed'])
  })

  it('writes a device in code that passes the check as it is, and refuses to overwrite it', async () => {
    const folder = temporary()
    const { status, stdout } = await memxbar(folder, 'device', 'new', 'lab', '--code')
    expect([status, stdout]).toEqual([0, 'lab.ts\n'])
    const text = readFileSync(join(folder, 'lab.ts'), 'utf8')
    expect(text.trim().split('\n').length).toBeLessThanOrEqual(20)
    const check = await memxbar(folder, 'device', 'check', './lab.ts', '--devices', '2000', '--json')
    expect(JSON.parse(check.stdout).properties.filter(({ result }: { result: string }) => result === 'failed')).toEqual([])
    expect(check.status).toBe(0)
    writeFileSync(join(folder, 'lab.ts'), 'mine')
    const again = await memxbar(folder, 'device', 'new', 'lab', '--code')
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('"lab.ts" exists already')])
    expect(readFileSync(join(folder, 'lab.ts'), 'utf8')).toBe('mine')
  })

  it.each(['../lab', '1lab', 'a b', 'lab.yaml'])('refuses the name %j', async (name) => {
    const folder = temporary()
    expect(await memxbar(folder, 'device', 'new', name)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is not a valid device name'),
    })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('memxbar device plot', () => {
  it('writes every figure of the model beside its data', async () => {
    const folder = temporary()
    const { status, stdout } = await memxbar(folder, 'device', 'plot', 'pcm', '--out', 'figures', '--devices', '500', '--json')
    expect(status).toBe(0)
    const names = ['distribution', 'drift', 'read-noise', 'response', 'step']
    const expected = names.flatMap((name) => ['csv', 'png', 'svg'].map((ending) => `${name}.${ending}`))
    expect(readdirSync(join(folder, 'figures')).sort()).toEqual(expected)
    expect(JSON.parse(stdout).files).toHaveLength(15)
    const table = (name: string) => readFileSync(join(folder, 'figures', `${name}.csv`), 'utf8').split('\n')
    expect(table('response')[0]).toBe('pulse,branch,mean_us,std_us,device,g_us')
    expect(table('drift')[0]).toBe('target_us,elapsed_s,mean_us,q05_us,q95_us')
    expect(table('drift')).toHaveLength(50)
  })

  it('draws what is asked for, and says what it cannot', async () => {
    const folder = temporary()
    expect((await memxbar(folder, 'device', 'plot', 'ideal', '--out', 'f', '--kind', 'drift', '--devices', '100')).status).toBe(0)
    expect(readdirSync(join(folder, 'f'))).toEqual(['drift.csv', 'drift.png', 'drift.svg'])
    expect(await memxbar(folder, 'device', 'plot', 'pcm', '--kind', 'dirft')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean "drift"'),
    })
    expect((await memxbar(folder, 'device', 'plot', 'pcm', '--kind', 'current')).stderr).toMatch(/no current-voltage relation/)
  })
})

describe('memxbar device symmetric-point', () => {
  it('says where steps balance and how they spread over devices, and as JSON the same', async () => {
    const args = ['device', 'symmetric-point', 'reram-sb', '--devices', '100', '--pairs', '200']
    const { status, stdout } = await memxbar(temporary(), ...args)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^pairs +from_low_us +from_middle_us +from_high_us +std_us\n/)
    expect(stdout).toMatch(/symmetric point: mean [\d.]+ uS, std over devices [\d.]+ uS/)
    const found = JSON.parse((await memxbar(temporary(), ...args, '--json')).stdout)
    expect(found).toMatchObject({ model: 'reram-sb', devices: 100, pairs: 200, seed: 1 })
    expect(stdout).toContain(`mean ${Number(found.point.mean.toPrecision(4))} uS`)
  })

  it('refuses a device that steps up only, and says which do both', async () => {
    const { status, stderr } = await memxbar(temporary(), 'device', 'symmetric-point', 'pcm')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/"pcm" has no depression pulse.*such as reram-sb or ecram/)])
  })
})
