/** What a pool's worker does: one run, from a resolved spec to its summary. */

import { identity } from '../config/identity.ts'
import type { Spec } from '../config/schema.ts'
import { type LossAfterTraining, lossAfterTraining } from '../run/loss-after-training.ts'
import { type RunOptions, type RunResult, runExperiment } from '../run/run.ts'
import { type Summary, summarize } from '../run/summary.ts'
import { readTargets } from '../tasks/pattern-generation.ts'

/** A run is given up after `epoch` if it does worse than this there; its summary then says that it is not complete. */
export interface GiveUp {
  readonly epoch: number
  readonly mse: number
  readonly rate_hz: number
}

export interface Job {
  readonly spec: Spec
  readonly giveUp?: GiveUp
  /** The file the spec was written in: relative names are looked for beside it. */
  readonly base?: string
}

export async function work(job: Job): Promise<Summary> {
  return (await simulate(job)).summary
}

/** A run with all that it gives, for those that want more than the summary. */
export async function simulate({ spec, giveUp, base }: Job): Promise<{ summary: Summary; result: RunResult }> {
  const targets = readTargets(spec.task, base)
  const result = await runExperiment(spec, targets, giveUp ? givingUp(giveUp) : {})
  return { summary: summarize(spec, identity(spec, targets.files), result), result }
}

function givingUp({ epoch: last, mse: worst, rate_hz: highest }: GiveUp): RunOptions {
  const abort = new AbortController()
  return {
    signal: abort.signal,
    onEpoch({ epoch, mse, rate_hz }) {
      // Written so that NaN gives up as well.
      if (epoch === last && !(mse <= worst && rate_hz <= highest)) abort.abort()
    },
  }
}

export interface TrainingJob extends Job {
  readonly ages?: readonly number[]
}

/** A training, and how the network does at `ages` after it. */
export async function train({ ages, ...job }: TrainingJob): Promise<{ summary: Summary; afterwards?: LossAfterTraining[] }> {
  const { summary, result } = await simulate(job)
  if (!ages) return { summary }
  const { experiment, epochs } = result
  return { summary, afterwards: lossAfterTraining(experiment, epochs.length * experiment.patterns.length, ages) }
}
