/** How the error of a trained network grows while its devices drift, with and without global drift compensation. */
import { compensated, totalConductance } from '../../crossbar/drift-compensation.ts'
import type { LayerName } from '../../network/network.ts'
import { type Experiment, LAYERS } from './build.ts'
import { evaluate } from './evaluate.ts'

export interface LossAfterTraining {
  /** Since the last update. */
  readonly elapsed_s: number
  /** `global`: every array's results are multiplied by its total conductance at the first of the ages over that now. */
  readonly compensation: 'none' | 'global'
  readonly gain_in: number
  readonly gain_rec: number
  readonly gain_out: number
  /** Mean over the patterns. */
  readonly mse: number
}

/**
 * @param trials trained so far
 * @param ages s since the last update, the first is that of the reference read
 */
export function lossAfterTraining(experiment: Experiment, trials: number, ages: readonly number[]): LossAfterTraining[] {
  const { spec, net, patterns } = experiment
  const { steps } = net.record
  const end = trials * (spec.crossbar.settle + steps * spec.task.dt)
  const totals = ages.map((age) => totalConductances(experiment, end + age))
  return ages.flatMap((elapsed_s, a) => {
    // Both conditions read with the same noise, and no two ages do.
    const clock = { start: end + elapsed_s, firstStep: (trials + a * patterns.length) * steps }
    const gain = (layer: LayerName) => totals[0]![layer] / totals[a]![layer]
    const layers = {
      in: compensated(net.layers.in, gain('in')),
      rec: compensated(net.layers.rec, gain('rec')),
      out: compensated(net.layers.out, gain('out')),
    }
    const mean = (errors: readonly number[]) => errors.reduce((sum, mse) => sum + mse, 0) / errors.length
    return [
      { elapsed_s, compensation: 'none', gain_in: 1, gain_rec: 1, gain_out: 1, mse: mean(evaluate(experiment, clock)) },
      {
        ...{ elapsed_s, compensation: 'global', gain_in: gain('in'), gain_rec: gain('rec'), gain_out: gain('out') },
        mse: mean(evaluate(experiment, clock, layers)),
      },
    ]
  })
}

/** Digital weights do not drift: theirs is 1. */
function totalConductances({ arrays }: Experiment, t: number): Record<LayerName, number> {
  const total = (layer: LayerName) => {
    const array = arrays[layer]
    return array.kind === 'crossbar' ? totalConductance(array, t) : 1
  }
  return Object.fromEntries(LAYERS.map((layer) => [layer, total(layer)])) as Record<LayerName, number>
}
