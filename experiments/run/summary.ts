/** The few numbers a run comes down to. */

import type { Spec } from '../config/schema.ts'
import type { Epoch, RunResult } from './run.ts'

/** Epochs the final error is averaged over. */
const LAST = 50
/** The paper's mark of success. */
const GOOD = 0.1

export interface Summary {
  readonly run_id: string
  readonly spec_hash: string
  readonly seed: number
  readonly update: string
  /** Model of the devices; for the accumulator the one whose step it takes; null where there is none. */
  readonly device: string | null
  readonly epochs: number
  readonly completed: boolean
  /** Mean over the last 50 epochs (all, if there are fewer) of the epoch's MSE. */
  readonly mse_last50_mean: number
  readonly mse_best: number
  /** First epoch with an MSE below 0.1; null if there was none. */
  readonly epoch_below_0_1: number | null
  /** Mean firing rate in the last 50 epochs. */
  readonly rate_hz: number
  readonly set_pulses: number
  readonly reset_pulses: number
  readonly refreshed_pairs: number
  /** Highest lifetime count of one device. */
  readonly set_max: number
  readonly reset_max: number
  /** Device time at the end, s. */
  readonly t_device_s: number
}

export function summarize(spec: Spec, { run_id, spec_hash }: { run_id: string; spec_hash: string }, result: RunResult): Summary {
  const { epochs, experiment, completed } = result
  const last = epochs.slice(-LAST)
  const mean = (of: (epoch: Epoch) => number) => last.reduce((sum, epoch) => sum + of(epoch), 0) / last.length
  const total = (kind: 'set' | 'reset' | 'refreshed') =>
    epochs.reduce((sum, { pulses }) => sum + pulses.reduce((inner, layer) => inner + layer[kind], 0), 0)
  const most = { set: 0, reset: 0 }
  for (const array of Object.values(experiment.arrays)) {
    if (array.kind !== 'crossbar') continue
    const { set_count, reset_count } = array.bank.columns
    most.set = set_count.reduce((a, b) => Math.max(a, b), most.set)
    most.reset = reset_count.reduce((a, b) => Math.max(a, b), most.reset)
  }
  const trialTime = spec.crossbar.settle + experiment.net.record.steps * spec.task.dt
  return {
    run_id,
    spec_hash,
    seed: spec.seed,
    update: spec.update.kind,
    device: spec.update.kind === 'fp32' ? null : spec.device.model,
    epochs: epochs.length,
    completed,
    mse_last50_mean: mean((epoch) => epoch.mse),
    mse_best: epochs.reduce((best, { mse }) => Math.min(best, mse), Number.POSITIVE_INFINITY),
    epoch_below_0_1: epochs.find(({ mse }) => mse < GOOD)?.epoch ?? null,
    rate_hz: mean((epoch) => epoch.rate_hz),
    set_pulses: total('set'),
    reset_pulses: total('reset'),
    refreshed_pairs: total('refreshed'),
    set_max: most.set,
    reset_max: most.reset,
    t_device_s: Number((epochs.length * experiment.patterns.length * trialTime).toPrecision(12)),
  }
}
