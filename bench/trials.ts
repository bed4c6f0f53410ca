/** CPU time of whole trials: the forward pass, the gradient and the update, in one process. */
import { runExperiment } from '../experiments/run.ts'
import { loadSpec } from '../experiments/spec/load.ts'
import { readTargets } from '../experiments/task/pattern-generation.ts'

export interface TrialTime {
  readonly trial: string
  /** Minimum and median over repetitions of the process's CPU time a trial. */
  readonly cpu_ms_min: number
  readonly cpu_ms_median: number
  readonly rate_hz: number
}

const CASES: readonly (readonly [name: string, epochs: number, assignments: readonly string[]])[] = [
  ['100-100-1, mixed precision on PCM', 10, ['update.kind=mixed-precision']],
  ['100-100-1, mixed precision on PCM, online', 4, ['update.kind=mixed-precision', 'learning.mode=online']],
  ['100-100-1, fp32', 20, ['update.kind=fp32']],
  ['100-1000-1, mixed precision on PCM', 1, ['update.kind=mixed-precision', 'network.neurons=1000']],
  ['100-1000-1, fp32', 2, ['update.kind=fp32', 'network.neurons=1000']],
]

export async function trialTimes(repetitions: number): Promise<TrialTime[]> {
  const times: TrialTime[] = []
  for (const [trial, epochs, assignments] of CASES) {
    const spec = await loadSpec(undefined, [...assignments, `training.epochs=${epochs}`])
    const targets = readTargets(spec.task)
    const ms: number[] = []
    let rate = 0
    // The first repetition warms the code up and is not counted.
    for (let i = 0; i <= repetitions; i++) {
      // From the end of the first epoch, whose beginning includes building the experiment.
      let before: NodeJS.CpuUsage | undefined
      let spent = { user: 0, system: 0 }
      let counted = 0
      const onEpoch = ({ rate_hz }: { rate_hz: number }) => {
        if (before) {
          spent = process.cpuUsage(before)
          counted++
        } else before = process.cpuUsage()
        rate = rate_hz
      }
      await runExperiment({ ...spec, training: { ...spec.training, epochs: epochs + 1 } }, targets, { onEpoch })
      if (i > 0) ms.push((spent.user + spent.system) / 1000 / (counted * targets.count))
    }
    ms.sort((a, b) => a - b)
    times.push({ trial, cpu_ms_min: ms[0]!, cpu_ms_median: ms[ms.length >> 1]!, rate_hz: rate })
  }
  return times
}
