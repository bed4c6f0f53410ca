/** The trained network at work: patterns are shown at any device time, nothing is learned and no device changes. */
import type { Experiment } from './build.ts'
import { present } from './trial.ts'

export interface EvaluationClock {
  /** s, device time at which step 0 of every pattern reads. */
  readonly start: number
  /** Number of the first pattern's step 0: what read noise is drawn by. Each pattern's steps follow those of the one before. */
  readonly firstStep: number
}

/** Mean squared error of each pattern. With layers of its own, such as compensated ones, the network reads those instead. */
export function evaluate(
  { net, patterns, spec }: Experiment,
  { start, firstStep }: EvaluationClock,
  layers = net.layers,
): number[] {
  const view = { ...net, layers }
  const { steps } = net.record
  return patterns.map((pattern, p) => present(view, pattern, { start, dt: spec.task.dt, firstStep: firstStep + p * steps }))
}
