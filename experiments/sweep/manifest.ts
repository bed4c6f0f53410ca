/**
 * The record of a sweep, DIR/sweep.json, written once and only ever replaced whole: the request, every run that follows from it, and
 * which runs share a file. Workers, other machines and `collect` use this record only.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../input/input-error.ts'
import { sha256 } from '../../input/sha256.ts'
import { canonicalJson } from '../config/identity.ts'
import type { Spec } from '../config/schema.ts'
import { readBytes } from '../disk/read-file.ts'
import { writeWhole } from '../results/atomic.ts'
import { version } from '../results/manifest.ts'
import { manifestProblem } from './manifest-flaw.ts'
import { canonicalSpecs, sharingSections } from './sections-once.ts'
import type { Stop } from './stop.ts'

const FORMAT = 'memxbar-sweep 1'

/** A value in the tables. */
export type Cell = string | number | boolean | null

export interface PlannedRun {
  readonly run_id: string
  /** Index into `specs`. */
  readonly spec: number
  readonly seed: number
}

/** A row of the sweep's tables: a point of the sweep at one seed. Points that resolve to the same run share it. */
export interface PlannedRow {
  /** Index into `runs`. */
  readonly run: number
  /** One value for each of `columns`. */
  readonly values: readonly Cell[]
}

export interface PlannedShard {
  /** The shard's file is shards/NAME.json. */
  readonly name: string
  /** Indices into `runs`. */
  readonly runs: readonly number[]
}

/** How the candidates of a search are ranked. */
export interface Ranking {
  /** Column of runs.csv. */
  readonly objective: string
  readonly maximize: boolean
  readonly rank_by: 'worst' | 'mean'
  /** Columns that are searched; the other columns identify separate searches. */
  readonly searched: readonly string[]
  /** When a candidate is stopped early; absent: never. */
  readonly stop?: Stop
}

/** Everything that determines the contents of the tables. */
export interface Plan {
  /** Version of memxbar: another version may give other numbers. */
  readonly memxbar: string
  /** Names of the swept columns. */
  readonly columns: readonly string[]
  /** Resolved specs, without duplicates. */
  readonly specs: readonly Omit<Spec, 'seed'>[]
  readonly runs: readonly PlannedRun[]
  readonly rows: readonly PlannedRow[]
  readonly shards: readonly PlannedShard[]
  readonly ranking: Ranking | null
}

export interface Manifest extends Plan {
  readonly format: typeof FORMAT
  /** sha256 of the plan, quoted by every shard. */
  readonly content: string
  /** The spec file: its path and its text as given. Not part of `content`, because comments and paths do not change results. */
  readonly source: { readonly file: string; readonly text: string }
  /** `content` of the plans that this one replaced: shards that quote one of them are valid too. */
  readonly replaces?: readonly string[]
}

export function createManifest(plan: Plan, source: Manifest['source']): Manifest {
  return { format: FORMAT, content: contentOf(plan), source, ...plan }
}

/** A shard of these runs, given as indices into `runs`. */
export function plannedShard(runs: readonly PlannedRun[], indices: readonly number[]): PlannedShard {
  const ids = indices.map((index) => runs[index]!.run_id)
  return { name: ids.length === 1 ? ids[0]! : sha256(ids.join()).slice(0, 12), runs: indices }
}

/** Shards of `size` runs each; the last holds the rest. */
export function plannedShards(runs: readonly PlannedRun[], indices: readonly number[], size: number): PlannedShard[] {
  return Array.from({ length: Math.ceil(indices.length / size) }, (_, s) =>
    plannedShard(runs, indices.slice(s * size, (s + 1) * size)),
  )
}

/** Number of runs in a full shard. */
export function shardSize({ shards }: Manifest): number {
  return shards.reduce((most, { runs }) => Math.max(most, runs.length), 1)
}

/** Hash of the plan in canonical form, fed in pieces: the text of 100,000 runs as one string takes 200 MB. */
function contentOf({ memxbar, columns, specs, runs, rows, shards, ranking }: Plan): string {
  const hash = createHash('sha256')
  const list = <T>(name: string, items: readonly T[], textOf: (item: T) => string = canonicalJson) => {
    hash.update(`"${name}":[`)
    for (const [i, item] of items.entries()) hash.update(`${i > 0 ? ',' : ''}${textOf(item)}`)
    hash.update(']')
  }
  hash.update(`{"columns":${canonicalJson(columns)},"memxbar":${canonicalJson(memxbar)},"ranking":${canonicalJson(ranking)},`)
  list('rows', rows)
  hash.update(',')
  list('runs', runs)
  hash.update(',')
  list('shards', shards)
  hash.update(',')
  list('specs', specs, canonicalSpecs())
  return hash.update('}').digest('hex')
}

/** Path of the manifest in a sweep's folder. */
export const manifestFile = (dir: string) => join(dir, 'sweep.json')

export function writeManifest(manifest: Manifest, dir: string): void {
  writeWhole(manifestFile(dir), `${JSON.stringify(manifest)}\n`)
}

/** @throws InputError where the file is missing, damaged, or from another version of memxbar */
export function readManifest(file: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(readBytes(file).toString('utf8')) as Manifest
  } catch (error) {
    throw new InputError(`"${file}" is not the record of a sweep: ${(error as Error).message}; start one with memxbar sweep`)
  }
  if (manifest?.format !== FORMAT) {
    throw new InputError(`"${file}" is not the record of a sweep ("${FORMAT}"); name the folder that memxbar sweep wrote`)
  }
  const flaw = manifestProblem(manifest)
  if (flaw !== undefined) {
    throw new InputError(
      `"${file}" is not a whole record of a sweep: ${flaw}; remove it and give the same memxbar sweep command again`,
    )
  }
  const shared = { ...manifest, specs: manifest.specs.map(sharingSections<Plan['specs'][number]>()) }
  if (contentOf(shared) !== shared.content) {
    throw new InputError(`"${file}" was changed after it was written; remove it and give the same memxbar sweep command again`)
  }
  return shared
}

/** The sweep begun in `dir`, if any. @throws InputError as readManifest */
export function existingManifest(dir: string): Manifest | undefined {
  return existsSync(manifestFile(dir)) ? readManifest(manifestFile(dir)) : undefined
}

/** Other versions may give other numbers: a sweep must end with the version that it began with. @throws InputError */
export function checkVersion({ memxbar }: Manifest): void {
  if (memxbar === version) return
  throw new InputError(
    `this sweep began with memxbar ${memxbar}, and this is ${version}; continue with that version, or start again in another folder with --out`,
  )
}
