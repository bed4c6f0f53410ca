/** Alternating pulses: what up-down pairs do to the published devices, against the laws of the step written out here once more. */
import { describe, expect, it } from 'vitest'
import { type Bank, createBank, depressPulse, everyCell, setPulse } from '../../../devices/bank.ts'
import { defaults } from '../../../devices/kind.ts'
import { deviceKinds, presets } from '../../../devices/registry.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { normals } from '../../support/draws.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena(256 * 1024 * 1024)

interface Device {
  readonly up: (w: number) => number
  readonly down: (w: number) => number
  readonly low: number
  readonly high: number
}

type Q = Readonly<Record<string, number | boolean>>

/** The step laws of a device by its own drawn parameters. */
const laws: Record<string, (q: Record<string, number>, own: (name: string) => number) => Pick<Device, 'up' | 'down'>> = {
  'constant-step': (_q, own) => ({ up: () => own('step_up'), down: () => own('step_down') }),
  'linear-step': (_q, own) => ({
    up: (w) => own('step_up') * (1 + own('slope_up') * w),
    down: (w) => own('step_down') * (1 + own('slope_down') * w),
  }),
  'soft-bounds': (_q, own) => ({
    up: (w) => own('step_up') * (1 - w / own('w_high')),
    down: (w) => own('step_down') * (1 - w / own('w_low')),
  }),
  'exp-step': (q, own) => {
    const z = (w: number) => (2 * q.a! * w) / (own('w_high') - own('w_low')) + q.b!
    return {
      up: (w) => own('step_up') * Math.max(1 - q.A_up! * Math.exp(q.gamma_up! * z(w)), 0),
      down: (w) => own('step_down') * Math.max(1 - q.A_down! * Math.exp(-q.gamma_down! * z(w)), 0),
    }
  },
}

function bankOf(name: string, size: number, changes: Q, seed = 1) {
  const kind = deviceKinds[name]!
  const q = { ...defaults(kind), ...changes }
  const bank = createBank(arena, kind.create(q as never), size, createRng(`alternating ${seed}`))
  const { kind: family } = presets.find((preset) => preset.name === name)!
  const scale = (Number(q.g_max) - Number(q.g_min)) / (Number(q.w_max) - Number(q.w_min))
  const weight = (g: number) => Number(q.w_min) + (g - Number(q.g_min)) / scale
  const devices = Array.from({ length: size }, (_, id): Device => {
    const own = (column: string) => bank.columns.own[column]![id]!
    return { ...laws[family]!(q as Record<string, number>, own), low: own('w_low'), high: own('w_high') }
  })
  return { bank, q, weight, devices }
}

function alternate(bank: Bank, pairs: number): void {
  const all = everyCell(arena, bank.size)
  for (let pair = 0; pair < pairs; pair++) {
    setPulse(bank, all, 0)
    depressPulse(bank, all, 0)
  }
}

const within = (w: number, { low, high }: Device) => Math.min(high, Math.max(low, w))
const stepping = presets.filter(({ kind }) => laws[kind] !== undefined).map(({ name }) => name)

describe.each(stepping)('%s', (name) => {
  it('after alternating pulses has the mean and the spread of its own law under noise of the same size (5 standard errors)', () => {
    const [size, pairs] = [400, 40]
    const { bank, q, weight, devices } = bankOf(name, size, {})
    const std = Number(q.dw_min_std)
    const before = Array.from(bank.columns.g, weight)
    alternate(bank, pairs)
    const after = Array.from(bank.columns.g, weight)
    const expected = devices.map((device, id) => {
      const xi = normals(id + 1, 2 * pairs)
      const unit = { up: device.up(0), down: device.down(0) }
      let w = before[id]!
      const own = (column: string) => bank.columns.own[column]![id]!
      for (let n = 0; n < 2 * pairs; n++) {
        const way = n % 2 === 0 ? 'up' : 'down'
        const length = q.multiplicative_noise ? std * device[way](w) : std * own(`step_${way}`)
        expect(unit[way]).not.toBeNaN()
        const dw = device[way](w) + length * xi[n]!
        w = within(w + (way === 'up' ? dw : -dw), device)
      }
      return w
    })
    // The devices are the same ones: what is compared is the change, whose noise is independent in the two.
    const [change, wanted] = [moments(after.map((w, i) => w - before[i]!)), moments(expected.map((w, i) => w - before[i]!))]
    const difference = moments(after.map((w, i) => w - expected[i]!))
    expect(Math.abs(difference.mean)).toBeLessThan(5 * difference.se + 1e-6)
    expect(Math.abs(change.std / wanted.std - 1)).toBeLessThan(5 * Math.hypot(change.seStd, wanted.seStd))
  })

  it('balances its own steps where it says its symmetric point is, or stands at a bound', () => {
    const { bank, weight, devices } = bankOf(name, 200, {})
    const { symmetricPoint } = bank.model
    let inside = 0
    devices.forEach((device, id) => {
      const w = weight(symmetricPoint!(bank.columns, id))
      const excess = device.up(w) - device.down(w)
      const size = device.up(w) + device.down(w)
      if (Math.abs(w - device.low) < 1e-4 || Math.abs(w - device.high) < 1e-4) {
        expect(excess * (w - device.low - (device.high - w))).toBeGreaterThanOrEqual(-1e-6 * size)
      } else {
        inside++
        expect(Math.abs(excess) / size).toBeLessThan(1e-4)
      }
    })
    if (name === 'reram-sb' || name === 'reram-es') expect(inside).toBeGreaterThan(190)
  })
})

describe.each(['reram-sb', 'reram-es', 'ecram', 'ecram-mo', 'capacitor'])('%s without noise', (name) => {
  it('is taken by up-down pairs to the symmetric point of each device, from either bound', () => {
    // Longer steps get there sooner; the point does not depend on their length.
    const changes = { write_noise: false, drift: false, dw_min: 0.02 }
    const { bank, weight, devices } = bankOf(name, 100, changes)
    const points = devices.map((_, id) => weight(bank.model.symmetricPoint!(bank.columns, id)))
    alternate(bank, 4000)
    const found = Array.from(bank.columns.g, weight)
    devices.forEach((device, id) => {
      const step = device.up(points[id]!) + device.down(points[id]!)
      expect(Math.abs(found[id]! - points[id]!)).toBeLessThan(1.1 * step + 1e-5)
    })
  })
})

it('reram-sb has it where su (1 - w/b_high) = sd (1 - w/b_low): w = (su - sd) / (su/b_high - sd/b_low)', () => {
  const { bank, weight } = bankOf('reram-sb', 200, {})
  const { own } = bank.columns
  for (let id = 0; id < 200; id++) {
    const [su, sd, low, high] = ['step_up', 'step_down', 'w_low', 'w_high'].map((column) => own[column]![id]!)
    const w = (su! - sd!) / (su! / high! - sd! / low!)
    expect(weight(bank.model.symmetricPoint!(bank.columns, id))).toBeCloseTo(w, 5)
  }
})
