/** How the missing shards of a submitted sweep stand. The shard files are read before squeue, which forgets what is done. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Survey } from '../survey.ts'
import { countAttempts } from './attempts.ts'
import { readOptions } from './options.ts'
import { queryQueue } from './queue.ts'

export interface SlurmStatus {
  /** Why squeue tells nothing; null where it does. Without it all missing shards count as idle. */
  readonly unknown: string | null
  /** Missing shards that run or are ending, and that wait. */
  readonly running: number
  readonly waiting: number
  /** Why they wait, e.g. JobArrayTaskLimit. */
  readonly reasons: Readonly<Record<string, number>>
  /** Missing shards that Slurm does not have, and of those the ones whose attempts are used up. */
  readonly idle: readonly number[]
  readonly exhausted: readonly number[]
  /** Folder of the tasks' output. */
  readonly logs: string
}

/** Undefined where the sweep was never submitted. */
export function slurmStatus(dir: string, { manifest, missing }: Survey): SlurmStatus | undefined {
  if (!existsSync(join(dir, 'slurm'))) return undefined
  const { attempts } = readOptions(dir)
  const queue = queryQueue(dir, manifest)
  const known = typeof queue === 'string' ? new Map() : queue
  const tasks = missing.flatMap((shard) => known.get(shard) ?? [])
  const waiting = tasks.filter(({ state }) => state === 'PENDING')
  const reasons: Record<string, number> = {}
  for (const { reason } of waiting) reasons[reason] = (reasons[reason] ?? 0) + 1
  const idle = missing.filter((shard) => !known.has(shard))
  return {
    unknown: typeof queue === 'string' ? queue : null,
    running: tasks.length - waiting.length,
    waiting: waiting.length,
    reasons,
    idle,
    exhausted: idle.filter((shard) => countAttempts(dir, shard) >= attempts),
    logs: join(dir, 'slurm', 'logs'),
  }
}
