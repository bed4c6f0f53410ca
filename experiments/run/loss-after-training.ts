/** The error of a trained network while its devices drift, with and without global drift compensation. */
import { compensated, totalConductance } from '../../crossbar/drift-compensation.ts'
import { mean } from '../../statistics/describe.ts'
import type { Experiment } from './build.ts'
import { deviceTime } from './clock.ts'
import { evaluate } from './evaluate.ts'

/** One row: the mean loss over the training samples, and the factor of each array as `gain_NAME`. */
export interface LossAfterTraining {
  /** s since the last update. */
  readonly elapsed_s: number
  /** `global`: each array's output is multiplied by its total conductance at the first age, divided by the present one. */
  readonly compensation: 'none' | 'global'
  readonly [gain: `gain_${string}`]: number
  readonly mse: number
}

/**
 * @param trials number of trials so far
 * @param ages s since the last update; the first is that of the reference read
 */
export function lossAfterTraining(experiment: Experiment, trials: number, ages: readonly number[]): LossAfterTraining[] {
  const { spec, dataset, arrays } = experiment
  const { steps } = dataset
  const end = deviceTime(spec, dataset).endOf(trials)
  const totals = ages.map((age) => totalConductances(experiment, end + age))
  return ages.flatMap((elapsed_s, a): LossAfterTraining[] => {
    // Both conditions use the same read noise; every age uses different noise.
    const clock = { start: end + elapsed_s, firstStep: (trials + a * dataset.size.train) * steps }
    const gains = Object.keys(arrays).map((name) => [name, totals[0]![name]! / totals[a]![name]!] as const)
    const instead = Object.fromEntries(gains.map(([name, gain]) => [name, compensated(arrays[name]!, gain)]))
    const columns = (value: (gain: number) => number) =>
      Object.fromEntries(gains.map(([name, gain]) => [`gain_${name}`, value(gain)]))
    const loss = (of = arrays as Readonly<Record<string, (typeof instead)[string]>>) =>
      mean(evaluate(experiment, clock, 'train', of).map((outcome) => outcome.loss))
    return [
      { elapsed_s, compensation: 'none', ...columns(() => 1), mse: loss() },
      { elapsed_s, compensation: 'global', ...columns((gain) => gain), mse: loss(instead) },
    ]
  })
}

/** Digital weights do not drift: their total is 1. */
function totalConductances({ arrays }: Experiment, t: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { crossbars }]) => {
      return [name, crossbars.length === 0 ? 1 : crossbars.reduce((sum, xbar) => sum + totalConductance(xbar, t), 0)]
    }),
  )
}
