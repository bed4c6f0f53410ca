/** What a learning rule is to a trial: it sees every step with its error and ends with a gradient for each layer. */
import type { F32 } from '../kernels/arena.ts'
import type { LayerName } from '../network/network.ts'
import type { SpikesByRow, SpikeTrain } from '../network/spikes.ts'

/** A trial's input, by time and by row. */
export interface TrialInput {
  readonly spikes: SpikeTrain
  readonly byRow: SpikesByRow
}

/** A rule that knows no devices. Order of calls: begin, observe for every step, end, then gradient. */
export interface LearningRule {
  begin(input: TrialInput): void
  /** After step k of the network; `error` [outputs] is y - target. */
  observe(k: number, error: Float32Array): void
  end(): void
  /** dE/dW of the last trial, E = 1/2 sum err^2 + regularisation, [rows][stride]; valid until the next `end`. */
  gradient(layer: LayerName): F32
}

/** Keeps the firing rate near a target: adds c (fbar_j - f*) mean_t e_ji to the gradients into neuron j. */
export interface RateRegularisation {
  readonly c: number
  /** f*, spikes a step. */
  readonly target: number
  /** `plain`: the mean of e (NEST, Bellec). `filtered`: of its kappa-filtered trace (the published PCM code). */
  readonly eligibility: 'plain' | 'filtered'
}

export interface EpropOptions {
  readonly regularisation: RateRegularisation
  /** Steps by which the input's trace leads the membrane: 0, or 1 as in the published PCM code. */
  readonly inputLead: 0 | 1
  /** Feedback weights, [outputs][network stride]; read at the end of a trial (adjoint) or at every step (online). */
  readonly feedback: F32
}
