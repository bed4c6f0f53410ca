/** What a pool's worker does: one run, from a resolved spec to its summary. */
import { type LossAfterTraining, lossAfterTraining } from './loss-after-training.ts'
import { type RunOptions, runExperiment } from './run.ts'
import { identity } from './spec/identity.ts'
import type { Spec } from './spec/schema.ts'
import { type Summary, summarize } from './summary.ts'
import { readTargets } from './task/pattern-generation.ts'

/** A run is given up after `epoch` if it does worse than this there; its summary then says that it is not complete. */
export interface GiveUp {
  readonly epoch: number
  readonly mse: number
  readonly rate_hz: number
}

export interface Job {
  readonly spec: Spec
  readonly giveUp?: GiveUp
}

export async function work({ spec, giveUp }: Job): Promise<Summary> {
  const targets = readTargets(spec.task)
  const options = giveUp ? givingUp(giveUp) : {}
  return summarize(spec, identity(spec, targets.files), await runExperiment(spec, targets, options))
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

export interface TrainingJob {
  readonly spec: Spec
  readonly ages?: readonly number[]
}

/** A training, and how the network does at `ages` after it. */
export async function train({ spec, ages }: TrainingJob): Promise<{ summary: Summary; afterwards?: LossAfterTraining[] }> {
  const targets = readTargets(spec.task)
  const result = await runExperiment(spec, targets)
  const summary = summarize(spec, identity(spec, targets.files), result)
  if (!ages) return { summary }
  return { summary, afterwards: lossAfterTraining(result.experiment, result.epochs.length * targets.count, ages) }
}
