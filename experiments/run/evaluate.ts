/** The trained network at work: samples are shown at any device time, nothing is learned and no device changes. */

import type { WeightArray } from '../../crossbar/array.ts'
import { createRunner } from '../../network/network.ts'
import type { Split } from '../tasks/task.ts'
import type { Experiment } from './build.ts'
import { failureOf, isNumber } from './failure.ts'
import { createStage, type Outcome } from './trial.ts'

export interface EvaluationClock {
  /** s, device time at which step 0 of every sample reads. */
  readonly start: number
  /** Number of the first sample's step 0: what read noise is drawn by. Each sample's steps follow those of the one before. */
  readonly firstStep: number
}

/**
 * What each sample of a split comes to. With arrays of its own, such as compensated ones, the network reads those instead.
 * @param when begins the message of a failure
 * @throws RunFailure where a membrane or an output becomes no number
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
    if (!isNumber(net)) throw failureOf(experiment, `${when}evaluation of ${split} sample ${i}`, sample, clock, instead)
    return outcome
  })
}
