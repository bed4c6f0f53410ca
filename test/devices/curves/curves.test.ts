/** The numbers behind the figures of a device: against the golden statistics, and against the equations. */
import { describe, expect, it } from 'vitest'
import { currentCurves, driftCurves, readNoiseCurve } from '../../../devices/curves/reads.ts'
import { responseCurves } from '../../../devices/curves/response.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import golden from '../../golden/pcm_statistics.json' with { type: 'json' }
import { model } from '../../support/bank.ts'
import { honest } from '../check/wrong-models.ts'

const options = { model: model(pcm), devices: 20_000, seed: 1 }

describe('the response', () => {
  const { response, steps, distribution } = responseCurves(options, 20, 3)

  it('has the published means and spreads (5 standard errors; 3 %), and single devices', () => {
    for (const { pulse, mean, std } of golden.set_pulses_gmax12) {
      const row = response.find((each) => each.pulse === pulse)!
      expect(Math.abs(row.mean_us - mean)).toBeLessThan((5 * std) / Math.sqrt(20_000))
      expect(Math.abs(row.std_us / std - 1)).toBeLessThan(0.03)
      expect(new Set(row.traces_us).size).toBe(3)
    }
  })

  it('has steps that are those of all pulses together', () => {
    const pulses = 20 * options.devices
    const counted = steps.reduce((sum, { count }) => sum + count, 0)
    expect(counted).toBeGreaterThan(0.999 * pulses)
    const total = steps.reduce((sum, { count, mean_us }) => sum + count * mean_us, 0) / counted
    const rise = (response.at(-1)!.mean_us - response[0]!.mean_us) / 20
    expect(total).toBeCloseTo(rise, 2)
  })

  it('has distributions that rise, with the median of the devices', () => {
    for (const pulses of [1, 4, 20]) {
      const rows = distribution.filter((row) => row.pulses === pulses)
      expect(rows.every(({ g_us }, i) => i === 0 || g_us >= rows[i - 1]!.g_us)).toBe(true)
      const expected = golden.set_pulses_gmax12.find(({ pulse }) => pulse === pulses)!
      const median = rows.find(({ probability }) => probability === 0.5)!.g_us
      expect(Math.abs(median - expected.q50)).toBeLessThan(0.1)
    }
  })

  it('goes down again where the device steps down, and only there', () => {
    expect(response.some(({ branch }) => branch === 'depress')).toBe(false)
    const both = responseCurves({ ...options, model: model(honest), devices: 500 }, 10, 1).response
    expect(both).toHaveLength(21)
    expect(both[20]!.mean_us).toBeLessThan(both[10]!.mean_us)
  })
})

describe('reads', () => {
  it('drift with the exponent of the model, from the level programmed', () => {
    const rows = driftCurves({ ...options, devices: 5000 }).filter(({ target_us }) => target_us === 9.6)
    const [first, last] = [rows[0]!, rows.at(-1)!]
    expect(first.elapsed_s).toBe(1)
    expect(Math.log(first.mean_us / last.mean_us) / Math.log(last.elapsed_s)).toBeCloseTo(0.04, 3)
    expect(first.q05_us).toBeLessThan(first.mean_us)
    expect(first.q95_us).toBeGreaterThan(first.mean_us)
  })

  it('have the noise of the model over the whole range', () => {
    const rows = readNoiseCurve(options).filter(({ g_us }) => g_us > 1)
    const ratio = rows.reduce((sum, { g_us, std_us }) => sum + std_us / (0.03 * g_us + 0.13), 0) / rows.length
    // About 270 devices with 100 reads each: 0.4 % standard error.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02)
    expect(readNoiseCurve({ ...options, model: model(ideal) }).every(({ std_us }) => std_us === 0)).toBe(true)
  })

  it('give the current of the model', () => {
    const device = model(honest)
    for (const { g_us, voltage_v, mean_ua } of currentCurves({ ...options, model: device }, device.current!))
      expect(mean_ua).toBeCloseTo(g_us * voltage_v * (1 + voltage_v ** 2), 4)
  })
})
