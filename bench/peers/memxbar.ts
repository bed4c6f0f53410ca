/** memxbar's side of the comparison, in this process. */

import type { Spec } from '../../experiments/config/schema.ts'
import { loadRun } from '../../experiments/disk/run-spec.ts'
import { median } from '../../statistics/describe.ts'

/**
 * CPU ms of the process per trial (its compiler and garbage collector included) and the firing rate, Hz: medians over `epochs`. The first
 * epoch is not counted: it includes building the experiment.
 */
export async function memxbarTrials(spec: Spec, epochs: number): Promise<{ ms: number; hz: number }> {
  const { dataset, run } = await loadRun({ ...spec, training: { ...spec.training, epochs: epochs + 1 } })
  const ms: number[] = []
  const hz: number[] = []
  let before: NodeJS.CpuUsage | undefined
  const onEpoch = ({ rate_hz }: { rate_hz: number }) => {
    if (before) {
      const { user, system } = process.cpuUsage(before)
      ms.push((user + system) / 1000 / dataset.size.train)
      hz.push(rate_hz)
    }
    before = process.cpuUsage()
  }
  await run({ onEpoch })
  return { ms: median(ms), hz: median(hz) }
}
