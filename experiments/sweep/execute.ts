/** Runs the missing shards of a sweep in a pool of workers, one shard per worker. Finished shards survive any end of this process. */
import { randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Piscina } from 'piscina'
import { InputError } from '../../input/input-error.ts'
import { moveAside, removeOwned } from '../results/atomic.ts'
import { claimFolder } from '../results/folder.ts'
import { difference } from './extend.ts'
import { checkVersion, type Manifest, manifestFile, readManifest, writeManifest } from './manifest.ts'
import { type ShardOrder, type ShardOutcome, shardOrder } from './run-shard.ts'
import { type ShardRun, writeShard } from './shard.ts'
import { type Survey, surveySweep } from './survey.ts'
import type { Unwritable } from './work-shard.ts'

export interface SweepProgress {
  /** Runs that finished or failed, in this process and before. */
  readonly done: number
  readonly failed: number
}

export interface SweepOptions {
  readonly threads?: number
  /** Failed runs are run again. */
  readonly retryFailed?: boolean
  /** Stops at once; running runs are lost, finished runs are kept. */
  readonly signal?: AbortSignal
  /** Called with the existing runs before the first run, and after every shard. */
  readonly onProgress?: (progress: SweepProgress) => void
  /** Called with each file that was moved aside, and why. */
  readonly onRefused?: (file: string, reason: string) => void
}

/**
 * Makes `dir` the folder of this sweep, or checks that it already is.
 * @throws InputError where it belongs to something else
 */
export function claimSweep(dir: string, manifest: Manifest): void {
  if (!existsSync(manifestFile(dir))) {
    claimFolder(dir, manifest.content.slice(0, 12), false, false)
    writeManifest(manifest, dir)
    return
  }
  const there = readManifest(manifestFile(dir))
  checkVersion(there)
  if (there.content === manifest.content) return
  throw new InputError(`--out: "${dir}" ${difference(there, manifest)}`)
}

/**
 * Runs all shards that are missing in `dir`, and on request those with failed runs. A run that fails, or ends its worker,
 * is recorded in its shard.
 * @throws InputError where `dir` holds no sweep or a shard cannot be written
 */
export async function runSweep(dir: string, options: SweepOptions = {}): Promise<Survey> {
  const before = surveySweep(dir)
  checkVersion(before.manifest)
  clear(dir, before, options.onRefused)
  const again = options.retryFailed ? before.withFailures : []
  const redone = again.flatMap((index) => before.manifest.shards[index]!.runs)
  const progress = {
    done: before.done + before.failed.length - redone.length,
    failed: options.retryFailed ? 0 : before.failed.length,
  }
  options.onProgress?.(progress)
  const indices = [...before.missing, ...again].sort((a, b) => a - b)
  if (indices.length > 0) await runShards(before.manifest, indices, dir, progress, options)
  return surveySweep(dir)
}

/** Moves untrusted files aside, and removes half-written files. */
function clear(dir: string, { refused, leftovers }: Survey, onRefused: SweepOptions['onRefused']): void {
  for (const { file, reason } of refused) if (moveAside(file, join(dir, 'refused'))) onRefused?.(file, reason)
  for (const file of leftovers) rmSync(file, { force: true })
}

async function runShards(
  manifest: Manifest,
  indices: readonly number[],
  dir: string,
  progress: { done: number; failed: number },
  { threads = availableParallelism(), signal, onProgress }: SweepOptions,
): Promise<void> {
  const size = Math.max(1, Math.min(threads, indices.length))
  const pool = new Piscina<ShardOrder, ShardOutcome | Unwritable>({
    filename: new URL('./work-shard.js', import.meta.url).href,
    name: 'work',
    minThreads: size,
    maxThreads: size,
  })
  const owner = randomUUID()
  let next = 0
  let stopped = false
  const stop = () => {
    stopped = true
    void pool.destroy()
  }
  signal?.addEventListener('abort', stop, { once: true })
  const lane = async () => {
    while (!stopped && next < indices.length) {
      const order = { ...shardOrder(manifest, indices[next++]!, dir), owner }
      const outcome = await pool.run(order).catch((error: Error) => {
        if (stopped) return undefined
        return lost(order, error)
      })
      if (!outcome || stopped) return
      if ('unwritable' in outcome) throw new InputError(outcome.unwritable)
      progress.done += outcome.done + outcome.failed
      progress.failed += outcome.failed
      onProgress?.(progress)
    }
  }
  try {
    if (signal?.aborted) stop()
    // Twice as many orders as workers, so that no worker waits for this thread.
    await Promise.all(Array.from({ length: 2 * size }, lane))
  } finally {
    stopped = true
    signal?.removeEventListener('abort', stop)
    await pool.destroy()
    // A worker may have been terminated during a write; now none is writing.
    removeOwned(join(dir, 'shards'), owner)
  }
}

/** A run that ended its worker cannot write its shard: this thread does, so that the sweep neither stops nor retries forever. */
function lost({ dir, sweep, shard, runs }: ShardOrder, error: Error): ShardOutcome {
  const failed = runs.map(({ run_id }): ShardRun => ({ run_id, status: 'failed', error: `the worker ended: ${error.message}` }))
  writeShard(dir, sweep, shard, failed)
  return { done: 0, failed: failed.length }
}
