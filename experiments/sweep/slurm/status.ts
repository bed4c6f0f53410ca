/** State of the missing shards of a submitted sweep. The shard files are read before squeue, which forgets finished tasks. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Survey } from '../survey.ts'
import { countAttempts } from './attempts.ts'
import { readOptions } from './options.ts'
import { queryQueue } from './queue.ts'

export interface SlurmStatus {
  /** Why squeue gives no state; null if it does. Without squeue, all missing shards count as idle. */
  readonly unknown: string | null
  /** Missing shards that are running or ending, and that are waiting. */
  readonly running: number
  readonly waiting: number
  /** Reasons for waiting, e.g. JobArrayTaskLimit. */
  readonly reasons: Readonly<Record<string, number>>
  /** Missing shards that Slurm does not have, and those of them without attempts left. */
  readonly idle: readonly number[]
  readonly exhausted: readonly number[]
  /** Folder of the tasks' output. */
  readonly logs: string
}

/** Undefined if the sweep was never submitted. */
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
