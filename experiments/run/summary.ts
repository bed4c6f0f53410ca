/** The summary of a run in a few numbers. */

import type { Spec } from '../config/schema.ts'
import { type Metric, metricsOf } from '../tasks/metric.ts'
import { deviceTime } from './clock.ts'
import { perUse, spent } from './cost.ts'
import type { Epoch, RunResult } from './run.ts'
import { calibrationPulses, enduranceUsed, updatesUntilWorn } from './worn.ts'

/** Number of last epochs that the final result averages. */
const LAST = 50

export interface Summary {
  readonly run_id: string
  readonly spec_hash: string
  readonly seed: number
  readonly update: string
  /** Model of the devices; for the accumulator, the one whose step it uses; null without devices. */
  readonly device: string | null
  readonly epochs: number
  readonly completed: boolean
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
  /** Gradual depression pulses, and the largest lifetime count of one device. */
  readonly depress_pulses: number
  readonly depress_max: number
  /**
   * Results by the task's metrics. mse: `mse_last50_mean` over the last 50 epochs (all, if there are fewer), `mse_best`, and
   * `epoch_below_0_1`, null if no epoch was. Others: the last measured value under the metric's name, and the best, `NAME_best`.
   */
  readonly [result: string]: string | number | boolean | null
}

/** @throws RangeError where the run has no such number */
export function resultOf(summary: Summary, name: string): number {
  const value = summary[name]
  if (typeof value === 'number') return value
  throw new RangeError(`run ${summary.run_id} has no number "${name}"`)
}

export function summarize(spec: Spec, { run_id, spec_hash }: { run_id: string; spec_hash: string }, result: RunResult): Summary {
  const { epochs, experiment, completed } = result
  const { dataset } = experiment
  const last = epochs.slice(-LAST)
  const total = (kind: 'set' | 'depress' | 'reset' | 'refreshed') =>
    epochs.reduce((sum, { pulses }) => sum + pulses.reduce((inner, array) => inner + array[kind], 0), 0)
  const most = { set: 0, reset: 0, depress: 0 }
  for (const { crossbars } of Object.values(experiment.arrays)) {
    for (const { bank } of crossbars) {
      const { set_count, reset_count, depress_count } = bank.columns
      most.set = set_count.reduce((a, b) => Math.max(a, b), most.set)
      most.reset = reset_count.reduce((a, b) => Math.max(a, b), most.reset)
      most.depress = depress_count.reduce((a, b) => Math.max(a, b), most.depress)
    }
  }
  const metrics = metricsOf(dataset.loss, dataset.size.test > 0)
  return {
    run_id,
    spec_hash,
    seed: spec.seed,
    update: spec.update.kind,
    device: spec.update.kind === 'fp32' ? null : spec.device.model,
    epochs: epochs.length,
    completed,
    ...Object.assign({}, ...metrics.map((metric) => (metric.name === 'mse' ? errorOver(epochs) : lastAndBest(epochs, metric)))),
    rate_hz: last.reduce((sum, { rate_hz }) => sum + rate_hz, 0) / last.length,
    set_pulses: total('set'),
    reset_pulses: total('reset'),
    refreshed_pairs: total('refreshed'),
    set_max: most.set,
    reset_max: most.reset,
    t_device_s: Number(
      deviceTime(spec, dataset)
        .endOf(epochs.length * dataset.size.train)
        .toPrecision(12),
    ),
    depress_pulses: total('depress'),
    depress_max: most.depress,
    ...calibrationPulses(experiment),
    ...triggeredShare(epochs),
    ...spent(experiment),
    ...costOfUse(result),
  }
}

/** Share of the errors of the readout that changed weights, if the update scheme chooses among them. */
function triggeredShare(epochs: readonly Epoch[]): { triggered_share?: number } {
  const counts = epochs.flatMap(({ triggered }) => (triggered ? [triggered] : []))
  if (counts.length === 0) return {}
  const [errors, kept] = [counts.reduce((sum, of) => sum + of.errors, 0), counts.reduce((sum, of) => sum + of.kept, 0)]
  return { triggered_share: errors > 0 ? kept / errors : 0 }
}

/** Costs of a trial, an update and a correct classification, and lifetime of the devices, if the spec asks for costs. */
function costOfUse({ experiment, epochs, inference }: RunResult): Record<string, number | string | null> {
  const worn = updatesUntilWorn(experiment, epochs.length)
  const costs = epochs.flatMap(({ spent: of }) => (of ? [of] : []))
  return {
    ...(costs.length > 0 ? perUse(experiment.spec, experiment.dataset, costs) : {}),
    ...(inference ? { energy_per_correct_j: inference.correct > 0 ? inference.energy_j / inference.correct : null } : {}),
    ...enduranceUsed(experiment),
    ...(worn === undefined ? {} : { updates_until_worn: worn }),
  }
}

/** For pattern generation, whose error fluctuates from epoch to epoch. */
function errorOver(epochs: readonly Epoch[]): Record<string, number | null> {
  const errors = epochs.map(({ results }) => results.mse!)
  const last = errors.slice(-LAST)
  const first = errors.findIndex((mse) => mse < 0.1)
  return {
    mse_last50_mean: last.reduce((sum, mse) => sum + mse, 0) / last.length,
    mse_best: errors.reduce((best, mse) => Math.min(best, mse), Number.POSITIVE_INFINITY),
    epoch_below_0_1: first < 0 ? null : epochs[first]!.epoch,
  }
}

function lastAndBest(epochs: readonly Epoch[], { name, better }: Metric): Record<string, number | null> {
  const values = epochs.flatMap(({ results }) => (typeof results[name] === 'number' ? [results[name]] : []))
  const best = better === 'lower' ? Math.min(...values) : Math.max(...values)
  return { [name]: values.at(-1) ?? null, [`${name}_best`]: values.length > 0 ? best : null }
}
