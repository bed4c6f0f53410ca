/** Converters against the equations that they state. */
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../crossbar/cost/meter.ts'
import { adc } from '../../../crossbar/periphery/adc.ts'
import { heedAliases } from '../../../crossbar/periphery/aliases.ts'
import type { AnalogArray, Drive, Way } from '../../../crossbar/periphery/analog.ts'
import { dac } from '../../../crossbar/periphery/dac.ts'
import type { EffectKind, Site } from '../../../crossbar/periphery/effect.ts'
import { effectKinds } from '../../../crossbar/periphery/registry.ts'
import { createRng, fillNormals } from '../../../kernels/rng.ts'
import { distance } from '../../support/columns.ts'
import { named } from '../../support/meter.ts'
import { moments } from '../../support/statistics.ts'
import { arena, drive, moment, site, stub, valuesOf } from './sites.ts'

const around = (kind: unknown, array: AnalogArray, given: object, changes: Partial<Site> = {}) =>
  (kind as EffectKind).create(array, valuesOf(kind as EffectKind, given) as never, site(changes))

function sense(array: AnalogArray, way: Way = 'forward', by: Drive = drive([0.2]), draw = 0): number[] {
  const out = new Float64Array(way === 'forward' ? array.cols : array.rows)
  array.sense(way, by, moment(draw), out)
  return Array.from(out)
}

describe('an ADC', () => {
  it('gives the nearest of 2^bits levels from 0 to the top of its range', () => {
    const currents = [0, 0.4, 0.6, 3.49, 6.99, 7, 7.2, 7.51, 20, -1]
    const array = around(adc, stub(currents), { bits: 3, range: 'fixed', max: 7 })
    expect(sense(array)).toEqual([0, 0, 1, 3, 7, 7, 7, 7, 7, 0])
    const finer = around(adc, stub(currents), { bits: 4, range: 'fixed', max: 7 })
    sense(finer).forEach((value, j) => {
      const code = Math.min(15, Math.max(0, Math.round((currents[j]! * 15) / 7)))
      expect(value).toBeCloseTo((code * 7) / 15, 12)
    })
  })

  it('takes its range as a sum of weights too: max_weight times the current of a weight of 1', () => {
    expect(sense(around(adc, stub([5.9, 6.1, 100]), { bits: 1, range: 'fixed', max_weight: 6 }, { unit: 2 }))).toEqual([
      0, 12, 12,
    ])
  })

  it('counts conversions, and as saturated those that are more than half a step above the range', () => {
    const meter = createMeter()
    const array = around(adc, stub([7.49, 7.51, 20, -5]), { bits: 3, range: 'fixed', max: 7, columns_per_adc: 3 }, { meter })
    sense(array)
    expect([named(meter.events).adc_conversions, meter.saturated]).toEqual([4, 2])
    expect(array.cycles).toEqual({ forward: 3, back: 3 })
  })

  it('has a gain and an offset for each line, for life, by the chip alone, others for word lines', () => {
    const N = 500
    const flat = stub(new Array<number>(N).fill(1000), N)
    const values = { bits: 16, range: 'fixed', max: 65535, gain_std: 0.02, offset_std: 5 }
    const one = sense(around(adc, flat, values))
    const xi = (name: string) => {
      const out = arena.f32(N)
      fillNormals(arena, createRng(1, 'chip').fork(name), 0, out)
      return out
    }
    const [offset, gain] = [xi('adc-offset'), xi('adc-gain')]
    expect(one).toEqual(one.map((_, j) => Math.round(1000 * (1 + 0.02 * gain[j]!) + 5 * offset[j]!)))
    expect(Math.abs(moments(one).std / Math.sqrt(20 ** 2 + 5 ** 2) - 1)).toBeLessThan(0.13)
    const other = around(adc, flat, values, { noise: createRng(2, 'noise') })
    expect(sense(other, 'forward', drive([0.2]), 9)).toEqual(one)
    expect(sense(around(adc, flat, values, { chip: createRng(2, 'chip') }))).not.toEqual(one)
    expect(sense(other, 'back')).not.toEqual(one)
  })

  it('has noise that is new in each read and the same in the same read', () => {
    const array = around(adc, stub(new Array<number>(2000).fill(1000)), { bits: 16, range: 'fixed', max: 65535, noise_std: 7 })
    const [one, two] = [sense(array), sense(array, 'forward', drive([0.2]), 1)]
    expect(sense(array)).toEqual(one)
    expect(two).not.toEqual(one)
    const { mean, se, std } = moments(one)
    expect(Math.abs(mean - 1000)).toBeLessThan(4 * se)
    expect(Math.abs(std / Math.sqrt(49 + 1 / 12) - 1)).toBeLessThan(0.07)
  })

  it('rounds stochastically so that the mean is right', () => {
    const array = around(adc, stub(new Array<number>(4000).fill(2.3)), {
      bits: 3,
      range: 'fixed',
      max: 7,
      rounding: 'stochastic',
    })
    const codes = sense(array)
    expect(new Set(codes)).toEqual(new Set([2, 3]))
    expect(Math.abs(moments(codes).mean - 2.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 4000))
  })

  it('calibrates its range on the first reads: a percentile of all currents, or of those of each line', () => {
    const reads = [
      [1, 10],
      [2, 20],
      [3, 40],
    ]
    const calibrated = (calibrate: string, percentile: number, headroom = 1) => {
      const array = stub([0, 0])
      const current = { at: reads[0]! }
      const changing: AnalogArray = {
        ...array,
        sense: (_way, _drive, _at, out) => {
          out.set(current.at)
          return 1
        },
      }
      const converted = around(adc, changing, { bits: 2, calibration_reads: 3, calibrate, percentile, headroom })
      const see = (at: number[]) => {
        current.at = at
        return sense(converted)
      }
      expect(reads.map(see)).toEqual(reads)
      return see([1e9, 1e9])
    }
    expect(calibrated('array', 100)).toEqual([40, 40])
    expect(calibrated('column', 100)).toEqual([3, 40])
    expect(calibrated('column', 100, 2)).toEqual([6, 80])
    // Of 1, 2, 3, 10, 20, 40.
    expect(calibrated('array', 50)).toEqual([6.5, 6.5])
  })

  it('goes on calibrating while no current flows', () => {
    const array = stub([0, 0])
    const one = around(adc, array, { bits: 2, calibration_reads: 2 })
    for (let k = 0; k < 5; k++) expect(sense(one)).toEqual([0, 0])
  })

  it('without bits is no converter but a gain', () => {
    expect(sense(around(adc, stub([1.234, 5e6]), { bits: 0 }))).toEqual([1.234, 5e6])
  })

  it.each([
    [{ bits: 0, offset_std: 1 }, 'which 0 bits have none of'],
    [{ range: 'calibrated', max: 3 }, 'max and max_weight are for range: fixed'],
    [{ range: 'fixed' }, 'range: fixed needs one of max (uA) and max_weight'],
    [{ range: 'fixed', max: 3, max_weight: 3 }, 'range: fixed needs one of'],
  ])('refuses %j', (given, message) => {
    expect(() => around(adc, stub([1]), given)).toThrow(message)
  })
})

describe('a DAC', () => {
  const put = (given: object, volts: readonly number[], graded = true, draw = 0) => {
    const array = stub([0], 64)
    sense(around(dac, array, given), 'forward', drive(volts, graded), draw)
    return Array.from(array.driven.volts.subarray(0, array.driven.n))
  }

  it('puts graded values on 2^bits - 1 steps up to its largest, which cuts the others', () => {
    const volts = [0.2, 0.1, 0.03, 0.5, 0.2 / 3 / 2 + 1e-9]
    const steps = (top: number, n: number) => volts.map((v) => (Math.round((Math.min(v, top) / top) * n) / n) * top)
    expect(distance(put({ bits: 2 }, volts), steps(0.2, 3))).toBeLessThan(1e-12)
    expect(distance(put({ bits: 4, max: 2 }, volts), steps(0.4, 15))).toBeLessThan(1e-12)
    expect(put({ bits: 0 }, [0.123, 0.3])).toEqual([0.123, 0.2])
  })

  it('leaves spikes as they are and does not count them', () => {
    const meter = createMeter()
    const array = stub([0], 64)
    const one = around(dac, array, { bits: 1, max: 3 }, { meter })
    sense(one, 'forward', drive([0.2, 0.2]))
    expect([array.driven.volts[0], named(meter.events).dac_conversions]).toEqual([0.2, 0])
    sense(one, 'forward', drive([0.2, 0.2], true))
    expect(named(meter.events).dac_conversions).toBe(2)
  })

  it('rounds stochastically by line and read, whichever other lines act', () => {
    const values = new Array<number>(60).fill(0.05)
    const [a, b] = [put({ bits: 1, rounding: 'stochastic' }, values), put({ bits: 1, rounding: 'stochastic' }, values, true, 1)]
    expect(a).not.toEqual(b)
    expect(put({ bits: 1, rounding: 'stochastic' }, values.slice(0, 7))).toEqual(a.slice(0, 7))
    expect(moments([...a, ...b]).mean).toBeGreaterThan(0.02)
  })
})

describe('words of other tools', () => {
  const given = (name: string, fields: object) => heedAliases(effectKinds[name]!, fields as Record<string, unknown>, `p.${name}`)

  it('of aihwkit stand for ours: steps on either side of 0 become bits', () => {
    expect(given('adc', { out_res: 1 / (2 ** 9 - 2), out_bound: 12, out_sto_round: true, range: 'fixed' })).toEqual({
      ...{ bits: 8, max_weight: 12, rounding: 'stochastic', range: 'fixed' },
    })
    expect(given('dac', { inp_res: 2 ** 7 - 2, inp_bound: 1, inp_sto_round: false })).toEqual({
      bits: 6,
      max: 1,
      rounding: 'nearest',
    })
    expect(given('adc', { out_res: -1 })).toEqual({ bits: 0 })
  })

  it('of CrossSim stand for ours', () => {
    expect(given('wires', { Rp_row: 1, Rp_col: 2, Rp_row_terminal: 3, Rp_col_terminal: 4 })).toEqual({
      row: 1,
      column: 2,
      driver: 3,
      sense: 4,
    })
    expect(given('adc', { bits: 6, adc_range_option: 'CALIBRATED', stochastic_rounding: true })).toEqual({
      ...{ bits: 6, range: 'calibrated', rounding: 'stochastic' },
    })
  })

  it.each([
    ['adc', { out_res: 0.01 }, 'p.adc.out_res: 0.01 is 100 steps, which no whole number of bits has here'],
    ['adc', { out_sto_round: 1 }, 'p.adc.out_sto_round: 1 is neither true nor false'],
    ['adc', { adc_range_option: 'GRANULAR' }, 'p.adc.adc_range_option: "GRANULAR" is none of CALIBRATED and MAX'],
    ['wires', { row: 1, Rp_row: 2 }, 'p.wires: row and Rp_row are the same field (row); give one of them'],
  ])('%s refuses %j', (name, fields, message) => {
    expect(() => given(name, fields)).toThrow(message)
  })
})
