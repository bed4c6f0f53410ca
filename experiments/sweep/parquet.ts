/** Tables as Parquet beside the CSV, through DuckDB, which is installed only by those who want it. */
import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../devices/input-error.ts'
import { TEMPORARY } from '../results/atomic.ts'

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

/** NAME.csv of `dir` as NAME.parquet; ids stay text, other types are found from all rows. Returns the files' names. */
export async function writeParquet({ DuckDBInstance }: DuckDb, dir: string, tables: readonly string[]): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const written: string[] = []
  try {
    for (const table of tables) {
      const name = table.replace(/\.csv$/, '.parquet')
      const temporary = join(dir, `${name}.${randomUUID()}${TEMPORARY}`)
      try {
        const hashes = table === 'runs.csv' ? `'run_id': 'VARCHAR', 'spec_hash': 'VARCHAR'` : `'run_id': 'VARCHAR'`
        const read = `read_csv(${quoted(join(dir, table))}, header = true, sample_size = -1, types = {${hashes}})`
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

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const reason = (error: unknown) => (error as Error).message.split('\n')[0]
