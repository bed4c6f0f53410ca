/** What turns a gradient into changes of an array, digital or on devices. A scheme knows no neurons. */
import type { Crossbar } from '../../crossbar/crossbar.ts'
import type { DigitalWeights } from '../../crossbar/digital.ts'
import { createPulseList, type PulseCounts, type PulseList, push, sendPulses, sensible } from '../../crossbar/pulse.ts'
import { refreshByRule } from '../../crossbar/refresh.ts'
import type { F32 } from '../../kernels/arena.ts'
import type { Rng } from '../../kernels/rng.ts'

export interface UpdateScheme {
  /**
   * Applies the change -rate dE/dW at time t, s. `gradient` is [rows][stride], uS-free: in units of weight.
   * Returns the pulses it took (none on digital weights).
   */
  apply(gradient: F32, rate: number, t: number): PulseCounts
}

export interface SchemeOptions {
  /** sign: gradients of at most this size are passed over. */
  readonly threshold: number
  /** stochastic: the change, in steps of the pair, that gets a pulse with certainty. */
  readonly prob_scale: number
  /** multi-memristor and update-ready: how a fractional number of pulses becomes a whole one. */
  readonly rounding: 'nearest' | 'stochastic'
  /** fp32 and accumulator: weights are kept in [-max_weight, max_weight]. */
  readonly max_weight: number
}

/** A scheme as the user finds it in a list, and how to bind it to an array. */
interface SchemeKind {
  readonly name: string
  readonly title: string
  readonly cite?: string
  /** Names of the options that it heeds. */
  readonly options: readonly (keyof SchemeOptions)[]
}

export interface DigitalScheme extends SchemeKind {
  readonly weights: 'digital'
  /** `step` is the weight change of one pulse of the device that the baseline imitates. */
  bind(array: DigitalWeights, options: SchemeOptions, step: number): UpdateScheme
}

export interface CrossbarScheme extends SchemeKind {
  readonly weights: 'crossbar'
  bind(array: Crossbar, options: SchemeOptions, rng: Rng): UpdateScheme
}

export const NO_PULSES: PulseCounts = { set: 0, reset: 0, refreshed: 0 }

/**
 * The common course of schemes that pulse: `choose` lists synapses and pulses, worn pairs among them are refreshed, then the
 * pulses are sent. The controller reads before it writes, for the drift law says nothing of devices just pulsed.
 */
export function pulsedUpdate(
  xbar: Crossbar,
  choose: (gradient: F32, rate: number, list: PulseList, t: number) => void,
): UpdateScheme {
  const list = createPulseList(xbar.arena, xbar.rows * xbar.stride)
  const worn = createPulseList(xbar.arena, xbar.rows * xbar.stride)
  return {
    apply(gradient, rate, t) {
      const counts = { set: 0, reset: 0, refreshed: 0 }
      list.n = 0
      choose(gradient, rate, list, t)
      refreshByRule(xbar, list, worn, t, counts)
      counts.set += sendPulses(xbar, list, t)
      return counts
    },
  }
}

/** Calls `visit(synapse)` for every synapse of the array, in order; absent self-connections and padding are left out. */
export function eachSynapse(xbar: Crossbar, visit: (synapse: number) => void): void {
  const { rows, cols, stride, selfless } = xbar
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < cols; c++) if (!selfless || c !== row) visit(row * stride + c)
  }
}

/** Moves whole steps from the accumulator to the list, truncating towards zero, and leaves the remainder. */
export function drain(xbar: Crossbar, chi: Float64Array, synapse: number, list: PulseList): void {
  const due = Math.trunc(chi[synapse]! / xbar.step)
  if (due === 0) return
  const pulses = sensible(xbar, due)
  chi[synapse] = chi[synapse]! - pulses * xbar.step
  push(list, synapse, pulses)
}
