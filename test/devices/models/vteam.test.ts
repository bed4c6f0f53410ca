/** VTEAM: the state equation against a much finer integration and against closed forms; pulses, thresholds, energy and current. */
import { describe, expect, it } from 'vitest'
import { type Bank, createBank, depressPulse, everyCell, resetPulse, setPulse } from '../../../devices/bank.ts'
import { float32 } from '../../../devices/model.ts'
import { vteam } from '../../../devices/models/vteam.ts'
import { evolve } from '../../../devices/models/vteam-state.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { bits } from '../../support/columns.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena()

type Changes = Partial<Parameters<typeof vteam.create>[0]>

function bankOf(size: number, changes: Changes = {}): Bank {
  return createBank(arena, model(vteam, changes), size, createRng('vteam'))
}

/** The midpoint rule in very many steps: another method than the one under test. */
function fine(p: number, x: number, rate: number, width: number): number {
  const steps = 20_000
  const h = width / steps
  const bounded = (y: number) => Math.min(1, Math.max(0, y))
  const slope = (y: number) => rate * (p === 0 ? 1 : 1 - (rate > 0 ? y : 1 - y) ** (2 * p))
  for (let i = 0; i < steps; i++) x = bounded(x + h * slope(bounded(x + (h / 2) * slope(x))))
  return x
}

describe('the state equation', () => {
  const pulses = [
    [0.2, 0.5],
    [0.9, -2],
    [0.05, 3],
    [0.5, -0.01],
    [1, -1],
  ] as const

  it.each([0, 1, 2, 5])('agrees with an integration in 20,000 steps, window p = %i', (window) => {
    for (const [x, rate] of pulses) {
      expect(evolve({ window, steps: 32 }, x, rate, 1)).toBeCloseTo(fine(window, x, rate, 1), 5)
    }
  })

  it('with p = 1 on the way up is the hyperbolic tangent', () => {
    for (const x of [0, 0.3, 0.8]) {
      expect(evolve({ window: 1, steps: 32 }, x, 1.5, 0.5)).toBeCloseTo(Math.tanh(Math.atanh(x) + 0.75), 8)
    }
  })

  it('is integrated to fourth order: half the step, a sixteenth of the error', () => {
    const exact = Math.tanh(Math.atanh(0.1) + 1)
    const error = (steps: number) => Math.abs(evolve({ window: 1, steps }, 0.1, 1, 1) - exact)
    const order = (n: number) => Math.log2(error(n) / error(2 * n))
    for (const n of [4, 8, 16]) expect(Math.abs(order(n) - 4)).toBeLessThan(0.3)
  })

  it('never leaves [0, 1]', () => {
    for (const window of [0, 1, 3]) {
      for (const rate of [-1e9, -3, 0, 3, 1e9]) {
        const x = evolve({ window, steps: 8 }, 0.4, rate, 1)
        expect(x >= 0 && x <= 1).toBe(true)
      }
    }
  })
})

it('a SET pulse moves the state by k_on (v / v_on - 1)^a_on t / d, a depression pulse by k_off (v / v_off - 1)^a_off t / d', () => {
  const bank = bankOf(4)
  const cells = everyCell(arena, 4)
  const x = () => (1e6 / bank.columns.g[2]! - 50) / 950
  expect(bank.columns.g[2]).toBe(1000)
  setPulse(bank, cells, 0)
  const down = (10 * (0.22 / 0.2 - 1) ** 3 * 10e-9) / 3e-9
  expect(x()).toBeCloseTo(1 - down, 6)
  setPulse(bank, cells, 1)
  expect(x()).toBeCloseTo(1 - 2 * down, 6)
  depressPulse(bank, cells, 2)
  expect(x()).toBeCloseTo(1 - 2 * down + (5e-4 * 4 * 50e-9) / 3e-9, 6)
  for (let pulse = 0; pulse < 40; pulse++) setPulse(bank, cells, 3 + pulse)
  expect(bank.columns.g[2]).toBe(20_000)
  resetPulse(bank, cells, 50)
  expect(bank.columns.g[2]).toBe(1000)
})

it('voltages between the thresholds change nothing', () => {
  const bank = bankOf(2, { v_set: -0.19, v_depress: 0.019 })
  const cells = everyCell(arena, 2)
  const before = bits(bank.columns.g)
  setPulse(bank, cells, 0)
  depressPulse(bank, cells, 1)
  expect(bits(bank.columns.g)).toEqual(before)
})

it('thresholds are spread over devices as declared, persist, and spread what a pulse does', () => {
  const n = 50_000
  const bank = bankOf(n, { threshold_dtod: 0.02 })
  const cells = everyCell(arena, n)
  const threshold = float32(bank.columns, 'threshold')
  const drawn = bits(threshold)
  const { mean, std, se } = moments(threshold)
  expect(Math.abs(mean - 1) / se).toBeLessThan(4)
  expect(Math.abs(std / 0.02 - 1)).toBeLessThan(4 / Math.sqrt(2 * n))
  setPulse(bank, cells, 0)
  const id = threshold.findIndex((x) => x < 0.97)
  const moved = (10 * (0.22 / (0.2 * threshold[id]!) - 1) ** 3 * 10e-9) / 3e-9
  expect((1e6 / bank.columns.g[id]! - 50) / 950).toBeCloseTo(1 - moved, 5)
  resetPulse(bank, cells, 1)
  expect(bits(threshold)).toEqual(drawn)
})

it('current is Ohm, energy v^2 G t with the mean of both conductances', () => {
  const bank = bankOf(1)
  const cells = everyCell(arena, 1)
  const out = arena.f32(1)
  bank.model.current!(bank.columns, cells, -0.1, out)
  expect(out[0]).toBe(-100)
  bank.model.energy!('read', bank.columns, cells, out)
  expect(out[0]! / (0.01 ** 2 * 1e-3 * 10e-9)).toBeCloseTo(1, 5)
  bank.model.energy!('set', bank.columns, cells, out)
  setPulse(bank, cells, 0)
  expect(out[0]! / (0.22 ** 2 * ((1000 + bank.columns.g[0]!) / 2) * 1e-6 * 10e-9)).toBeCloseTo(1, 5)
})
