/** The jobs of a pool worker: one run, from a resolved spec to its summary. */

import { InputError } from '../../input/input-error.ts'
import type { Spec } from '../config/schema.ts'
import { loadRun } from '../disk/run-spec.ts'
import { RunFailure } from '../run/failure.ts'
import { type LossAfterTraining, lossAfterTraining } from '../run/loss-after-training.ts'
import type { RunOptions, RunResult } from '../run/run.ts'
import { type Summary, summarize } from '../run/summary.ts'
import { transferred } from '../state/transfer.ts'
import { metricsOf } from '../tasks/metric.ts'
import type { Dataset } from '../tasks/task.ts'

/** A run stops after `epoch` if it is worse than this there; its summary then says that it is not complete. */
export interface GiveUp {
  readonly epoch: number
  /** Limit of the first metric. */
  readonly worst: number
  readonly rate_hz: number
}

export interface Job {
  readonly spec: Spec
  readonly giveUp?: GiveUp
  /** The spec's own file: relative names are searched beside it. */
  readonly base?: string
  /** A run whose values stop being numbers counts as stopped early: its summary says that it is not complete. Default: if it may give up. */
  readonly mayFail?: boolean
}

/** What a worker answers. The class of an error does not pass between threads, so the two that users see are told by name. */
export type Answer<Result> =
  | { readonly result: Result }
  | { readonly error: 'InputError' | 'RunFailure'; readonly message: string }

export const summarizeJob = answering(async (job: Job): Promise<Summary> => (await simulate(job)).summary)

function answering<T, Result>(perform: (job: T) => Promise<Result>): (job: T) => Promise<Answer<Result>> {
  return async (job) => {
    try {
      return { result: await perform(job) }
    } catch (error) {
      if (error instanceof InputError || error instanceof RunFailure) return { error: error.name, message: error.message }
      throw error
    }
  }
}

/** A run with its full result, for callers that need more than the summary. */
export async function simulate({
  spec,
  giveUp,
  base,
  mayFail = giveUp !== undefined,
}: Job): Promise<{ summary: Summary; result: RunResult }> {
  const { id, dataset, run } = await loadRun(spec, base)
  const result = await run(giveUp ? givingUp(giveUp, dataset) : {}).catch((error) => {
    if (mayFail && error instanceof RunFailure && error.result) return error.result
    throw error
  })
  return { summary: summarize(spec, id, result), result }
}

function givingUp({ epoch: last, worst, rate_hz: highest }: GiveUp, { loss, size }: Dataset): RunOptions {
  const [metric] = metricsOf(loss, size.test > 0)
  const abort = new AbortController()
  return {
    signal: abort.signal,
    onEpoch({ epoch, results, rate_hz }) {
      const value = results[metric!.name] ?? Number.NaN
      const hopeful = metric!.better === 'lower' ? value <= worst : value >= worst
      // Written so that NaN stops the run as well.
      if (epoch === last && !(hopeful && rate_hz <= highest)) abort.abort()
    },
  }
}

export interface TrainingJob extends Job {
  readonly ages?: readonly number[]
  readonly elsewhere?: readonly Spec[]
}

export interface Trained {
  readonly summary: Summary
  readonly afterwards?: readonly LossAfterTraining[]
  /** Of runs of `elsewhere` that start from the trained devices, in their order. */
  readonly transfers?: readonly Summary[]
}

/** A training, and the network's results at `ages` after it and in other circuits. */
export const train = answering(async ({ ages, elsewhere, ...job }: TrainingJob): Promise<Trained> => {
  const { summary, result } = await simulate(job)
  const { experiment, epochs } = result
  const transfers: Summary[] = []
  for (const spec of elsewhere ?? []) transfers.push(await transferred(result, spec))
  const trials = epochs.length * experiment.dataset.size.train
  return {
    summary,
    ...(ages ? { afterwards: lossAfterTraining(experiment, trials, ages) } : {}),
    ...(elsewhere ? { transfers } : {}),
  }
})
