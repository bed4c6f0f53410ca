/** Replaces the plan of a sweep's folder: finished runs that are in both plans are kept, and the record is replaced atomically. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../config/identity.ts'
import { moveAside } from '../results/atomic.ts'
import {
  checkVersion,
  createManifest,
  existingManifest,
  type Manifest,
  type PlannedShard,
  plannedShard,
  plannedShards,
  shardSize,
  writeManifest,
} from './manifest.ts'
import { readShard, shardFile, writeShard } from './shard.ts'
import { attemptsFolder } from './slurm/attempts.ts'

export interface Extension {
  /** The new record: the wanted plan, with shards that the old ones fit into. */
  readonly manifest: Manifest
  /** Finished runs that were kept. */
  readonly taken: number
  /** Number of files with failed runs, or with runs outside the new plan; they are in DIR/replaced. */
  readonly replaced: number
}

/**
 * Makes `dir` the folder of the sweep `wanted`; undefined if no other sweep was begun there.
 * @throws InputError where the other sweep has another version, or a file cannot be written; the folder is then unchanged
 */
export function extendSweep(dir: string, wanted: Manifest): Extension | undefined {
  const there = existingManifest(dir)
  if (!there || there.content === wanted.content) return undefined
  checkVersion(there)
  const places = new Map(wanted.runs.map(({ run_id }, i) => [run_id, i]))
  const usable = (shard: PlannedShard) => {
    const runs = readShard(dir, there, shard)
    return Array.isArray(runs) ? runs.filter(({ run_id, status }) => status === 'done' && places.has(run_id)) : []
  }
  const kept = there.shards.flatMap((old) => {
    const indices = usable(old).map(({ run_id }) => places.get(run_id)!)
    return indices.length === 0 ? [] : [{ old, shard: plannedShard(wanted.runs, indices) }]
  })
  const taken = new Set(kept.flatMap(({ shard }) => shard.runs))
  const others = [...wanted.runs.keys()].filter((run) => !taken.has(run))
  const shards = [...kept.map(({ shard }) => shard), ...plannedShards(wanted.runs, others, shardSize(wanted))]
  const { memxbar, columns, specs, runs, rows, ranking, source } = wanted
  const replaces = [...(there.replaces ?? []), there.content]
  const manifest: Manifest = { ...createManifest({ memxbar, columns, specs, runs, rows, shards, ranking }, source), replaces }
  // A whole shard keeps its file. A part of one gets a new name, so that the old record is valid until the new one exists.
  for (const { old, shard } of kept) {
    if (shard.runs.length < old.runs.length) writeShard(dir, manifest.content, shard, usable(old))
  }
  // Attempts are stored by shard number, and the numbers change. Without them, the only effect is that a shard may start more often.
  rmSync(attemptsFolder(dir), { recursive: true, force: true })
  writeManifest(manifest, dir)
  return { manifest, taken: taken.size, replaced: replace(dir, there, new Set(kept.map(({ shard }) => shard.name))) }
}

/** Moves files aside that are no longer part of the sweep; returns their number. */
function replace(dir: string, there: Manifest, kept: ReadonlySet<string>): number {
  const files = there.shards.filter(({ name }) => !kept.has(name)).map((shard) => shardFile(dir, shard))
  return files.filter((file) => existsSync(file) && moveAside(file, join(dir, 'replaced'))).length
}

/** The difference between the sweep of a folder and the sweep to be written there, with advice. */
export function difference(there: Manifest, wanted: Manifest): string {
  const changed = changedDevices(there, wanted)
  if (changed.length > 0) {
    const files = changed.map((file) => `"${file}"`).join(' and ')
    return `holds this sweep from before ${files} changed, which changes its runs: run them in a new folder with --out, or here with --extend, which keeps finished runs of unchanged devices`
  }
  const places = new Set(wanted.runs.map(({ run_id }) => run_id))
  const common = there.runs.filter(({ run_id }) => places.has(run_id)).length
  return `holds another sweep, or this one from before its spec or a file that it names changed: ${common} of its ${there.runs.length} runs are in both. --extend replaces the plan and keeps the finished ones of these; or choose another folder with --out`
}

/** Files of user-defined devices, if they are the only difference. */
function changedDevices(there: Manifest, wanted: Manifest): string[] {
  const besides = ({ specs }: Manifest) =>
    canonicalJson(specs.map(({ device: { file: _file, sha256: _sha256, ...device }, ...spec }) => ({ ...spec, device })))
  if (besides(there) !== besides(wanted)) return []
  const changed = wanted.specs.filter(({ device }, i) => device.sha256 !== there.specs[i]!.device.sha256)
  return [...new Set(changed.flatMap(({ device }) => device.file ?? []))]
}
