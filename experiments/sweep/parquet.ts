/** Tables as Parquet beside the CSV, through DuckDB, an optional package. */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { InputError } from '../../input/input-error.ts'
import { TEMPORARY } from '../results/atomic.ts'
import type { Plan } from './manifest.ts'

type DuckDb = typeof import('@duckdb/node-api')

/** @throws InputError where DuckDB is not installed */
export async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    throw new InputError(
      `--parquet needs DuckDB, which does not load (${reason(error)}); install it: npm install @duckdb/node-api`,
    )
  }
}

type ColumnType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN'

const TEXTS = ['run_id', 'spec_hash', 'update', 'device', 'array', 'ablation', 'objective', 'component']
const COUNTS = [
  ...['seed', 'epoch', 'epochs', 'epoch_below_0_1', 'set_pulses', 'reset_pulses', 'refreshed_pairs', 'set_max', 'reset_max'],
  ...['depress_pulses', 'depress_max', 'candidate', 'rank', 'runs', 'events'],
]

/** Types of columns by name, so that they are the same in every sweep; for swept columns, by their values in the plan. */
function columnType(column: string, { columns, rows }: Plan): ColumnType {
  if (TEXTS.includes(column)) return 'VARCHAR'
  if (COUNTS.includes(column)) return 'BIGINT'
  if (column === 'completed') return 'BOOLEAN'
  const swept = columns.indexOf(column)
  const kinds = new Set(swept < 0 ? [] : rows.map(({ values }) => values[swept]!).flatMap((v) => (v === null ? [] : typeof v)))
  if (kinds.size > 1 || kinds.has('string')) return 'VARCHAR'
  return kinds.has('boolean') ? 'BOOLEAN' : 'DOUBLE'
}

/** NAME.csv of `dir` as NAME.parquet: counts are BIGINT, measured and swept numbers are DOUBLE. Returns the files' names. */
export async function writeParquet(
  { DuckDBInstance }: DuckDb,
  dir: string,
  tables: readonly string[],
  plan: Plan,
): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const written: string[] = []
  try {
    for (const table of tables) {
      const name = table.replace(/\.csv$/, '.parquet')
      const temporary = join(dir, `${name}.${randomUUID()}${TEMPORARY}`)
      try {
        const types = headerOf(join(dir, table)).map((column) => `${quoted(column)}: '${columnType(column, plan)}'`)
        const read = `read_csv(${quoted(join(dir, table))}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${types.join(', ')}})`
        await connection.run(`COPY (SELECT * FROM ${read}) TO ${quoted(temporary)} (FORMAT parquet)`)
        renameSync(temporary, join(dir, name))
      } catch (error) {
        rmSync(temporary, { force: true })
        throw new InputError(`cannot write "${join(dir, name)}": ${reason(error)}; make room, or leave --parquet out`)
      }
      written.push(name)
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
  return written
}

/** Names of the columns of a CSV file. */
function headerOf(file: string): string[] {
  const descriptor = openSync(file, 'r')
  try {
    const start = Buffer.alloc(65_536)
    const text = start.toString('utf8', 0, readSync(descriptor, start))
    return (parse(text, { to_line: 1 }) as string[][])[0]!
  } finally {
    closeSync(descriptor)
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const reason = (error: unknown) => (error as Error).message.split('\n')[0]
