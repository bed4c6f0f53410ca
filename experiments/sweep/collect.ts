/** Merges the shards of a sweep into its tables. Equal runs give equal bytes, independent of the machine and the order of the runs. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bibliographyOf } from '../config/bibliography.ts'
import type { Spec } from '../config/schema.ts'
import { writeWhole } from '../results/atomic.ts'
import { versions } from '../results/manifest.ts'
import { csv, type Row } from '../results/tables.ts'
import type { Manifest } from './manifest.ts'
import { loadDuckDb, writeParquet } from './parquet.ts'
import { createRanker } from './rank.ts'
import { type FinishedRun, FURTHER, readShard, type ShardRun, TABLES } from './shard.ts'
import { type Survey, surveySweep } from './survey.ts'
import { openTables } from './tables.ts'

export interface CollectOptions {
  /** Collect the finished runs although some are missing. */
  readonly partial?: boolean
  /** Also write Parquet; Parquet tables that exist already are always updated. */
  readonly parquet?: boolean
  /** The command line, for the manifest. */
  readonly command?: string
}

export interface Collected {
  /** `partial`: runs failed or are missing. `refused`: runs are missing and `partial` was not set; no file was written. */
  readonly status: 'complete' | 'partial' | 'refused'
  /** Names of the files written. */
  readonly files: readonly string[]
  /** Parquet tables of an earlier call that were removed because DuckDB is no longer installed. */
  readonly dropped: readonly string[]
  readonly survey: Survey
}

/** @throws InputError where `dir` holds no sweep, or a table cannot be written; no table is then half written */
export async function collect(dir: string, options: CollectOptions = {}): Promise<Collected> {
  const survey = surveySweep(dir)
  const complete = survey.missing.length === 0 && survey.failed.length === 0
  if (survey.missing.length > 0 && !options.partial) return { status: 'refused', files: [], dropped: [], survey }
  const earlier = PARQUET.filter((name) => existsSync(join(dir, name)))
  const duckDb = options.parquet ? await loadDuckDb() : earlier.length > 0 ? await loadDuckDb().catch(() => undefined) : undefined
  const status = complete ? 'complete' : 'partial'
  const command = commandThere(dir, survey.manifest) ?? options.command
  // A manifest certifies the tables beside it: remove the old manifest first, and tables that may not be written again.
  for (const name of ['manifest.json', ...PARQUET]) rmSync(join(dir, name), { force: true })
  const files = writeTables(dir, survey.manifest)
  // Remove tables of an earlier sweep in this folder, from before --extend or with other failures.
  for (const name of [...[...TABLES, ...FURTHER].map((table) => `${table}.csv`), 'search.csv', 'failed.csv'])
    if (!files.includes(name)) rmSync(join(dir, name), { force: true })
  if (duckDb)
    files.push(
      ...(await writeParquet(
        duckDb,
        dir,
        files.filter((name) => name !== 'failed.csv'),
        survey.manifest,
      )),
    )
  writeWhole(join(dir, 'manifest.json'), manifestText(survey, status, command))
  return { status, files: [...files, 'manifest.json'], dropped: duckDb ? [] : earlier, survey }
}

const PARQUET = [...TABLES, ...FURTHER, 'search'].map((name) => `${name}.parquet`)

function writeTables(dir: string, manifest: Manifest): string[] {
  const tables = openTables(dir, manifest)
  const ranker = manifest.ranking ? createRanker(manifest, manifest.ranking) : undefined
  const failed: Row[] = []
  const find = shardReader(dir, manifest)
  const { columns } = manifest
  for (const { run, values } of manifest.rows) {
    const found = find(run)
    const finished: FinishedRun | undefined = found?.status === 'done' ? found : undefined
    if (finished) tables.add(finished, values)
    if (found?.status === 'failed') {
      const { run_id, seed } = manifest.runs[run]!
      const swept = Object.fromEntries(columns.map((column, i) => [column, values[i]!]))
      failed.push({ run_id, seed, error: found.error, ...swept })
    }
    ranker?.add(values, finished)
  }
  const files = tables.close()
  if (ranker) {
    writeWhole(join(dir, 'search.csv'), ranker.csv())
    files.push('search.csv')
  }
  if (failed.length > 0) {
    writeWhole(join(dir, 'failed.csv'), csv(failed, ['run_id', 'seed', 'error', ...columns]))
    files.push('failed.csv')
  }
  return files
}

/** Finds runs in their shards; consecutive runs mostly share a shard, so the last shard is cached. */
function shardReader(dir: string, manifest: Manifest): (run: number) => ShardRun | undefined {
  const shardOf = new Map(manifest.shards.flatMap((shard) => shard.runs.map((run) => [run, shard] as const)))
  let last: { name: string; runs: readonly ShardRun[] } | undefined
  return (run) => {
    const shard = shardOf.get(run)!
    if (last?.name !== shard.name) {
      const runs = readShard(dir, manifest, shard)
      last = { name: shard.name, runs: Array.isArray(runs) ? runs : [] }
    }
    return last.runs[shard.runs.indexOf(run)]
  }
}

/** The sweep's own command, if the sweep wrote these tables at its end: collecting them again keeps it. */
function commandThere(dir: string, { content }: Manifest): string | undefined {
  try {
    const there = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as { run_id?: unknown; command?: unknown }
    const own = there.run_id === content.slice(0, 12) && typeof there.command === 'string' ? there.command : ''
    return own !== '' && !own.startsWith('memxbar sweep collect') ? own : undefined
  } catch {
    return undefined
  }
}

/** JSON text with the tables' provenance. Without times: the same sweep and command give the same text. */
function manifestText({ manifest, done, failed, missing }: Survey, status: string, command: string | undefined): string {
  const bibtex = [...new Set(manifest.specs.flatMap((spec) => bibliographyOf(spec as Spec)))]
  const left = missing.reduce((sum, index) => sum + manifest.shards[index]!.runs.length, 0)
  const text = {
    run_id: manifest.content.slice(0, 12),
    status,
    runs: { planned: manifest.runs.length, done, failed: failed.length, missing: left },
    ...(command === undefined ? {} : { command }),
    versions: versions(),
    swept: manifest.columns,
    spec: manifest.source.text,
    bibtex,
  }
  return `${JSON.stringify(text, null, 2)}\n`
}
