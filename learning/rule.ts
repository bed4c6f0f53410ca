/** What a learning rule is to a trial: it sees every step with its error and knows no devices. */
import type { ReadTime } from '../crossbar/array.ts'
import type { F32 } from '../kernels/arena.ts'
import type { EventTrain } from '../network/events.ts'
import type { Direction } from './change.ts'

/** Order of calls: begin, observe for every step, end, any number of trials; then changes, and clear before the next. */
export interface LearningRule {
  begin(input: EventTrain): void
  /** After step k of the network; `error` [outputs] is dE/dy of this step. */
  observe(k: number, error: Float32Array): void
  /** `at` is when arrays that hold feedback weights are read: its draw index is that of the trial's step 0. */
  end(at: ReadTime): void
  /** dE/dW of each connection with an array, summed over the trials since `clear`. */
  changes(): Iterable<Direction>
  clear(): void
  /** dE/d(neuron constant) of a population, [size], summed likewise, where the rule was told to train them. */
  neurons?(population: string): NeuronGradient
}

/** Of the membrane's decay, the input's relative gain and the threshold. */
export interface NeuronGradient {
  readonly alpha: F32
  readonly gain: F32
  readonly theta: F32
}

/** Keeps the firing rate near a target: adds c (fbar_j - f*) mean_t e_ji to the gradients into neuron j. */
export interface RateRegularisation {
  readonly c: number
  /** f*, spikes a step. */
  readonly target: number
  /** `plain`: the mean of e (NEST, Bellec). `filtered`: of its kappa-filtered trace (the published PCM code). */
  readonly eligibility: 'plain' | 'filtered'
}

export interface RuleOptions {
  readonly regularisation: RateRegularisation
  /** Steps by which the input's trace leads the membrane: 0, or 1 as in the published PCM code. */
  readonly inputLead: 0 | 1
  /** Ways that the error takes to the spiking populations. */
  readonly paths: readonly ErrorPath[]
  /** Whether gradients of neuron constants are wanted. */
  readonly trainNeurons?: boolean
}

/** One way of the error, backwards along a connection or straight from the readout: L_i += gain sum_j B_ij R_j(t + delay). */
export interface ErrorPath {
  /** The spiking population that it reaches, and where it comes from. */
  readonly to: string
  readonly from: string
  readonly delay: number
  /** Gain of the population in which the connection ends. */
  readonly gain: number
  /** B in digital memory as [size of from][stride of to]; absent: it is somewhere else, and only `bring` knows. */
  readonly matrix?: F32
  /** out[i] += gain sum_j B_ij r[j]. `r` [stride of from] */
  bring(r: F32, at: ReadTime, out: F32): void
}
