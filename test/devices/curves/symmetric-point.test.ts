/** The symmetric point as a command measures it: against the point that the models give by their own steps. */
import { describe, expect, it } from 'vitest'
import { balance } from '../../../devices/curves/symmetric-point.ts'
import { constantStep } from '../../../devices/models/constant-step.ts'
import { softBounds } from '../../../devices/models/soft-bounds.ts'
import { model } from '../../support/bank.ts'

describe('alternating pulses', () => {
  const spread = { w_min_dtod: 0.2, w_max_dtod: 0.2, dw_min: 0.01 }

  it('find the point of each device from wherever it begins: mean and spread are those of the model', () => {
    const device = model(softBounds, { ...spread, up_down: 0.2, write_noise: false })
    const { rows, point, gap_us, declared } = balance({ model: device, devices: 400, seed: 1 }, 1000)
    expect(rows.map(({ pairs }) => pairs)).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
    expect(rows[0]!.from_high_us - rows[0]!.from_low_us).toBeGreaterThan(10)
    // Pair by pair the courses come together.
    for (let i = 1; i < rows.length; i++) {
      const [before, now] = [rows[i - 1]!, rows[i]!]
      expect(now.from_high_us - now.from_low_us).toBeLessThan(before.from_high_us - before.from_low_us + 1e-6)
    }
    // A step at the point is 0.1 uS.
    expect(gap_us).toBeLessThan(0.01)
    expect(declared!.difference_us).toBeLessThan(0.1)
    expect(Math.abs(point.mean - declared!.mean_us)).toBeLessThan(0.1)
    expect(Math.abs(point.std / declared!.std_us - 1)).toBeLessThan(0.02)
  })

  it('under noise average to it: off by less than the noise of one pair', () => {
    const device = model(softBounds, { ...spread, dw_min_std: 2 })
    const { rows, declared } = balance({ model: device, devices: 400, seed: 1 }, 2000)
    expect(declared!.difference_us).toBeLessThan(rows.at(-1)!.std_us / 2)
  })

  it('of a device without a point leave what began apart apart, or take all to one bound', () => {
    const same = balance({ model: model(constantStep, { write_noise: false }), devices: 50, seed: 1 }, 200)
    expect(same.gap_us).toBeGreaterThan(5)
    const tilted = model(constantStep, { write_noise: false, up_down: 0.5 })
    const bound = balance({ model: tilted, devices: 50, seed: 1 }, 2000)
    // Steps up are longer: all stand between the upper bound and half a step of 0.05 uS below.
    expect(bound.point.mean).toBeGreaterThan(30 - 0.06)
    expect(bound.declared!.mean_us).toBeCloseTo(30, 4)
  })
})
