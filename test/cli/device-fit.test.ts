import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { KNOWN } from '../../bench/fit/truths.ts'
import { createBank, everyCell, readCells, setPulse } from '../../devices/bank.ts'
import { measure } from '../../devices/fit/measure.ts'
import type { Pulses } from '../../devices/fit/pulses.ts'
import { defaults } from '../../devices/kind.ts'
import { loadKind } from '../../experiments/disk/device-kind.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { moments } from '../support/statistics.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const memxbar = (...args: string[]) => spawnSync('node', [CLI, ...args], { encoding: 'utf8', cwd: folder })

const { truth, protocol, values } = KNOWN.find(({ family }) => family === 'nandakumar')!
let pulses: Pulses
let fitted: ReturnType<typeof memxbar>

beforeAll(() => {
  pulses = measure(truth, { ...protocol, devices: 80 }, 'cli')
  const { names, device, pulse, elapsed, g } = pulses
  const rows = Array.from(g, (value, i) => `${names[device[i]!]},${pulse[i]},${elapsed[i]},${value}`)
  writeFileSync(join(folder, 'pulses.csv'), ['device,pulse,elapsed_s,conductance_us', ...rows, ''].join('\n'))
  fitted = memxbar('device', 'fit', 'pulses.csv', '--out', 'lab.yaml', '--among', 'nandakumar,soft-bounds+noise', '--quiet')
})

describe('memxbar device fit', () => {
  it('writes a recipe, a report and a figure, and says how sure it is', () => {
    expect([fitted.status, fitted.stderr]).toEqual([0, ''])
    expect(readdirSync(folder).sort()).toEqual(['lab.fit.csv', 'lab.fit.json', 'lab.png', 'lab.svg', 'lab.yaml', 'pulses.csv'])
    expect(fitted.stdout).toMatch(/Law: nandakumar/)
    expect(fitted.stdout).toMatch(/Variance of a SET step: .* % device-to-device/)
    const report = JSON.parse(readFileSync(join(folder, 'lab.fit.json'), 'utf8'))
    expect(report).toMatchObject({ file: 'pulses.csv', readings: pulses.g.length, devices: 80, law: 'nandakumar', t0_s: 38.6 })
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

  it('gives equal files for equal input', () => {
    const again = () => {
      memxbar('device', 'fit', 'pulses.csv', '--out', 'again.yaml', '--among', 'constant-step', '--quiet')
      return ['yaml', 'fit.json', 'fit.csv', 'svg'].map((type) => readFileSync(join(folder, `again.${type}`), 'utf8'))
    }
    expect(again()).toEqual(again())
  })

  it('refuses readings without successive pulses', () => {
    writeFileSync(join(folder, 'one.csv'), 'device,pulse,elapsed_s,conductance_us\na,1,1,2\nb,1,1,3\n')
    const { status, stderr } = memxbar('device', 'fit', 'one.csv', '--out', 'one.yaml')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/0 changes from one pulse to the next; a fit needs at least 20/)])
  })

  it('refuses readings of one device', () => {
    writeFileSync(join(folder, 'single.csv'), 'device,pulse,elapsed_s,conductance_us\na,1,1,2\na,2,1,3\n')
    const { status, stderr } = memxbar('device', 'fit', 'single.csv', '--out', 'one.yaml')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/one device.*measure at least two/)])
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
