/** Evaluates the trained network: samples are shown at any device time, without learning and without device changes. */

import type { WeightArray } from '../../crossbar/array.ts'
import { createRunner } from '../../network/network.ts'
import type { Split } from '../tasks/task.ts'
import type { Experiment } from './build.ts'
import { failureOf, hasFiniteState } from './failure.ts'
import { createStage, type Outcome } from './trial.ts'

export interface EvaluationClock {
  /** s, device time at which step 0 of every sample reads. */
  readonly start: number
  /** Number of step 0 of the first sample, which keys the read noise. The steps of each sample follow those of the previous one. */
  readonly firstStep: number
}

/**
 * The outcome of each sample of a split. If other arrays are given, such as compensated ones, the network reads those.
 * @param when prefix of a failure message
 * @throws RunFailure where a membrane or an output is not a number
 */
export function evaluate(
  experiment: Experiment,
  { start, firstStep }: EvaluationClock,
  split: Split = 'train',
  instead: Readonly<Record<string, WeightArray>> = experiment.arrays,
  when = '',
): Outcome[] {
  const { net, dataset, sampler, rule } = experiment
  const { steps, dt } = dataset
  const stage = createStage(net, createRunner(net, instead), rule, { kind: dataset.loss, window: dataset.window })
  return Array.from({ length: dataset.size[split] }, (_, i) => {
    const sample = sampler.show(split, i, 0)
    const clock = { start, dt, firstStep: firstStep + i * steps }
    const outcome = stage.show(sample, clock)
    if (!hasFiniteState(net)) throw failureOf(experiment, `${when}evaluation of ${split} sample ${i}`, sample, clock, instead)
    return outcome
  })
}
