/** CPU time of an experiment's epochs, without building it. */

import { loadRun } from '../experiments/disk/run-spec.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import type { Experiment } from '../experiments/run/build.ts'

export interface TrialCpu {
  /** CPU ms of the process per trial, one number per epoch; the first epoch, which includes building, is left out. */
  readonly ms: readonly number[]
  /** Mean firing rate over the same epochs. */
  readonly rate_hz: number
  readonly experiment: Experiment
}

/** Runs for `seconds`, but at least `epochs` epochs after the first. Assignments as for `--set`. */
export async function trialCpu(assignments: readonly string[], epochs: number, seconds = 0): Promise<TrialCpu> {
  const spec = await loadSpec(undefined, [...assignments, 'training.epochs=1000000'])
  const { dataset, run } = await loadRun(spec)
  const ms: number[] = []
  let rate = 0
  let before: NodeJS.CpuUsage | undefined
  const enough = new AbortController()
  const end = performance.now() + 1000 * seconds
  const onEpoch = ({ rate_hz }: { rate_hz: number }) => {
    if (before) {
      const { user, system } = process.cpuUsage(before)
      ms.push((user + system) / 1000 / dataset.size.train)
      rate += rate_hz
      if (ms.length >= epochs && performance.now() >= end) enough.abort()
    }
    before = process.cpuUsage()
  }
  const { experiment } = await run({ onEpoch, signal: enough.signal })
  return { ms, rate_hz: rate / ms.length, experiment }
}
