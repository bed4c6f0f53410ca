/** How many bits the converters of the columns need, and how much spread of their offsets learning in place takes. */
import { resultOf } from '../experiments/run/summary.ts'
import { seriesFigure } from '../figures/series.ts'
import { errorCurves, errorTables, ticksAt } from './circuit-error.ts'
import { type Observation, pairedDifferences } from './paired.ts'
import type { Paper } from './paper.ts'
import { type Condition, trainingsOf } from './study.ts'

const BITS = [3, 4, 5, 6, 8, 10]
/** Standard deviation over converters, in least significant bits. */
const OFFSETS = [0, 1]

const CONDITIONS: readonly Condition[] = [
  { label: { offset_lsb: 0, bits: 'none' }, set: [] },
  ...OFFSETS.flatMap((offset) =>
    BITS.map((bits) => ({
      label: { offset_lsb: offset, bits },
      set: [`crossbar.periphery=[{ adc: { bits: ${bits}, range: calibrated, offset_std: ${offset} } }]`],
    })),
  ),
]

export const adcBits: Paper = {
  name: 'adc-bits',
  title: 'Error against the resolution of the converters',
  cite: [],
  description:
    'Pattern generation with mixed precision on phase-change memory; an ADC on every column, its range calibrated, with equal converters and with offsets that differ by one least significant bit from converter to converter.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(runs) {
    const all = runs.map(({ label, summary }): Observation => {
      return { label, seed: summary.seed, value: resultOf(summary, 'mse_last50_mean') }
    })
    const ideal = all.filter(({ label }) => label.bits === 'none')
    const converted = all.filter(({ label }) => label.bits !== 'none')
    // The ideal read is the reference of both spreads.
    const references = OFFSETS.flatMap((offset_lsb) => ideal.map((one) => ({ ...one, label: { offset_lsb, bits: 'none' } })))
    const mse = await seriesFigure({
      x: { label: 'bits', ticks: ticksAt(BITS) },
      y: { label: 'MSE, mean, 95 % interval', log: true },
      panels: [
        { series: errorCurves(converted, 'bits', 'offset_lsb').map((one) => ({ ...one, label: `offsets ${one.label} LSB` })) },
      ],
    })
    return { tables: [...errorTables(all), pairedDifferences([...references, ...converted], 'bits', 'none')], figures: { mse } }
  },
}
