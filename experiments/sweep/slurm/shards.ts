/** Chooses the number of runs per shard: enough to make a task worthwhile on the cluster, few enough to lose little with a node. */
import { estimateSweep } from '../estimate.ts'
import { existingManifest, type Manifest } from '../manifest.ts'
import { planSweep } from '../plan.ts'

export interface ShardSize {
  /** Target duration of a shard; a trial run measures how many runs that is. */
  readonly minutes: number
  /** Number of runs, instead of a trial. */
  readonly runs?: number
}

/**
 * The plan of a sweep for a cluster. A sweep whose folder exists keeps its shards.
 * @throws InputError as planSweep
 */
export async function planShards(
  file: string,
  dir: string,
  { minutes, runs }: ShardSize,
  set: readonly string[] = [],
): Promise<Manifest> {
  const begun = existingManifest(dir)
  if (runs !== undefined) return planSweep(file, { runsPerShard: runs, begun, set })
  if (begun) return planSweep(file, { begun, set })
  const plan = await planSweep(file, { set })
  const estimates = await estimateSweep(plan)
  const cpu_s = estimates.reduce((sum, estimate) => sum + estimate.cpu_s, 0)
  const runsPerShard = Math.max(1, Math.floor((minutes * 60 * plan.runs.length) / cpu_s))
  return planSweep(file, { runsPerShard: Math.min(runsPerShard, plan.runs.length), set })
}
