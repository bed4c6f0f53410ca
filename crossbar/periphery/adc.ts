/**
 * Analog to digital: the current of each line becomes one of 2^bits levels from 0 to the top of the range,
 *
 *   code = round(clip(I (1 + gain_j) / LSB + offset_j + noise, 0, 2^bits - 1)),   I' = LSB code,   LSB = range / (2^bits - 1)
 *
 * with gain and offset of line j for life, and noise of each conversion. Currents of one polarity flow one way, so that a converter has no
 * sign: with b bits for each polarity a weight's sum has b + 1.
 */
import { z } from 'zod'
import { count, positive, pure, quantity } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { pow } from '../../kernels/math.ts'
import { fillNormals } from '../../kernels/rng.ts'
import { addComponents, count as addEvents } from '../cost/meter.ts'
import type { Moment, Way } from './analog.ts'
import { type Calibration, createCalibration } from './calibration.ts'
import { bitsOfResolution, rounding, roundingField, roundingOfSwitch } from './converter.ts'
import { effectKind, type Site } from './effect.ts'

const FIELDS = {
  bits: count('levels: 2^bits; 0: any current, without a range', 0, 16).default(8),
  range: z
    .enum(['fixed', 'calibrated'])
    .default('calibrated')
    .meta({ description: 'top of the range: given, or taken from the first reads' }),
  max: quantity('uA', 'fixed: top of the range; 0: see max_weight').default(0),
  max_weight: pure('fixed: top of the range as a sum of weights times values of one polarity; 0: see max', 0, 1e9).default(0),
  calibration_reads: count('calibrated: reads of each tile and polarity that pass unconverted and set the range', 1, 1e6).default(
    1000,
  ),
  percentile: z
    .number()
    .min(0)
    .max(100)
    .default(99.9)
    .meta({ description: 'calibrated: percentile of the currents of these reads that is the top of the range, 0 to 100' }),
  headroom: positive('', 'calibrated: top of the range over that percentile: room for weights to grow in', 1e3).default(3),
  calibrate: z
    .enum(['array', 'column'])
    .default('array')
    .meta({ description: 'calibrated: one range for all lines of an array, or one for each' }),
  rounding: roundingField,
  offset_std: pure('spread of the offset over lines, LSB', 0, 1e6).default(0),
  gain_std: pure('spread of the gain over lines, relative', 0, 1).default(0),
  noise_std: pure('noise of a conversion, LSB', 0, 1e6).default(0),
  columns_per_adc: count('lines that share a converter and wait for one another', 1, 1e6).default(1),
}

export const adc = effectKind({
  name: 'adc',
  title: 'analog-to-digital converters: levels, range, spread over lines, noise',
  part: 'converters',
  fields: FIELDS,
  aliases: {
    out_res: { of: 'aihwkit', field: 'bits', convert: bitsOfResolution },
    out_bound: { of: 'aihwkit', field: 'max_weight' },
    out_sto_round: { of: 'aihwkit', field: 'rounding', convert: roundingOfSwitch },
    stochastic_rounding: { of: 'CrossSim', field: 'rounding', convert: roundingOfSwitch },
    adc_range_option: { of: 'CrossSim', field: 'range', convert: rangeOption },
  },
  create(array, values, site) {
    const top = fixedRange(values, site)
    const convert = {
      forward: converter(values, top, 'forward', array.cols, site),
      back: converter(values, top, 'back', array.rows, site),
    }
    if (site.meter) addComponents(site.meter, 'adc_conversions', Math.ceil(array.cols / values.columns_per_adc))
    const cycles = (lines: number) => Math.min(values.columns_per_adc, lines)
    return {
      ...array,
      state: { ...array.state, ...convert.forward.state, ...convert.back.state },
      cycles: { forward: cycles(array.cols), back: cycles(array.rows) },
      sense(way, drive, at, out) {
        const power = array.sense(way, drive, at, out)
        convert[way].convert(out, at)
        return power
      },
    }
  },
})

type Values = { readonly [K in keyof typeof FIELDS]: z.infer<(typeof FIELDS)[K]> }

/** uA; undefined: calibrated, or no levels at all. */
function fixedRange({ bits, range, max, max_weight, offset_std, noise_std }: Values, { unit }: Site): number | undefined {
  if (bits === 0) {
    if (offset_std > 0 || noise_std > 0)
      throw new InputError('adc: offset_std and noise_std are in LSB, which 0 bits have none of; give bits from 1 to 16')
    return undefined
  }
  if (range === 'calibrated') {
    if (max > 0 || max_weight > 0)
      throw new InputError('adc: max and max_weight are for range: fixed; leave them out, or write range: fixed')
    return undefined
  }
  if (max > 0 === max_weight > 0)
    throw new InputError('adc: range: fixed needs one of max (uA) and max_weight (a sum of weights times values)')
  return max > 0 ? max : max_weight * unit
}

function converter(values: Values, fixed: number | undefined, way: Way, lines: number, { arena, chip, noise, meter }: Site) {
  const { bits, offset_std, gain_std, noise_std } = values
  const levels = pow(2, bits) - 1
  const stream = (rng: Site['noise'], name: string) => rng.fork(way === 'forward' ? `adc-${name}` : `adc-${name}-back`)
  const spread = (name: string, start: number, std: number) => {
    const xi = arena.f32(lines)
    if (std > 0) fillNormals(arena, stream(chip, name), 0, xi)
    return Float64Array.from(xi, (x) => start + std * x)
  }
  const [offset, gain] = [spread('offset', 0, offset_std), spread('gain', 1, gain_std)]
  const xi = arena.f32(lines)
  const noiseStream = stream(noise, 'noise')
  const round = rounding(values.rounding, arena, lines, stream(noise, 'rounding'))
  const calibration: Calibration | undefined = bits > 0 && fixed === undefined ? createCalibration(values, lines) : undefined
  const tops = calibration?.top ?? new Float64Array(lines).fill(fixed ?? 0)
  const prefix = way === 'forward' ? 'adc' : 'adc_back'
  const state = Object.fromEntries(Object.entries(calibration?.state ?? {}).map(([key, column]) => [`${prefix}_${key}`, column]))

  function convert(current: Float64Array, at: Moment): void {
    if (meter) addEvents(meter, 'adc_conversions', lines)
    if (bits === 0 || (calibration && !calibration.ready())) {
      for (let j = 0; j < lines; j++) current[j] = current[j]! * gain[j]!
      calibration?.add(current)
      return
    }
    if (noise_std > 0) fillNormals(arena, noiseStream, at.event, xi)
    let saturated = 0
    for (let j = 0; j < lines; j++) {
      const x = (current[j]! * gain[j]! * levels) / tops[j]! + offset[j]! + noise_std * xi[j]!
      // Half a step over the last level is still that level.
      if (x > levels + 0.5) saturated++
      current[j] = Math.max(0, Math.min(x, levels))
    }
    if (meter) meter.saturated += saturated
    round(current, lines, at.event)
    for (let j = 0; j < lines; j++) current[j] = (tops[j]! * current[j]!) / levels
  }
  return { convert, state }
}

function rangeOption(value: unknown): 'fixed' | 'calibrated' {
  const word = typeof value === 'string' ? value.toUpperCase() : ''
  if (word === 'CALIBRATED') return 'calibrated'
  if (word === 'MAX') return 'fixed'
  throw new Error('is none of CALIBRATED and MAX (with max: the largest current)')
}
