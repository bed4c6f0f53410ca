/**
 * Digital to analog: graded inputs come in levels. A spike is the read voltage or nothing and takes no converter. Signed inputs take two
 * reads, of the positive and of the negative values, so that a converter makes magnitudes.
 */
import { count, positive } from '../../input/fields.ts'
import { pow } from '../../kernels/math.ts'
import { addComponents, count as addEvents } from '../cost/meter.ts'
import { createDrive } from './analog.ts'
import { bitsOfResolution, rounding, roundingField, roundingOfSwitch } from './converter.ts'
import { effectKind } from './effect.ts'

export const dac = effectKind({
  name: 'dac',
  title: 'digital-to-analog converters: graded inputs in levels',
  part: 'converters',
  fields: {
    bits: count('levels of a magnitude: 2^bits - 1 steps; 0: any value', 0, 16).default(8),
    max: positive('', 'the largest value; larger ones are cut to it; a value of 1 is the read voltage', 1e6).default(1),
    rounding: roundingField,
  },
  aliases: {
    inp_res: { of: 'aihwkit', field: 'bits', convert: bitsOfResolution },
    inp_bound: { of: 'aihwkit', field: 'max' },
    inp_sto_round: { of: 'aihwkit', field: 'rounding', convert: roundingOfSwitch },
  },
  create(array, { bits, max, rounding: kind }, { arena, noise, read, meter }) {
    if (meter) addComponents(meter, 'dac_conversions', array.rows)
    const drive = createDrive(Math.max(array.rows, array.cols))
    const top = max * read.voltage
    const step = bits > 0 ? top / (pow(2, bits) - 1) : 0
    const round = {
      forward: rounding(kind, arena, array.rows, noise.fork('dac')),
      back: rounding(kind, arena, array.cols, noise.fork('dac-back')),
    }
    return {
      ...array,
      sense(way, given, at, out) {
        if (!given.graded) return array.sense(way, given, at, out)
        const { volts, lines } = drive
        drive.n = given.n
        drive.graded = true
        for (let i = 0; i < given.n; i++) {
          lines[i] = given.lines[i]!
          volts[i] = Math.min(given.volts[i]!, top) / (step || 1)
        }
        if (step > 0) {
          round[way](volts, given.n, at.event, lines)
          for (let i = 0; i < given.n; i++) volts[i] = step * volts[i]!
        }
        if (meter) addEvents(meter, 'dac_conversions', given.n)
        return array.sense(way, drive, at, out)
      },
    }
  },
})
