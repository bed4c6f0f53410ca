import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { KNOWN, SWEPT } from '../../bench/fit/truths.ts'
import { createBank, everyCell, readCells, setPulse } from '../../devices/bank.ts'
import { measure } from '../../devices/fit/measure.ts'
import type { Pulses } from '../../devices/fit/pulses.ts'
import { defaults } from '../../devices/kind.ts'
import { loadKind } from '../../experiments/disk/device-kind.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { moments } from '../support/statistics.ts'
import { THOROUGH } from '../support/thorough.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const memxbar = (...args: string[]) => spawnSync('node', [CLI, ...args], { encoding: 'utf8', cwd: folder })

const { truth, protocol, values } = KNOWN.find(({ family }) => family === 'nandakumar')!
let pulses: Pulses
let fitted: ReturnType<typeof memxbar>

beforeAll(() => {
  pulses = measure(truth, { ...protocol, devices: 50 }, 'cli')
  const { names, device, sweep, pulse, elapsed, g } = pulses
  const rows = Array.from(g, (value, i) => `${names[device[i]!]},${sweep[i]},${pulse[i]},${elapsed[i]},${value}`)
  writeFileSync(join(folder, 'pulses.csv'), ['device,sweep,pulse,elapsed_s,conductance_us', ...rows, ''].join('\n'))
  fitted = memxbar('device', 'fit', 'pulses.csv', '--out', 'lab.yaml', '--among', 'nandakumar,soft-bounds+noise', '--quiet')
})

describe('memxbar device fit', () => {
  it('writes a recipe, a report and a figure, and says how sure it is', () => {
    expect([fitted.status, fitted.stderr]).toEqual([0, ''])
    expect(readdirSync(folder).sort()).toEqual(['lab.fit.csv', 'lab.fit.json', 'lab.png', 'lab.svg', 'lab.yaml', 'pulses.csv'])
    expect(fitted.stdout).toMatch(/Law: nandakumar/)
    expect(fitted.stdout).toMatch(/Variance of a SET step: .* % device-to-device/)
    const report = JSON.parse(readFileSync(join(folder, 'lab.fit.json'), 'utf8'))
    expect(report).toMatchObject({ file: 'pulses.csv', readings: pulses.g.length, devices: 50, law: 'nandakumar', t0_s: 38.6 })
    expect(report.residuals.ks_p).toBeGreaterThan(0.01)
    for (const { parameter, estimate, low, high } of report.parameters) {
      expect(Math.abs(estimate - values[parameter]!), parameter).toBeLessThan((high - low) * 0.77)
    }
    expect(readFileSync(join(folder, 'lab.yaml'), 'utf8')).toContain(`sha256 of that file: ${report.sha256}`)
  })

  it('writes a recipe that loads, and whose pulses are those measured', async () => {
    const kind = await loadKind(join(folder, 'lab.yaml'))
    const arena = new Arena()
    const bank = createBank(arena, kind.create(defaults(kind)), 4000, createRng('recipe'))
    const all = everyCell(arena, bank.size)
    const out = arena.f32(bank.size)
    for (let n = 1; n <= 20; n++) {
      setPulse(bank, all, 1000 * n)
      if (![1, 4, 20].includes(n)) continue
      readCells(bank, all, 1000 * n + 38.6, n, out)
      const model = moments(out)
      const data = moments(pulses.g.filter((_, i) => pulses.pulse[i] === n && pulses.elapsed[i] === 38.6))
      // Each device was read twice: half the readings count.
      expect(Math.abs(model.mean - data.mean) / (data.se * Math.SQRT2), `mean after ${n}`).toBeLessThan(3)
      expect(Math.abs(model.std / data.std - 1) / (data.seStd * Math.SQRT2), `std after ${n}`).toBeLessThan(3.5)
    }
    const before = moments(out).mean
    readCells(bank, all, 20_000 + 38_600, 21, out)
    expect(moments(out).mean / before).toBeCloseTo(1000 ** -0.04, 1)
  })

  it.runIf(THOROUGH)('gives equal files for equal input', () => {
    const [head, ...rows] = readFileSync(join(folder, 'pulses.csv'), 'utf8').trim().split('\n')
    const fewer = rows.filter((row) => Number(/^d(\d+),/.exec(row)![1]) < 8)
    writeFileSync(join(folder, 'fewer.csv'), [head, ...fewer, ''].join('\n'))
    const again = () => {
      memxbar('device', 'fit', 'fewer.csv', '--out', 'again.yaml', '--among', 'constant-step', '--quiet')
      return ['yaml', 'fit.json', 'fit.csv', 'svg'].map((type) => readFileSync(join(folder, `again.${type}`), 'utf8'))
    }
    expect(again()).toEqual(again())
  })

  it('refuses readings without successive pulses', () => {
    writeFileSync(join(folder, 'one.csv'), 'device,pulse,elapsed_s,conductance_us\na,1,1,2\nb,1,1,3\n')
    const { status, stderr } = memxbar('device', 'fit', 'one.csv', '--out', 'one.yaml')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/0 changes from one pulse to the next; a fit needs at least 20/)])
  })

  it('refuses devices that never respond, and says so', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 3},${Math.floor(i / 3)},1,${i % 3 === 0 ? 0 : 5}`)
    writeFileSync(join(folder, 'still.csv'), ['device,pulse,elapsed_s,conductance_us', ...rows, ''].join('\n'))
    const { status, stderr } = memxbar('device', 'fit', 'still.csv', '--out', 'still.yaml', '--quiet')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/no device is left to fit/)])
    expect(stderr).not.toMatch(/\bat .*:\d+/)
  })

  it('names a glitch, an overflow, a blank, a dead and a stuck device, and fits the rest as before', () => {
    const { truth: soft, protocol: how, values: known } = KNOWN.find(({ family }) => family === 'soft-bounds')!
    const { names, device, sweep, pulse, elapsed, g } = measure(soft, { ...how, devices: 24 }, 'dirty')
    const reading = (i: number) => {
      if (i === 100) return '9.9e37'
      if (i === 200) return ''
      if (i === 300) return String(10 * g[i]!)
      return device[i] === 22 ? '0' : device[i] === 23 ? '9.5' : String(g[i])
    }
    const rows = Array.from(g, (_, i) => `${names[device[i]!]},${sweep[i]},${pulse[i]},${elapsed[i]},${reading(i)}`)
    writeFileSync(join(folder, 'dirty.csv'), ['device,sweep,pulse,elapsed_s,conductance_us', ...rows, ''].join('\n'))
    const { status, stdout } = memxbar('device', 'fit', 'dirty.csv', '--out', 'dirty.yaml', '--among', 'soft-bounds', '--quiet')
    expect([status, stdout]).toEqual([0, expect.stringMatching(/device "d22" .* is dead/)])
    expect(stdout).toMatch(/device "d23" .* is stuck at 9.5 uS/)
    expect(stdout).toMatch(/glitches \(lines .*302/)
    expect(stdout).toMatch(/2 rows without a reading \(lines 102, 202\)/)
    const report = JSON.parse(readFileSync(join(folder, 'dirty.fit.json'), 'utf8'))
    const dw = report.parameters.find(({ parameter }: { parameter: string }) => parameter === 'dw')
    expect(Math.abs(dw.estimate - known.dw!)).toBeLessThan(0.8 * (dw.high - dw.low))
  })

  it('says that a law misses the readings, in the terminal and in the recipe, and exits with 1', () => {
    const { truth: soft, protocol: how } = KNOWN.find(({ family }) => family === 'soft-bounds')!
    const { names, device, pulse, g } = measure(soft, { ...how, devices: 20, ages: [38.6], late: [] }, 'wrong')
    const rows = Array.from(g, (value, i) => `${names[device[i]!]},${pulse[i]},38.6,${value}`)
    writeFileSync(join(folder, 'wrong.csv'), ['device,pulse,elapsed_s,conductance_us', ...rows, ''].join('\n'))
    const { status, stdout } = memxbar('device', 'fit', 'wrong.csv', '--out', 'wrong.yaml', '--among', 'constant-step', '--quiet')
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/Not to be used as it stands:\n[\s\S]*- the law misses the readings/),
    ])
    expect(readFileSync(join(folder, 'wrong.yaml'), 'utf8')).toMatch(/# NOT TO BE USED AS IT STANDS:\n# - /)
  })

  it('fits one device, both polarities, and says that nothing is known of how devices differ', async () => {
    const { truth: one, protocol: how } = SWEPT['one-soft']!
    const { pulse, elapsed, g, down, names } = measure(one, { ...how, sweeps: 1, pulses: 500, downs: 500 }, 'one')
    const rows = Array.from(
      g,
      (value, i) => `${names[0]},${pulse[i]},${elapsed[i]},${1e3 * value},${down![i] ? 'depress' : 'set'}`,
    )
    writeFileSync(join(folder, 'one.csv'), ['device,pulse,elapsed_s,conductance_ns,kind', ...rows, ''].join('\n'))
    const { status, stdout } = memxbar('device', 'fit', 'one.csv', '--out', 'one.yaml', '--among', 'soft-bounds', '--quiet')
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/one device was measured: nothing is known of how devices differ/),
    ])
    expect(stdout).toMatch(/Symmetric point: [\d.]+ uS \([\d.]+ to [\d.]+\)/)
    const { symmetric_point_us: point } = JSON.parse(readFileSync(join(folder, 'one.fit.json'), 'utf8'))
    // Steps 0.2 (1 - x) and 0.3 x cancel at x = 0.4 of 4 to 44 uS.
    expect(point.low).toBeLessThan(20)
    expect(point.high).toBeGreaterThan(20)
    const kind = await loadKind(join(folder, 'one.yaml'))
    expect(kind.create(defaults(kind)).depress).toBeTypeOf('function')
  })

  it('leaves out the devices that the user excludes', () => {
    const args = ['device', 'fit', 'pulses.csv', '--out', 'fewer.yaml', '--among', 'nandakumar', '--quiet']
    const { status, stderr } = memxbar(...args, '--exclude', 'd99')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/--exclude: no device "d99"/)])
  })

  it.each([
    [['absent.csv', '--out', 'a.yaml'], /cannot read "absent.csv"/],
    [['pulses.csv', '--out', 'a.txt'], /ends in .yaml/],
    [['pulses.csv', '--out', 'a.yaml', '--among', 'softbounds'], /unknown law "softbounds".*did you mean "soft-bounds"/],
    [['pulses.csv', '--out', 'a.yaml', '--range', '5 uS,1 uS'], /--range: 5 is not below 1 uS/],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = memxbar('device', 'fit', ...args)
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
    expect(stderr).not.toMatch(/\bat .*:\d+/)
  })
})
