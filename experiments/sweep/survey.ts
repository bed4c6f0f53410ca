/** The state of a sweep's folder: finished, failed, damaged and missing shards. Only the files count. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { abandoned, TEMPORARY } from '../results/atomic.ts'
import { type Manifest, manifestFile, readManifest } from './manifest.ts'
import { readShard, type ShardRun, shardFile } from './shard.ts'

export interface Survey {
  readonly manifest: Manifest
  /** Finished runs. */
  readonly done: number
  /** Failed runs, with their errors. */
  readonly failed: readonly { readonly run_id: string; readonly error: string }[]
  /** Indices of the shards that are not done, including the refused ones. */
  readonly missing: readonly number[]
  /** Indices of the shards with failed runs. */
  readonly withFailures: readonly number[]
  /** Files among the shards that cannot be trusted or belong to another sweep, and why. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[]
  /** Half-written files of a killed process. */
  readonly leftovers: readonly string[]
}

/** @throws InputError where `dir` holds no sweep */
export function surveySweep(dir: string): Survey {
  const manifest = readManifest(manifestFile(dir))
  const failed: { run_id: string; error: string }[] = []
  const missing: number[] = []
  const withFailures: number[] = []
  const refused: { file: string; reason: string }[] = []
  let done = 0
  manifest.shards.forEach((shard, index) => {
    const runs = readShard(dir, manifest, shard)
    if (runs === undefined || typeof runs === 'string') {
      missing.push(index)
      if (runs !== undefined) refused.push({ file: shardFile(dir, shard), reason: runs })
      return
    }
    const failures = runs.flatMap((run) => (run.status === 'failed' ? [{ run_id: run.run_id, error: run.error }] : []))
    done += runs.length - failures.length
    failed.push(...failures)
    if (failures.length > 0) withFailures.push(index)
  })
  const { foreign, leftovers } = strangers(dir, manifest)
  refused.push(...foreign.map((file) => ({ file, reason: 'belongs to no run of this sweep' })))
  return { manifest, done, failed, missing, withFailures, refused, leftovers }
}

/** Indices of the shards with runs that are not done. @throws InputError where `dir` holds no sweep */
export function missingShards(dir: string): readonly number[] {
  return surveySweep(dir).missing
}

/** Names of the finished runs. */
export function finishedRuns(dir: string, manifest: Manifest): Set<string> {
  const runs = manifest.shards.flatMap((shard) => {
    const found = readShard(dir, manifest, shard)
    return Array.isArray(found) ? (found as readonly ShardRun[]) : []
  })
  return new Set(runs.filter(({ status }) => status === 'done').map(({ run_id }) => run_id))
}

function strangers(dir: string, manifest: Manifest): { foreign: string[]; leftovers: string[] } {
  const planned = new Set(manifest.shards.map((shard) => shardFile(dir, shard)))
  const folder = join(dir, 'shards')
  const files = listed(folder).map((name) => join(folder, name))
  const leftovers = [...abandoned(folder), ...abandoned(dir)]
  return { foreign: files.filter((file) => !planned.has(file) && !file.endsWith(TEMPORARY)), leftovers }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
