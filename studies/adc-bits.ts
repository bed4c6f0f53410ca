/** How many bits the converters of the columns need, and how much spread of their offsets learning in place compensates. */
import type { Row } from '../experiments/results/tables.ts'
import { resultOf } from '../experiments/run/summary.ts'
import { seriesFigure } from '../figures/series.ts'
import { ERROR_LABEL, errorCurves, errorTables, ticksAt } from './circuit-error.ts'
import { type Observation, pairedRatios } from './paired.ts'
import type { FinishedTraining, Paper } from './paper.ts'
import { type Condition, trainingsOf } from './study.ts'

const BITS = [3, 4, 5, 6, 8, 10]

/** Headroom of the calibrated range, and standard deviation of the offset over converters, in least significant bits. */
interface Converter {
  readonly headroom: number
  readonly offset_lsb: number
  readonly bits: number
}

const at = (headroom: number, offset_lsb: number, bits: readonly number[]): Converter[] =>
  bits.map((one) => ({ headroom, offset_lsb, bits: one }))

const IN_PLACE = [...at(1, 0, [6, 8, 10]), ...at(3, 0, [6, 8, 10]), ...at(10, 0, BITS), ...at(10, 1, BITS)]
/** Weights that do not grow need no headroom. */
const FROM_OUTSIDE = [...at(1, 0, BITS), ...at(1, 1, BITS)]

const circuit = ({ headroom, offset_lsb, bits }: Converter) =>
  `crossbar.periphery=[{ adc: { bits: ${bits}, range: calibrated, headroom: ${headroom}, offset_std: ${offset_lsb} } }]`

/** The first epoch calibrates; the error is that of the others. */
const reading = (quick: boolean) => `training.epochs=${quick ? 2 : 51}`

/** Of the ideal read. */
const NONE = { headroom: 'none', offset_lsb: 0, bits: 'none' }

function conditions(read: string): Condition[] {
  return [
    { label: { ...NONE }, set: [], elsewhere: [[read], ...FROM_OUTSIDE.map((one) => [read, circuit(one)])] },
    ...IN_PLACE.map((converter) => ({ label: { ...converter }, set: [circuit(converter)] })),
  ]
}

export const adcBits: Paper = {
  name: 'adc-bits',
  title: 'Error against the resolution of the converters',
  cite: [],
  description:
    'Pattern generation with mixed precision on phase-change memory; an ADC on every column, whose range is 1, 3 or 10 times what the first 1,000 reads of the array needed, with equal converters and with offsets that differ by one least significant bit from converter to converter. In place: the network learns with the converters; its error is that of the last 50 epochs. From outside: it learns without, and its devices are then read through them for 50 epochs without learning.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(conditions(reading(options.quick)), options),
  async report(runs) {
    const all = runs.flatMap(observations)
    const ideal = all.filter(({ label }) => label.bits === 'none')
    const converted = all.filter(({ label }) => label.bits !== 'none')
    // The ideal read is the reference of all converters.
    const references = ideal.flatMap((one) => {
      const kinds = [...at(1, 0, [0]), ...at(3, 0, [0]), ...at(10, 0, [0]), ...at(1, 1, [0]), ...at(10, 1, [0])]
      return kinds.map((kind) => ({ ...one, label: { trained: one.label.trained!, ...kind, bits: 'none' } }))
    })
    // Each with the range that suits it: weights grow only in place.
    const suited = converted
      .filter(({ label }) => label.trained === 'from outside' || label.headroom === 10)
      .map((one) => {
        const { headroom: _, ...label } = one.label
        return { ...one, label }
      })
    const named = suited.map((one) => {
      const { trained, offset_lsb, bits } = one.label
      return { ...one, label: { bits: bits!, converters: `${trained}, offsets ${offset_lsb} LSB` } }
    })
    const mse = await seriesFigure({
      x: { label: 'bits', ticks: ticksAt(BITS) },
      y: { label: ERROR_LABEL, log: true },
      panels: [{ series: errorCurves(named, 'bits', 'converters') }],
    })
    return {
      tables: [
        ...errorTables(all),
        pairedRatios([...references, ...converted], 'bits', 'none', 'against-ideal'),
        pairedRatios(suited, 'trained', 'from outside', 'against-outside'),
      ],
      figures: { mse },
    }
  },
}

function observations({ label, summary, transfers = [] }: FinishedTraining): Observation[] {
  const circuits = [NONE, ...FROM_OUTSIDE]
  const observed = (own: Row, of: typeof summary) => ({
    label: own,
    seed: summary.seed,
    value: resultOf(of, 'mse_last50_mean'),
  })
  return [
    observed({ trained: 'in place', ...label }, summary),
    ...transfers.map((transfer, i) => observed({ trained: 'from outside', ...circuits[i]! }, transfer)),
  ]
}
