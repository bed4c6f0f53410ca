/** The n-bit device: what the controller assumes of a pulse is what the pulse does, at every bit width. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, createCellList, everyCell, program, readCells, resetPulse, setPulse } from '../../../devices/bank.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { floats } from '../../support/columns.ts'

const arena = new Arena()
const rng = createRng('ideal')

const ranges = [
  [0.1, 12],
  [0, 1],
  [3, 300],
] as const
const widths = Array.from({ length: 12 }, (_, i) => i + 1)

describe.each(ranges)('from %f to %f uS', (g_min, g_max) => {
  it.each(widths)(
    '%i bits: every pulse makes the step the controller assumes, from the bottom to the top, and no further',
    (bits) => {
      const device = model(ideal, { bits, g_min, g_max })
      const levels = 2 ** bits - 1
      expect(device.step).toBeCloseTo((g_max - g_min) / levels, 12)
      const bank = createBank(arena, device, 1, rng)
      const all = everyCell(arena, 1)
      const { g } = bank.columns
      // float32 holds a level to 2^-24 of it; the controller's picture must not run away from it over 4095 pulses.
      const rounding = g_max * 2 ** -24
      expect(g[0]).toBe(Math.fround(g_min))
      let worst = 0
      for (let n = 1; n <= levels; n++) {
        setPulse(bank, all, n)
        worst = Math.max(worst, Math.abs(g[0]! - (g_min + n * device.step)))
      }
      expect(worst).toBeLessThanOrEqual(rounding)
      expect(g[0]).toBe(Math.fround(g_max))
      setPulse(bank, all, levels + 1)
      expect(g[0]).toBe(Math.fround(g_max))
      resetPulse(bank, all, levels + 2)
      expect(g[0]).toBe(Math.fround(g_min))
      expect([bank.columns.set_count[0], bank.columns.reset_count[0]]).toEqual([levels + 1, 1])
    },
  )
})

it('reads give exactly the conductance at any time', () => {
  const bank = createBank(arena, model(ideal), 5, rng)
  const all = everyCell(arena, 5)
  const out = arena.f32(5)
  setPulse(bank, all, 0)
  for (const t of [0, 1, 1e9]) {
    readCells(bank, all, t, 0, out)
    expect(Array.from(out)).toEqual(Array.from(bank.columns.g))
  }
})

it('programs off-line to the nearest level, which pulses then continue from', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.double({ min: -2, max: 14, noNaN: true }), (bits, change) => {
      const device = model(ideal, { bits })
      const [low, high] = device.range
      const bank = createBank(arena, device, 1, rng)
      const one = createCellList(arena, 1)
      one.n = 1
      program(bank, one, floats(arena, [change]))
      const level = Math.min(2 ** bits - 1, Math.max(0, Math.round(Math.fround(change) / device.step)))
      expect(bank.columns.g[0]).toBeCloseTo(low + level * device.step, 5)
      expect([bank.columns.set_count[0], bank.columns.reset_count[0]]).toEqual([0, 0])
      setPulse(bank, one, 0)
      expect(bank.columns.g[0]).toBeCloseTo(Math.min(high, low + (level + 1) * device.step), 5)
    }),
    { seed: 1 },
  )
})
