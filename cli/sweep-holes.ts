/** Describes the missing and failed runs of a sweep. */
import type { Manifest } from '../experiments/sweep/manifest.ts'
import type { Survey } from '../experiments/sweep/survey.ts'

/** Limit of names in a list. */
const MOST = 20

export const RETRY = 'its memxbar sweep command with --retry-failed repeats failed runs; the tables hold the others'

/** A note on Parquet tables that could not be updated. */
export function parquetGone(dropped: readonly string[]): string {
  if (dropped.length === 0) return ''
  return `${dropped.join(', ')} removed because they no longer matched and DuckDB does not load: npm install @duckdb/node-api, then memxbar sweep collect --parquet\n`
}

/** Counts of missing and failed runs, with each named by its swept values and seed; empty if there are none. */
export function holes({ manifest, failed, missing }: Survey): string {
  const gone = missing.flatMap((index) => manifest.shards[index]!.runs.map((run) => manifest.runs[run]!.run_id))
  const names = namesOf(manifest)
  const lines = [
    ...listed(
      'failed',
      failed.map(({ run_id, error }) => `${names.get(run_id)}: ${error}`),
    ),
    ...listed(
      'missing',
      gone.map((run_id) => names.get(run_id) ?? run_id),
    ),
  ]
  return lines.join('\n')
}

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const more = names.length > MOST ? [`  and ${names.length - MOST} more`] : []
  return [
    `${names.length} ${names.length === 1 ? 'run' : 'runs'} ${what}:`,
    ...names.slice(0, MOST).map((name) => `  ${name}`),
    ...more,
  ]
}

function namesOf({ columns, rows, runs }: Manifest): Map<string, string> {
  const names = new Map<string, string>()
  for (const { run, values } of rows) {
    const { run_id, seed } = runs[run]!
    const swept = columns.map((column, i) => `${column}=${values[i]}`).join(', ')
    if (!names.has(run_id)) names.set(run_id, `${run_id} (${swept ? `${swept}, ` : ''}seed ${seed})`)
  }
  return names
}
