/** Runs one shard and writes its file: the same function for a worker of the pool and for a task on another machine. */

import { InputError } from '../../input/input-error.ts'
import type { Spec } from '../config/schema.ts'
import { costsTable, epochsTable, pulsesTable, runsTable } from '../results/tables.ts'
import type { RunResult } from '../run/run.ts'
import type { Summary } from '../run/summary.ts'
import type { Manifest, PlannedShard } from './manifest.ts'
import { type FinishedRun, type ShardRun, writeShard } from './shard.ts'
import { giveUpAt, type Stop } from './stop.ts'
import { simulate } from './worker.ts'

/** Everything that the runs of a shard need, small enough to send to a worker. */
export interface ShardOrder {
  readonly dir: string
  readonly sweep: string
  readonly base: string
  readonly shard: PlannedShard
  readonly runs: readonly { readonly run_id: string; readonly spec: Spec }[]
  /** Owner that removes the worker's half-written files if it is terminated. */
  readonly owner?: string
  /** When a run is stopped early. */
  readonly stop?: Stop
}

export interface ShardOutcome {
  readonly done: number
  readonly failed: number
}

/**
 * Runs shard `index` of a sweep, again or for the first time, and writes its file into `dir`. A run that fails is recorded in it.
 * @throws InputError where the shard does not exist or its file cannot be written
 */
export async function runShard(manifest: Manifest, index: number, dir: string): Promise<ShardOutcome> {
  return performShard(shardOrder(manifest, index, dir))
}

export function shardOrder(manifest: Manifest, index: number, dir: string): ShardOrder {
  const shard = manifest.shards[index]
  if (!shard) {
    const last = manifest.shards.length - 1
    throw new InputError(`there is no shard ${index} in this sweep; give a whole number from 0 to ${last}`)
  }
  const runs = shard.runs.map((run) => {
    const { run_id, spec, seed } = manifest.runs[run]!
    return { run_id, spec: { ...manifest.specs[spec]!, seed } as Spec }
  })
  const stop = manifest.ranking?.stop
  return { dir, sweep: manifest.content, base: manifest.source.file, shard, runs, ...(stop ? { stop } : {}) }
}

/** The tables of a run that a shard stores. */
export function runTables(summary: Summary, result: RunResult): Omit<FinishedRun, 'run_id' | 'status'> {
  const costs = result.experiment.spec.cost ? { costs: costsTable(summary, result) } : {}
  return { runs: runsTable([summary]), epochs: epochsTable(summary, result), pulses: pulsesTable(summary, result), ...costs }
}

export async function performShard({ dir, sweep, base, shard, runs, owner, stop }: ShardOrder): Promise<ShardOutcome> {
  const finished: ShardRun[] = []
  for (const { run_id, spec } of runs) {
    finished.push(await attempt(run_id, spec, base, stop))
  }
  writeShard(dir, sweep, shard, finished, owner)
  const failed = finished.filter(({ status }) => status === 'failed').length
  return { done: finished.length - failed, failed }
}

async function attempt(run_id: string, spec: Spec, base: string, stop: Stop | undefined): Promise<ShardRun> {
  try {
    const { summary, result } = await simulate({ spec, base, ...(stop ? { giveUp: giveUpAt(stop, spec.training.epochs) } : {}) })
    if (summary.run_id !== run_id) {
      throw new Error('a file that the spec names has changed since the sweep was planned; restore it, or start another sweep')
    }
    return { run_id, status: 'done', ...runTables(summary, result) }
  } catch (error) {
    return { run_id, status: 'failed', error: error instanceof Error ? error.message : String(error) }
  }
}
