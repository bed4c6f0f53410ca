/**
 * Checks the structure of a sweep's record. A correct checksum only shows that the record has not changed since it was written, but its
 * names become file names, and its numbers become list indices.
 */
import { schemes } from '../../learning/update/registry.ts'

type Part = Readonly<Record<string, unknown>>

/** Allowed names in `shards/NAME.json`: none that leaves the folder. */
const NAME = /^[A-Za-z0-9_-]{1,100}$/

/** Undefined if the record is valid. Checks each run, row and shard once. */
export function manifestProblem(given: unknown): string | undefined {
  const record = given as Part
  for (const list of ['columns', 'specs', 'runs', 'rows', 'shards'] as const)
    if (!Array.isArray(record[list])) return `it has no list "${list}"`
  const { columns, specs, runs, rows, shards, source, ranking, replaces = [] } = record as Readonly<Record<string, Part[]>>
  if (!isText(record.memxbar) || !isText(record.content)) return 'it names no version or no content'
  if (!isText((source as unknown as Part)?.file) || !isText((source as unknown as Part)?.text)) return 'it has no source'
  if (!Array.isArray(replaces) || !replaces.every(isText)) return '"replaces" is not a list of names'
  if (ranking !== null && !isRanking(ranking as unknown as Part)) return '"ranking" is not valid'
  if (!columns!.every(isText)) return '"columns" is not a list of names'
  return (
    firstOf('specs', specs!, isSpec) ??
    firstOf('runs', runs!, ({ run_id, spec, seed }) => isName(run_id) && isPlace(spec, specs!) && Number.isSafeInteger(seed)) ??
    firstOf(
      'rows',
      rows!,
      ({ run, values }) => isPlace(run, runs!) && Array.isArray(values) && values.length === columns!.length,
    ) ??
    firstOf('shards', shards!, ({ name, runs: own }) => isName(name) && isListOfPlaces(own, runs!)) ??
    alike(
      'runs',
      runs!.map(({ run_id }) => run_id),
    ) ??
    alike(
      'shards',
      shards!.map(({ name }) => name),
    ) ??
    inOneShard(shards!, runs!.length)
  )
}

function firstOf(list: string, entries: readonly Part[], fits: (entry: Part) => boolean): string | undefined {
  const at = entries.findIndex((entry) => typeof entry !== 'object' || entry === null || !fits(entry))
  return at < 0 ? undefined : `entry ${at} of "${list}" is not valid`
}

function isSpec({ device, update }: Part): boolean {
  const { model, file, sha256 } = (device ?? {}) as Part
  const { kind } = (update ?? {}) as Part
  const named = isText(model) && (file === undefined ? sha256 === undefined : isText(file) && isText(sha256))
  return named && isText(kind) && Object.hasOwn(schemes, kind)
}

function isRanking(ranking: Part | undefined): boolean {
  const { objective, rank_by, searched } = ranking ?? {}
  return isText(objective) && (rank_by === 'worst' || rank_by === 'mean') && Array.isArray(searched) && searched.every(isText)
}

function alike(list: string, names: readonly unknown[]): string | undefined {
  return new Set(names).size === names.length ? undefined : `two entries of "${list}" have the same name`
}

function inOneShard(shards: readonly Part[], runs: number): string | undefined {
  const shared = shards.flatMap(({ runs: own }) => own as number[])
  return shared.length === runs && new Set(shared).size === runs ? undefined : 'its runs are not in one shard each'
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isName = (value: unknown) => isText(value) && NAME.test(value)
const isPlace = (value: unknown, list: readonly unknown[]) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < list.length
const isListOfPlaces = (value: unknown, list: readonly unknown[]) =>
  Array.isArray(value) && value.length > 0 && value.every((place) => isPlace(place, list))
