/**
 * Where IR drop begins to hurt, and what learning in place makes good: networks that learn in arrays with wires, against networks that
 * learn without wires and whose devices are then read through them.
 */
import { resultOf } from '../experiments/run/summary.ts'
import { seriesFigure } from '../figures/series.ts'
import { errorCurves, errorTables, ticksAt } from './circuit-error.ts'
import { type Observation, pairedDifferences } from './paired.ts'
import type { FinishedTraining, Paper } from './paper.ts'
import { type Condition, trainingsOf } from './study.ts'

/** Of a wire segment between neighbouring cells, ohm. */
const OHM = [0.3, 1, 3, 10, 30]
/** Above, first-order lines are solved anew so often that a training takes as long as with exact ones: hours. */
const MOST_IN_PLACE = 10

const wires = (ohm: number) => [`crossbar.periphery=[{ wires: { row: ${ohm} ohm, column: ${ohm} ohm, solver: first-order } }]`]

const CONDITIONS: readonly Condition[] = [
  { label: { ohm: 0 }, set: [], elsewhere: [[], ...OHM.map(wires)] },
  // Read without learning too, so that both ends are measured alike.
  ...OHM.filter((ohm) => ohm <= MOST_IN_PLACE).map((ohm) => ({ label: { ohm }, set: wires(ohm), elsewhere: [[]] })),
]

export const wireResistance: Paper = {
  name: 'wire-resistance',
  title: 'Error against the resistance of the wires',
  cite: [],
  description:
    'Pattern generation with mixed precision on phase-change memory, in arrays of up to 100 x 100 cells whose wires have a resistance between neighbouring cells. In place: the network learns with the wires. From outside: it learns in arrays without wires, and its devices are then read through them.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options),
  async report(trained) {
    const runs = trained.flatMap(observed)
    const withWires = runs.filter(({ label }) => label.ohm !== 0)
    const mse = await seriesFigure({
      x: { label: 'resistance of a wire segment (ohm)', log: true, ticks: ticksAt(OHM) },
      y: { label: 'MSE, mean, 95 % interval', log: true },
      panels: [{ series: errorCurves(withWires, 'ohm', 'trained') }],
    })
    const tables = [
      ...errorTables(runs),
      pairedDifferences(runs, 'ohm', 0, 'against-no-wires'),
      pairedDifferences(runs, 'trained', 'from outside', 'against-outside'),
    ]
    return { tables, figures: { mse } }
  },
}

/** The error of a network that learns no more: in its own circuit, and of the one without wires in all the others. */
function observed({ label, summary: { seed }, transfers = [] }: FinishedTraining): Observation[] {
  const [own, ...others] = transfers.map((transfer) => resultOf(transfer, 'mse_last50_mean'))
  const ohm = label.ohm!
  return [
    { label: { trained: 'in place', ohm }, seed, value: own! },
    ...(ohm === 0 ? [{ label: { trained: 'from outside', ohm }, seed, value: own! }] : []),
    ...others.map((value, i) => ({ label: { trained: 'from outside', ohm: OHM[i]! }, seed, value })),
  ]
}
