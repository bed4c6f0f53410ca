/**
 * The results of one or a few finished runs: DIR/shards/NAME.json, written atomically, the same bytes from any writer. It quotes
 * the sweep that it belongs to and a checksum of its runs, so that a damaged or foreign file is detected.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../input/sha256.ts'
import { writeWhole } from '../results/atomic.ts'
import type { Manifest, PlannedShard } from './manifest.ts'

const FORMAT = 'memxbar-shard 1'

export const TABLES = ['runs', 'epochs', 'pulses'] as const
type TableName = (typeof TABLES)[number]
/** Of runs whose spec asks for costs. */
export const FURTHER = ['costs'] as const
type FurtherName = (typeof FURTHER)[number]

/** A finished run, with its tables as CSV text in the format of `memxbar run`. */
export type FinishedRun = { readonly run_id: string; readonly status: 'done' } & Readonly<Record<TableName, string>> &
  Readonly<Partial<Record<FurtherName, string>>>

interface FailedRun {
  readonly run_id: string
  readonly status: 'failed'
  readonly error: string
}

export type ShardRun = FinishedRun | FailedRun

interface ShardFile {
  readonly format: string
  /** `content` of the sweep's manifest. */
  readonly sweep: string
  /** sha256 of the JSON of `runs`. */
  readonly checksum: string
  readonly runs: readonly ShardRun[]
}

export const shardFile = (dir: string, { name }: PlannedShard) => join(dir, 'shards', `${name}.json`)

/** @throws InputError where the file cannot be written, for instance on a full disk */
export function writeShard(dir: string, sweep: string, shard: PlannedShard, runs: readonly ShardRun[], owner?: string): void {
  const file: ShardFile = { format: FORMAT, sweep, checksum: sha256(JSON.stringify(runs)), runs }
  writeWhole(shardFile(dir, shard), `${JSON.stringify(file)}\n`, { sync: false, ...(owner === undefined ? {} : { owner }) })
}

/** The runs of a shard; undefined if its file does not exist; a text with the reason if it cannot be trusted. */
export function readShard(dir: string, manifest: Manifest, shard: PlannedShard): readonly ShardRun[] | string | undefined {
  let text: string
  try {
    text = readFileSync(shardFile(dir, shard), 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : `cannot be read: ${(error as Error).message}`
  }
  let file: ShardFile
  try {
    file = JSON.parse(text) as ShardFile
  } catch {
    return 'is damaged: it is not complete JSON'
  }
  if (file?.format !== FORMAT || !Array.isArray(file.runs)) return 'is not a shard of a sweep'
  if (file.sweep !== manifest.content && !manifest.replaces?.includes(file.sweep)) return 'belongs to another sweep'
  if (file.checksum !== sha256(JSON.stringify(file.runs))) return 'is damaged: its checksum is wrong'
  const expected = shard.runs.map((run) => manifest.runs[run]!.run_id)
  if (file.runs.map((run) => run?.run_id).join() !== expected.join()) return 'holds other runs than planned'
  const unfit = file.runs.findIndex((run) => !isWhole(run))
  return unfit < 0 ? file.runs : `holds no complete result of run ${expected[unfit]}`
}

/** A correct checksum only shows that the file has not changed since it was written, not that its content is these tables. */
function isWhole(run: ShardRun): boolean {
  if (run.status === 'failed') return typeof run.error === 'string'
  const further = FURTHER.filter((name) => run[name] !== undefined)
  return (
    run.status === 'done' && [...TABLES, ...further].every((name) => isTableOf(run[name], run.run_id, name === 'runs' ? 1 : 0))
  )
}

/** Whether the text is CSV with a header that begins with run_id, and at least `least` rows, all of this run. */
function isTableOf(text: unknown, run_id: string, least: number): boolean {
  if (typeof text !== 'string' || !text.startsWith('run_id,') || !text.endsWith('\n')) return false
  const [, ...rows] = text.slice(0, -1).split('\n')
  return rows.length >= least && rows.every((row) => row.startsWith(`${run_id},`))
}
