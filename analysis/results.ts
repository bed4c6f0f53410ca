/** The results in a folder: of one run, of a sweep, of a comparison, or of a folder of folders of runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../input/input-error.ts'
import { factorsOf } from './factors.ts'
import { type Cell, type Row, readTable, type Table } from './table.ts'
import { observationsWhere, rowsWhere } from './where.ts'

export interface Results {
  readonly folder: string
  /** Folders that hold tables: the folder itself, or its subfolders. */
  readonly parts: readonly string[]
  /** One row for each run. */
  readonly runs: Table
  /** Columns of `runs` that were varied on purpose, except the seed. */
  readonly factors: readonly string[]
  /** The manifests of the parts that have one. */
  readonly manifests: readonly Readonly<Record<string, unknown>>[]
  /** Conditions that the rows of `runs` and of other tables satisfy. */
  readonly where: readonly string[]
}

/** @param where conditions in the form that `rowsWhere` takes. @throws InputError where there is no runs.csv, and as `rowsWhere` does */
export async function openResults(folder: string, where: readonly string[] = []): Promise<Results> {
  const parts = has(folder, 'runs.csv') ? [folder] : inside(folder).filter((part) => has(part, 'runs.csv'))
  if (parts.length === 0) {
    throw new InputError(
      `no results in "${folder}": neither it nor a folder in it holds a runs.csv; give a folder that \`memxbar run\`, \`reproduce\` or \`sweep collect\` wrote`,
    )
  }
  const tables = await Promise.all(parts.map((part) => readTable(join(part, 'runs.csv'))))
  const manifests = parts.map(readManifest)
  const all = concatenate(parts.length > 1 ? withSettings(tables, manifests) : tables)
  if (all.rows.length === 0) throw new InputError(`"${all.file}" holds no run; collect the sweep again when some have finished`)
  const runs = { ...all, rows: rowsWhere(all, where) }
  const known = manifests.filter((manifest) => manifest !== undefined)
  const swept = known.flatMap((manifest) => (Array.isArray(manifest.swept) ? manifest.swept : []))
  return { folder, parts, runs, factors: factorsOf(runs, swept), manifests: known, where }
}

/** The table with that name, e.g. `epochs`, from all parts that have it, restricted to the selected runs. */
export async function readPart(results: Results, name: string): Promise<Table | undefined> {
  const files = results.parts.map((part) => join(part, `${name}.csv`)).filter((file) => existsSync(file))
  return files.length === 0 ? undefined : selectedRows(results, concatenate(await Promise.all(files.map(readTable))))
}

/** The rows of the selected runs: by run_id, or by the conditions themselves where a table has no run_id. */
export function selectedRows({ where, runs }: Results, table: Table): Table {
  if (where.length === 0) return table
  if (!table.columns.includes('run_id')) return { ...table, rows: observationsWhere(table, where) }
  const ids = new Set(runs.rows.map(({ run_id }) => run_id ?? null))
  return { ...table, rows: table.rows.filter(({ run_id }) => ids.has(run_id ?? null)) }
}

/**
 * The rows of a table with the columns `by` of their runs; a column that the table lacks is looked up by run_id.
 * @throws InputError for a column that neither has
 */
export function withRuns(table: Table, runs: Table, by: readonly string[]): Row[] {
  const missing = by.filter((column) => !table.columns.includes(column))
  if (missing.length === 0) return [...table.rows]
  const unknown = missing.find((column) => !runs.columns.includes(column))
  if (unknown !== undefined) throw new InputError(`--by: neither "${table.file}" nor "${runs.file}" has a column "${unknown}"`)
  const settings = new Map(
    runs.rows.map((run) => [run.run_id, Object.fromEntries(missing.map((column) => [column, run[column] ?? null]))]),
  )
  return table.rows.map((row) => ({ ...row, ...settings.get(row.run_id ?? null) }))
}

function has(folder: string, file: string): boolean {
  return existsSync(join(folder, file))
}

function inside(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    return names.sort().map((name) => join(folder, name))
  } catch (error) {
    throw new InputError(`cannot read the folder "${folder}": ${(error as Error).message}; give a folder with results`)
  }
}

function readManifest(part: string): Readonly<Record<string, unknown>> | undefined {
  const file = join(part, 'manifest.json')
  if (!existsSync(file)) return undefined
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null) throw new Error('no object')
    return manifest as Record<string, unknown>
  } catch (error) {
    throw new InputError(`"${file}" is not a manifest: ${(error as Error).message}; remove it to continue without it`)
  }
}

function concatenate(tables: readonly Table[]): Table {
  const columns = [...new Set(tables.flatMap((table) => table.columns))]
  if (tables.length === 1) return tables[0]!
  const blank = Object.fromEntries(columns.map((column) => [column, null]))
  return {
    file: `${tables[0]!.file} and ${tables.length - 1} more`,
    columns,
    rows: tables.flatMap((table) => table.rows.map((row) => ({ ...blank, ...row }))),
  }
}

/** Adds to each table the fields of its manifest's spec in which the specs differ, as a sweep's runs.csv has them. */
function withSettings(tables: readonly Table[], manifests: readonly (Readonly<Record<string, unknown>> | undefined)[]): Table[] {
  const specs = manifests.map((manifest) => fields(manifest?.spec))
  const paths = [...new Set(specs.flatMap((spec) => [...spec.keys()]))].filter((path) => path !== 'seed')
  const varied = paths.filter((path) => new Set(specs.map((spec) => spec.get(path))).size > 1)
  return tables.map((table, i) => {
    const fresh = varied.filter((path) => !table.columns.includes(path))
    const settings = Object.fromEntries(fresh.map((path) => [path, specs[i]!.get(path) ?? null]))
    return { ...table, columns: [...table.columns, ...fresh], rows: table.rows.map((row) => ({ ...row, ...settings })) }
  })
}

/** `{ device: { nu: 1 } }` becomes `device.nu`. */
function fields(value: unknown, path = ''): Map<string, Cell> {
  if (typeof value === 'number' || typeof value === 'string') return new Map([[path, value]])
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, JSON.stringify(value ?? null)]])
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...fields(inner, path ? `${path}.${name}` : name)]))
}
