/** One trial: the network runs through a pattern, the learning rule watches, time passes. */
import type { LearningRule, TrialInput } from '../../learning/rule.ts'
import { type Network, rest, step, type TrialRecord } from '../../network/network.ts'

export interface Pattern {
  readonly input: TrialInput
  /** [steps][outputs] */
  readonly target: Float32Array
}

/** What the recurrent neurons did in a trial. */
export interface Activity {
  /** Step and neuron of each spike, in time. */
  readonly spikes: readonly (readonly [step: number, neuron: number])[]
  /** Membrane of the MEMBRANES neurons, [steps]. */
  readonly membranes: readonly { readonly neuron: number; readonly v: Float32Array }[]
}

export interface TrialClock {
  /** s, device time at which step 0 reads. */
  readonly start: number
  readonly dt: number
  /** Number of step 0 among all the steps of the experiment: what read noise is drawn by. */
  readonly firstStep: number
}

/** Enough to look at. */
const MEMBRANES = 3

/** A copy of what a record holds: all spikes, and the membranes of the first neurons that spiked (or of the first, if none did). */
export function activityOf({ steps, spikes, v }: TrialRecord): Activity {
  const all = Array.from({ length: steps }, (_, k) =>
    Array.from(spikes.ids.subarray(spikes.offsets[k], spikes.offsets[k + 1]), (neuron) => [k, neuron] as const),
  ).flat()
  const active = new Set(all.map(([, neuron]) => neuron))
  const silent = Array.from({ length: spikes.rows }, (_, neuron) => neuron).filter((neuron) => !active.has(neuron))
  const chosen = [...[...active].sort((a, b) => a - b), ...silent].slice(0, MEMBRANES).sort((a, b) => a - b)
  const stride = v ? v.length / steps : 0
  const membranes = chosen.map((neuron) => ({
    neuron,
    v: Float32Array.from({ length: v ? steps : 0 }, (_, k) => v![k * stride + neuron]!),
  }))
  return { spikes: all, membranes }
}

/** Runs a trial and returns its mean squared error over steps and outputs. The rule's gradient is ready afterwards. */
export function runTrial(net: Network, rule: LearningRule, pattern: Pattern, clock: TrialClock): number {
  rule.begin(pattern.input)
  const mse = present(net, pattern, clock, rule.observe)
  rule.end()
  return mse
}

/** Shows the network a pattern, from rest, and returns the mean squared error. `observe` sees every step with its error. */
export function present(
  net: Network,
  { input, target }: Pattern,
  { start, dt, firstStep }: TrialClock,
  observe?: LearningRule['observe'],
): number {
  const { outputs, record, state } = net
  const error = new Float32Array(outputs)
  let sum = 0
  rest(net)
  for (let k = 0; k < record.steps; k++) {
    step(net, input.spikes, k, start + k * dt, firstStep + k)
    for (let o = 0; o < outputs; o++) {
      error[o] = state.y[o]! - target[k * outputs + o]!
      sum += error[o]! * error[o]!
    }
    observe?.(k, error)
  }
  return sum / (record.steps * outputs)
}
