/** Whether networks that learn through wires solved to first order learn as well as those that learn through exact ones. */
import { resultOf } from '../experiments/run/summary.ts'
import { stripFigure } from '../figures/strip.ts'
import { errorTables } from './circuit-error.ts'
import { byLabel, type Observation, pairedRatios } from './paired.ts'
import type { Paper } from './paper.ts'
import { type Condition, trainingsOf } from './study.ts'

/** Small: an exact solution of each read makes a training of 100 neurons and 1,000 steps last hours. */
const BASE = ['task.inputs=40', 'network.neurons=40', 'task.duration=200 ms', 'training.epochs=60']

/** Of a wire segment between neighbouring cells. */
const RESISTANCES = [1, 10]

const CONDITIONS: readonly Condition[] = RESISTANCES.flatMap((ohm) =>
  ['exact', 'first-order'].map((solver) => ({
    label: { ohm, solver },
    set: [
      `crossbar.periphery=[{ wires: { row: ${ohm} ohm, column: ${ohm} ohm, driver: 10 ohm, sense: 10 ohm, solver: ${solver} } }]`,
    ],
  })),
)

export const firstOrderWires: Paper = {
  name: 'first-order-wires',
  title: 'Training through wires solved to first order and exactly',
  cite: [],
  description:
    'Pattern generation of 200 steps with mixed precision on phase-change memory, 40 inputs and 40 neurons, 60 epochs, in arrays with wires: the same devices and the same noise, with the nodal equations of each read solved exactly, and with currents to first order around the last exact solution.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(CONDITIONS, options, { base: BASE }),
  async report(runs) {
    const all = runs.map(({ label, summary }): Observation => {
      return { label, seed: summary.seed, value: resultOf(summary, 'mse_last50_mean') }
    })
    const panels = RESISTANCES.map((ohm) => ({
      label: `${ohm} ohm a segment`,
      groups: byLabel(all.filter(({ label }) => label.ohm === ohm)).map(({ label, members }) => {
        return { label: String(label.solver), values: members.map(({ value }) => value) }
      }),
    }))
    const mse = await stripFigure({ panels, label: 'MSE, mean of the last 50 epochs', scale: 'log' })
    return { tables: [...errorTables(all), pairedRatios(all, 'solver', 'exact', 'paired')], figures: { mse } }
  },
}
