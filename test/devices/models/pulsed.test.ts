/** Device families: without noise the published step laws to the letter; with it, the declared spreads over devices and cycles. */
import { describe, expect, it } from 'vitest'
import {
  type Bank,
  createBank,
  depressPulse,
  everyCell,
  program,
  readCells,
  resetPulse,
  setPulse,
} from '../../../devices/bank.ts'
import type { DeviceKind } from '../../../devices/kind.ts'
import { float32 } from '../../../devices/model.ts'
import { constantStep } from '../../../devices/models/constant-step.ts'
import { expStep } from '../../../devices/models/exp-step.ts'
import { linearStep } from '../../../devices/models/linear-step.ts'
import type { Pulsed } from '../../../devices/models/pulsed.ts'
import { softBounds } from '../../../devices/models/soft-bounds.ts'
import { deviceKinds } from '../../../devices/registry.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { bits, floats } from '../../support/columns.ts'
import { correlation, moments } from '../../support/statistics.ts'

const arena = new Arena(256 * 1024 * 1024)

/** The laws as published, up and down at weight w, in dw. */
const laws: Record<string, { up: (w: number) => number; down: (w: number) => number }> = {
  'constant-step': { up: () => 1, down: () => 1 },
  'linear-step': { up: (w) => 1 - (0.4 * w) / 1.2, down: (w) => 1 - (0.7 * w) / -0.8 },
  'soft-bounds': { up: (w) => 1 - w / 1.2, down: (w) => 1 - w / -0.8 },
  'exp-step': {
    up: (w) => Math.max(1 + 1.18445 * Math.exp(5 * ((2 * -0.5 * w) / 2 - 0.5)), 0),
    down: (w) => Math.max(1 + 0.081404 * Math.exp(-5 * ((2 * -0.5 * w) / 2 - 0.5)), 0),
  },
}

const shapes: Record<string, object> = {
  'linear-step': { gamma_up: 0.4, gamma_down: 0.7 },
  'exp-step': { a: -0.5, b: -0.5, gamma_up: 5, gamma_down: 5, A_up: -1.18445, A_down: -0.081404 },
}

const families: readonly DeviceKind[] = [constantStep, linearStep, softBounds, expStep]
const bounds = { w_min: -0.8, w_max: 1.2, g_min: 5, g_max: 45 }

function bankOf(kind: DeviceKind, size: number, changes: Partial<Pulsed> = {}): Bank {
  return createBank(arena, model(kind, { ...bounds, ...shapes[kind.name], ...changes } as object), size, createRng(kind.name))
}

const weights = ({ columns }: Bank) => columns.g.map((g) => -0.8 + ((g - 5) * 2) / 40)

describe.each(families.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  const law = laws[name]!

  it('without noise follows its law pulse by pulse, up to the bound and down again, and RESET goes to the lower bound', () => {
    const bank = bankOf(kind, 3, { dw_min: 0.02, write_noise: false })
    const cells = everyCell(arena, 3)
    let w = -0.8
    expect(bank.columns.g[1]).toBe(5)
    for (let pulse = 0; pulse < 150; pulse++) {
      w = Math.min(1.2, w + 0.02 * law.up(w))
      setPulse(bank, cells, pulse)
      expect(weights(bank)[1]).toBeCloseTo(w, 4)
    }
    for (let pulse = 0; pulse < 150; pulse++) {
      w = Math.max(-0.8, w - 0.02 * law.down(w))
      depressPulse(bank, cells, pulse)
      expect(weights(bank)[1]).toBeCloseTo(w, 4)
    }
    setPulse(bank, cells, 400)
    resetPulse(bank, cells, 401)
    expect(bank.columns.g.every((g) => g === 5)).toBe(true)
    expect([bank.columns.set_count[0], bank.columns.depress_count[0], bank.columns.reset_count[0]]).toEqual([151, 150, 1])
  })

  it('what the controller assumes is what the noiseless device does: mean of ten steps, and pulses to a difference', () => {
    const device = model(kind, { ...bounds, ...shapes[name], dw_min: 0.02 } as object)
    let w = -0.8
    const response = [0]
    for (let pulse = 1; pulse <= 400; pulse++) {
      w = Math.min(1.2, w + 0.02 * law.up(w))
      response.push((w + 0.8) * 20)
    }
    expect(device.step).toBeCloseTo(response[10]! / 10, 9)
    for (const n of [0, 1, 5, 17, 30]) expect(device.pulsesToReach!(response[n]! + 1e-6)).toBe(n)
    const nearlyAll = response.findIndex((g) => g >= 0.9 * response[400]!)
    expect(Math.abs(device.mostPulses - nearlyAll)).toBeLessThanOrEqual(2)
  })

  it('dw, its asymmetry and both bounds are spread over devices as declared (4 standard errors), and persist bit by bit', () => {
    const n = 40_000
    const cells = everyCell(arena, n)
    const spread = { dw_min: 0.01, dw_min_dtod: 0.2, up_down_dtod: 0.05, up_down: 0.25, w_max_dtod: 0.1, w_min_dtod: 0.1 }
    const bank = bankOf(kind, n, { ...spread, dw_min_std: 0.5 })
    const column = (own: string) => float32(bank.columns, own)
    const near = (own: string, mean: number, std: number) => {
      const m = moments(column(own))
      expect(Math.abs(m.mean - mean) / m.se, `${own}: mean`).toBeLessThan(4)
      // Draws end at 3 sigma: the std is 0.6 % smaller for bounds.
      expect(Math.abs(m.std / std - 1), `${own}: std`).toBeLessThan(4 / Math.sqrt(2 * n) + 0.007)
    }
    near('step_up', 0.01, 0.01 * Math.hypot(0.2, 0.05))
    near('step_down', 0.0075, 0.01 * Math.hypot(0.2, 0.05))
    near('w_high', 1.2, 0.12)
    near('w_low', -0.8, 0.08)
    // Gain is shared by both directions, the asymmetry has opposite signs.
    const shared = (0.2 ** 2 - 0.05 ** 2) / (0.2 ** 2 + 0.05 ** 2)
    expect(correlation(column('step_up'), column('step_down'))).toBeCloseTo(shared, 2)
    expect(Math.abs(correlation(column('w_high'), column('w_low')))).toBeLessThan(4 / Math.sqrt(n))
    const names = bank.model.declares!.fixed!
    const drawn = names.map((own) => bits(column(own)))
    const out = arena.f32(n)
    for (const t of [1, 2]) {
      setPulse(bank, cells, t)
      depressPulse(bank, cells, t)
      readCells(bank, cells, t + 0.5, t, out)
      resetPulse(bank, cells, t)
    }
    expect(names.map((own) => bits(column(own)))).toEqual(drawn)
  })

  it('noise from cycle to cycle has the declared std relative to the step, or to dw, and starts nowhere anew', () => {
    const n = 40_000
    const cells = everyCell(arena, n)
    for (const multiplicative_noise of [true, false]) {
      const bank = bankOf(kind, n, { dw_min: 0.01, dw_min_std: 0.4, multiplicative_noise })
      program(bank, cells, floats(arena, new Float32Array(n).fill(8)))
      const w = -0.8 + 8 / 20
      const before = weights(bank)
      setPulse(bank, cells, 0)
      const first = weights(bank).map((x, id) => x - before[id]!)
      const { mean, std, se } = moments(first)
      expect(Math.abs(mean - 0.01 * law.up(w)) / se).toBeLessThan(4)
      const expected = 0.004 * (multiplicative_noise ? law.up(w) : 1)
      expect(Math.abs(std / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * n) + 1e-3)
      const middle = weights(bank)
      depressPulse(bank, cells, 1)
      // A soft bound ties the step down to where the step up led, a little.
      const down = weights(bank).map((x, id) => x - middle[id]!)
      expect(Math.abs(correlation(first, down))).toBeLessThan(0.05)
    }
  })
})

it('slopes of the linear step are spread over devices', () => {
  const n = 40_000
  const bank = bankOf(linearStep, n, { gamma_up_dtod: 0.05, gamma_down_dtod: 0.1 } as object)
  const [up, down] = [moments(float32(bank.columns, 'slope_up')), moments(float32(bank.columns, 'slope_down'))]
  expect(Math.abs(up.mean + 0.4 / 1.2) / up.se).toBeLessThan(4)
  expect(Math.abs(up.std / (0.05 / 1.2) - 1)).toBeLessThan(0.02)
  expect(Math.abs(down.mean - 0.7 / 0.8) / down.se).toBeLessThan(4)
  expect(Math.abs(down.std / (0.1 / 0.8) - 1)).toBeLessThan(0.02)
})

it('bounds of every device lie within the range of the model, and none has a negative conductance', () => {
  for (const kind of [deviceKinds['reram-sb']!, deviceKinds['gokmen-vlasov']!, constantStep]) {
    const changes = kind === constantStep ? { g_min: 0, w_min_dtod: 0.5, w_max_dtod: 0.5 } : {}
    const bank = createBank(arena, model(kind, changes as object), 20_000, createRng('bounds'))
    const cells = everyCell(arena, 20_000)
    const [low, high] = bank.model.range.map(Math.fround)
    const inside = () => bank.columns.g.every((g) => g >= low! && g <= high!)
    expect(low).toBeGreaterThanOrEqual(0)
    expect(inside()).toBe(true)
    program(bank, cells, floats(arena, new Float32Array(20_000).fill(1e6)))
    expect(inside()).toBe(true)
    // The bound is the device's own.
    expect(moments(bank.columns.g).std).toBeGreaterThan(1)
    resetPulse(bank, cells, 0)
    expect(inside()).toBe(true)
  }
})

it('leakage relaxes conductances towards w = 0 with the lifetime, and a pulse finds them there', () => {
  const bank = bankOf(linearStep, 8, { lifetime: 100, write_noise: false, dw_min: 0.01 })
  const cells = everyCell(arena, 8)
  const out = arena.f32(8)
  program(bank, cells, floats(arena, new Float32Array(8).fill(36)))
  readCells(bank, cells, 50, 0, out)
  expect(out[2]).toBeCloseTo(21 + (41 - 21) * Math.exp(-0.5), 4)
  expect(bank.columns.g[2]).toBe(41)
  setPulse(bank, cells, 50)
  const w = Math.exp(-0.5)
  expect(weights(bank)[2]).toBeCloseTo(w + 0.01 * (1 - (0.4 * w) / 1.2), 5)
  readCells(bank, cells, 50, 1, out)
  expect(out[2]).toBeCloseTo(bank.columns.g[2]!, 4)
  expect(bankOf(linearStep, 8, { lifetime: 100, drift: false }).model.advance).toBeUndefined()
})

it('reads have the declared noise and drift, one by one and by rows', () => {
  const n = 40_000
  const noisy = { read_noise_relative: 0.02, read_noise_absolute: 0.1, nu: 0.03, t0: 2, dw_min: 0.02 }
  const bank = bankOf(softBounds, n, noisy)
  const cells = everyCell(arena, n)
  const out = arena.f32(n)
  readCells(bank, cells, 200, 0, out)
  const { mean, std, se } = moments(out)
  const g = 5 * 100 ** -0.03
  expect(Math.abs(mean - g) / se).toBeLessThan(4)
  expect(Math.abs(std / (0.02 * g + 0.1) - 1)).toBeLessThan(0.015)
  expect(bank.model.rowRead).toBeDefined()
})
