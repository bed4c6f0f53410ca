/** The interface of a learning rule: it receives every step of a trial with its error and does not depend on devices. */
import type { ReadTime } from '../crossbar/array.ts'
import type { F32 } from '../kernels/arena.ts'
import type { EventTrain } from '../network/events.ts'
import type { Direction } from './change.ts'

/** Order of calls: begin, observe for every step, end, for any number of trials; then changes, and clear before the next trial. */
export interface LearningRule {
  begin(input: EventTrain): void
  /** Call this after step k of the network; `error` [outputs] is dE/dy of this step. */
  observe(k: number, error: Float32Array): void
  /** `at` is the time of reads of arrays with feedback weights; its draw index is that of step 0 of the trial. */
  end(at: ReadTime): void
  /** dE/dW of each connection with an array, summed over the trials since `clear`. */
  changes(): Iterable<Direction>
  clear(): void
  /** dE/d(neuron constant) of a population, [size], summed likewise; absent if the rule does not train them. */
  neurons?(population: string): NeuronGradient
}

/** Gradient of the membrane decay (alpha), the relative gain of the input (gain) and the threshold (theta). */
export interface NeuronGradient {
  readonly alpha: F32
  readonly gain: F32
  readonly theta: F32
}

/** Keeps the firing rate near a target: adds c (fbar_j - f*) mean_t e_ji to the gradients into neuron j. */
export interface RateRegularisation {
  readonly c: number
  /** f*, spikes per step. */
  readonly target: number
  /** `plain`: the mean of e (NEST, Bellec). `filtered`: the mean of its kappa-filtered trace (the published PCM code). */
  readonly eligibility: 'plain' | 'filtered'
}

export interface RuleOptions {
  readonly regularisation: RateRegularisation
  /** Steps by which the trace of the input leads the membrane: 0, or 1 as in the published PCM code. */
  readonly inputLead: 0 | 1
  /** Paths of the error to the spiking populations. */
  readonly paths: readonly ErrorPath[]
  /** Whether to compute gradients of neuron constants. */
  readonly trainNeurons?: boolean
}

/** One path of the error, backwards along a connection or directly from the readout: L_i += gain sum_j B_ij R_j(t + delay). */
export interface ErrorPath {
  /** Its target, a spiking population (`to`), and its origin (`from`). */
  readonly to: string
  readonly from: string
  /** Delay of the connection, in steps: a rule that works step by step applies the signal of step k to the eligibility of step k - delay. */
  readonly delay: number
  /** Gain of the target population of the connection. */
  readonly gain: number
  /** B without the gain, in digital memory as [size of from][stride of to]; absent: B is diagonal or stored elsewhere, use `bring`. */
  readonly matrix?: F32
  /** out[i] += gain sum_j B_ij r[j], wherever B is stored. `r` [stride of from]. `at` is the time of reads of devices. */
  bring(r: F32, at: ReadTime, out: F32): void
}
