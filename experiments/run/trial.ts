/** One trial: the network runs through a sample, the learning rule records, device time advances. */
import { type LossKind, negativeLogProbability, softmax } from '../../learning/loss.ts'
import type { LearningRule } from '../../learning/rule.ts'
import type { Network, Runner } from '../../network/network.ts'
import type { Sample } from '../tasks/task.ts'

export interface TrialClock {
  /** s, device time at which step 0 reads. */
  readonly start: number
  readonly dt: number
  /** Number of step 0 among all steps of the experiment, which keys the read noise. */
  readonly firstStep: number
}

/** The result of a trial. */
export interface Outcome {
  /** mse: mean squared error over steps and outputs. Otherwise the loss itself. */
  readonly loss: number
  /** Class with the largest mean readout in the window, if samples have labels. */
  readonly predicted?: number
  /** The true class. */
  readonly label?: number
}

export interface Objective {
  readonly kind: LossKind
  readonly window: readonly [from: number, to: number]
}

/** Runs trials of one network; its buffers are allocated once. */
export interface Stage {
  /** Shows a sample and lets the rule learn; afterwards the rule's changes contain the trial's gradient. */
  learn(sample: Sample, clock: TrialClock): Outcome
  /** Shows a sample without learning. */
  show(sample: Sample, clock: TrialClock): Outcome
}

export function createStage(net: Network, runner: Runner, rule: LearningRule, objective: Objective): Stage {
  const { steps, readout } = net
  const error = new Float32Array(readout.size)
  const measure = objective.kind === 'mse' ? squaredError(net, error) : crossEntropy(net, objective, error)

  function run(sample: Sample, { start, dt, firstStep }: TrialClock, observe?: LearningRule['observe']): Outcome {
    runner.begin(sample.input)
    measure.begin(sample)
    for (let k = 0; k < steps; k++) {
      runner.step(k, start + k * dt, firstStep + k)
      measure.step(k)
      if (!measure.late) observe?.(k, error)
    }
    const outcome = measure.end()
    if (measure.late && observe) {
      for (let k = 0; k < steps; k++) {
        measure.late(k)
        observe(k, error)
      }
    }
    return outcome
  }

  return {
    learn(sample, clock) {
      rule.begin(sample.input)
      const outcome = run(sample, clock, rule.observe)
      rule.end({ t: clock.start + steps * clock.dt, drawIndex: clock.firstStep, gain: 1 })
      return outcome
    },
    show: (sample, clock) => run(sample, clock),
  }
}

/** Computes the error of a step from the readout into the buffer `error`. */
interface Measure {
  begin(sample: Sample): void
  step(k: number): void
  end(): Outcome
  /** The error of step k, if it is known only after the trial. */
  late?(k: number): void
}

function squaredError({ steps, readout }: Network, error: Float32Array): Measure {
  const { size, state } = readout
  let target: Float32Array
  let sum = 0
  return {
    begin(sample) {
      target = sample.target!
      sum = 0
    },
    step(k) {
      for (let o = 0; o < size; o++) {
        error[o] = state.y[o]! - target[k * size + o]!
        sum += error[o]! * error[o]!
      }
    },
    end: () => ({ loss: sum / (steps * size) }),
  }
}

function crossEntropy({ readout }: Network, { kind, window: [from, to] }: Objective, error: Float32Array): Measure {
  const { size, state } = readout
  const p = new Float64Array(size)
  const mean = new Float64Array(size)
  const ofMean = kind === 'cross-entropy-of-mean'
  let label = 0
  let sum = 0
  return {
    begin(sample) {
      label = sample.label!
      sum = 0
      mean.fill(0)
    },
    step(k) {
      error.fill(0)
      if (k < from || k >= to) return
      for (let o = 0; o < size; o++) mean[o] = mean[o]! + state.y[o]! / (to - from)
      if (ofMean) return
      softmax(state.y, size, p)
      sum += negativeLogProbability(p[label]!)
      for (let o = 0; o < size; o++) error[o] = p[o]! - (o === label ? 1 : 0)
    },
    end() {
      if (ofMean) {
        softmax(mean, size, p)
        sum = negativeLogProbability(p[label]!)
      }
      let predicted = 0
      for (let o = 1; o < size; o++) if (mean[o]! > mean[predicted]!) predicted = o
      return { loss: sum, predicted, label }
    },
    ...(ofMean
      ? {
          late(k: number) {
            const inside = k >= from && k < to
            for (let o = 0; o < size; o++) error[o] = inside ? (p[o]! - (o === label ? 1 : 0)) / (to - from) : 0
          },
        }
      : {}),
  }
}
