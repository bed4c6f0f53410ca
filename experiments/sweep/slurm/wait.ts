/** Waits for a sweep on Slurm and resubmits lost shards, within the shards' attempts and until a deadline. */
import { setTimeout as sleep } from 'node:timers/promises'
import { manifestFile, readManifest } from '../manifest.ts'
import { surveySweep } from '../survey.ts'
import { countAttempts } from './attempts.ts'
import { type Queue, queryQueue } from './queue.ts'
import { type SubmitOptions, submitShards } from './submit.ts'

export interface WaitOptions extends SubmitOptions {
  readonly timeoutMs: number
  readonly intervalMs: number
  /** `queued`: number of missing shards that Slurm has, or the reason why it is unknown. */
  readonly onPoll?: (missing: number, queued: number | string) => void
  readonly onSubmit?: (shards: readonly number[]) => void
}

export interface Waited {
  readonly outcome: 'complete' | 'exhausted' | 'timeout'
  readonly missing: readonly number[]
}

export async function waitForSweep(dir: string, options: WaitOptions): Promise<Waited> {
  const deadline = Date.now() + options.timeoutMs
  const submissions = new Map<number, number>()
  // Shared file systems show a new file late: a shard counts as lost only if it is missing in two checks in a row.
  let suspects = new Set<number>()
  for (;;) {
    // In this order: a shard that ends between the two queries is done, not lost.
    const queue: Queue = queryQueue(dir, readManifest(manifestFile(dir)))
    const { manifest, missing } = surveySweep(dir)
    if (missing.length === 0) return { outcome: 'complete', missing }
    if (typeof queue === 'string') options.onPoll?.(missing.length, queue)
    else {
      const gone = missing.filter((shard) => !queue.has(shard))
      const spent = (shard: number) => Math.max(countAttempts(dir, shard), submissions.get(shard) ?? 0) >= options.attempts
      if (gone.length === missing.length && gone.every((shard) => suspects.has(shard) && spent(shard))) {
        return { outcome: 'exhausted', missing }
      }
      const lost = gone.filter((shard) => suspects.has(shard) && !spent(shard))
      if (lost.length > 0) {
        submitShards(dir, manifest, lost, options)
        // A task that never starts leaves no attempt file; it must not be resubmitted forever.
        for (const shard of lost) submissions.set(shard, (submissions.get(shard) ?? 0) + 1)
        options.onSubmit?.(lost)
      }
      suspects = new Set(gone.filter((shard) => !lost.includes(shard)))
      options.onPoll?.(missing.length, missing.length - gone.length + lost.length)
    }
    if (Date.now() + options.intervalMs > deadline) return { outcome: 'timeout', missing }
    await sleep(options.intervalMs)
  }
}
