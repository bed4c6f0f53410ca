/** Computes the tables that answer a user's questions about a folder of results. */
import { InputError } from '../input/input-error.ts'
import { createChance } from '../statistics/chance.ts'
import { DECOMPOSITION_COLUMNS, decompose, holmOfEffects } from './decomposition.ts'
import { confoundingNotes, groupRows, levels } from './factors.ts'
import { type AskedMetric, type Better, metricAsked } from './metrics.ts'
import { metricName } from './names.ts'
import { pairedColumns, pairedDifferences } from './paired.ts'
import type { Results } from './results.ts'
import { distinctRuns } from './runs.ts'
import { type Question, sideOf, summarizeGroups, summaryColumns } from './summary.ts'
import { assertColumns, type Cell, type Row } from './table.ts'

/** Options of the command line; lists are separated by commas. */
export interface AnalysisOptions extends AskedMetric {
  readonly by?: string
  /** A column, or `column=level` to compare with that level only. */
  readonly pair?: string
  readonly decompose?: string
  readonly level: number
  readonly resamples: number
  /** Seed of resampling. */
  readonly seed: number
}

interface Answer {
  readonly title: string
  readonly notes: readonly string[]
  readonly columns: readonly string[]
  /** The columns that fit on a terminal. */
  readonly brief: readonly string[]
  readonly rows: readonly Row[]
}

export const TABLES = ['summary', 'paired', 'decomposition'] as const

export type AnalysisTables = Readonly<Partial<Record<(typeof TABLES)[number], Answer>>>

/** Significance level that the notes use. */
const SIGNIFICANT = 0.05

/** @throws InputError for unknown columns, and for designs that do not answer the question */
export async function analyzeResults(results: Results, asked: AnalysisOptions): Promise<AnalysisTables> {
  const { runs } = results
  const { level, resamples } = asked
  const { metric, better, threshold } = metricAsked(runs, asked)
  const by = groupColumns(results, asked.by)
  const question: Question = { metric, better, level, resamples, chance: createChance(asked.seed) }
  const percent = `${Number((100 * level).toPrecision(6))} %`
  const summary = summarizeGroups(runs.rows, by, threshold, question)
  return {
    summary: {
      title: by.length > 0 ? `${metric} by ${by.join(', ')}` : `${metric} of all runs`,
      notes: [
        ...warnings(results),
        ...selection(results),
        ...confoundingNotes(runs.rows, runs.columns, results.factors),
        ...meaning(metric, better, runs.rows),
        ...summaryNotes(summary, question, percent),
        ...pooling(results, by),
      ],
      columns: [...by, ...summaryColumns(better)],
      brief: [...by, ...briefSummary(summary)],
      rows: summary,
    },
    ...(asked.pair === undefined ? {} : { paired: paired(results, by, asked.pair, question, percent) }),
    ...(asked.decompose === undefined
      ? {}
      : { decomposition: decomposition(results, asked.by === undefined ? [] : by, asked.decompose, question, percent) }),
  }
}

/** Name and direction of a metric, where its column does not show them. */
function meaning(metric: string, better: Better, rows: readonly Row[]): string[] {
  const name = metricName(metric, rows)
  const side = better === 'higher' ? ['higher is better'] : []
  return name === metric && side.length === 0 ? [] : [`${metric}: ${[...(name === metric ? [] : [name]), ...side].join('; ')}`]
}

/** Explains the intervals in the table. */
function summaryNotes(rows: readonly Row[], { better, level }: Question, percent: string): string[] {
  const bare = rows.some(({ mean_low, median_low }) => mean_low !== null && median_low === null)
  const threshold = rows[0]?.threshold
  const clustered = rows.some(({ runs, seeds }) => seeds !== null && seeds !== runs)
  return [
    ...intervalNotes(rows, 'mean', percent),
    ...(bare ? [`no interval of the median from fewer than ${Math.ceil(Math.log2(2 / (1 - level)) - 1e-9)} seeds`] : []),
    ...(typeof threshold === 'number' ? [shareNote(threshold, better, clustered)] : []),
  ]
}

function shareNote(threshold: number, better: Better, clustered: boolean): string {
  const how = clustered ? 'by Wilson, with the effective number of independent trials' : 'by Wilson'
  return `share: fraction of all runs, including lost ones, ${sideOf(better)} the threshold ${threshold} (--threshold); its interval ${how}`
}

/** Explains how the intervals of a mean were computed. */
function intervalNotes(rows: readonly Row[], what: string, percent: string): string[] {
  const some = (method: string | null) => rows.some((row) => row.method === method)
  return [
    ...(some('t')
      ? [`interval of the ${what}, ${percent}: Student's t over seeds; for very skewed values it covers the true mean less often`]
      : []),
    ...(some(null) ? [`no interval from one seed`] : []),
  ]
}

/** Factors that the groups do not separate. */
export function pooledOver({ runs, factors }: Results, by: readonly string[]): string[] {
  const groups = groupRows(runs.rows, by)
  return factors.filter(
    (column) => !by.includes(column) && groups.some(({ rows }) => levels(distinctRuns(rows, []), column).length > 1),
  )
}

function pooling(results: Results, by: readonly string[]): string[] {
  const pooled = pooledOver(results, by)
  return pooled.length > 0 ? [`pooled over ${pooled.join(', ')}: the runs of a seed count as one independent observation`] : []
}

function selection({ where, runs }: Results): string[] {
  return where.length > 0 ? [`where ${where.join(' and ')}: ${distinctRuns(runs.rows, []).length} runs`] : []
}

/** Warnings to show before the numbers. */
function warnings({ manifests, parts }: Results): string[] {
  const partial = manifests.filter(({ status }) => status !== undefined && status !== 'complete').length
  if (partial === 0) return []
  if (parts.length > 1) return [`not complete: ${partial} of ${parts.length} runs were interrupted`]
  const counts = manifests[0]!.runs
  const text = typeof counts === 'object' ? ` (${JSON.stringify(counts).replaceAll(/[{}"]/g, '').replaceAll(',', ', ')})` : ''
  return [`not complete: the manifest says ${manifests[0]!.status}${text}`]
}

/** The columns that --by names; default: all that was varied. */
export function groupColumns({ runs, factors }: Results, by: string | undefined): string[] {
  if (by === undefined) return [...factors]
  const columns = listed(by)
  assertColumns(runs, columns, '--by')
  return columns
}

function briefSummary(rows: readonly Row[]): string[] {
  const some = (column: string) => rows.some((row) => row[column] !== null && row[column] !== 0)
  const columns = [
    'runs',
    'seeds',
    'diverged',
    'never',
    'missing',
    'incomplete',
    'mean',
    'mean_low',
    'mean_high',
    'method',
    'std',
    'median',
    'share',
    'share_low',
    'share_high',
  ]
  return columns.filter((column) =>
    column.startsWith('share')
      ? some('threshold')
      : ['diverged', 'never', 'missing', 'incomplete'].includes(column)
        ? some(column)
        : true,
  )
}

function paired({ runs, factors }: Results, by: readonly string[], text: string, question: Question, percent: string): Answer {
  const [factor = '', ...rest] = text.split('=')
  assertColumns(runs, [factor, 'seed'], '--pair')
  if (factor === 'seed')
    throw new InputError('--pair: runs are paired by seed, so seeds cannot be compared; name what was varied')
  const reference = rest.length === 0 ? undefined : asLevel(levels(runs.rows, factor), rest.join('='))
  const groups = by.filter((column) => column !== factor && !saysAgain(runs.rows, factor, column))
  const own = factors.filter((column) => column === factor || !saysAgain(runs.rows, factor, column))
  const pairing = { factor, by: groups, factors: own, ...(reference === undefined ? {} : { reference }) }
  const columns = [...groups, ...pairedColumns(question.better)]
  const { rows, tests } = pairedDifferences(runs.rows, pairing, question)
  return {
    title: `${question.metric}: differences between levels of ${factor}, a - b, paired by seed`,
    notes: [
      ...intervalNotes(rows, 'difference', percent),
      `p by flipping signs; p_holm: corrected by Holm for ${counted(tests, 'comparison')} in the table`,
      ...powerless(rows, tests),
    ],
    columns,
    brief: columns.filter((column) => !['metric', 'factor', 'median'].includes(column)),
    rows,
  }
}

/** A note where no data could make a difference significant. */
function powerless(rows: readonly Row[], tests: number): string[] {
  const seeds = Math.max(0, ...rows.map((row) => row.seeds as number))
  const lowest = Math.min(1, tests * 2 ** (1 - seeds))
  if (tests === 0 || seeds === 0 || lowest <= SIGNIFICANT) return []
  const needed = Math.ceil(1 + Math.log2(tests / SIGNIFICANT))
  const each = tests === 1 ? 'one comparison' : `${tests} comparisons`
  return [
    `with ${seeds} seeds and ${each} the smallest possible p_holm is ${Number(lowest.toPrecision(3))}: none can be below ${SIGNIFICANT}; ${needed} seeds could`,
  ]
}

/** Whether each level of `factor` has one level of `column`: then `column` does not tell runs of one level apart. */
function saysAgain(rows: readonly Row[], factor: string, column: string): boolean {
  const seen = new Map<Cell, Cell>()
  return rows.every((row) => {
    const [level, other] = [row[factor] ?? null, row[column] ?? null]
    if (!seen.has(level)) seen.set(level, other)
    return seen.get(level) === other
  })
}

function asLevel(known: readonly Cell[], text: string): Cell {
  return known.find((level) => String(level ?? '') === text || (typeof level === 'number' && level === Number(text))) ?? text
}

function decomposition(
  { runs, factors }: Results,
  by: readonly string[],
  text: string,
  question: Question,
  percent: string,
): Answer {
  const over = listed(text)
  assertColumns(runs, over, '--decompose')
  const groups = by.filter((column) => !over.includes(column))
  const found = groupRows(runs.rows, groups).map((group) => ({
    key: group.key,
    ...decompose(group.rows, over, factors, question),
  }))
  const { rows, tests } = holmOfEffects(found.flatMap(({ key, rows: terms }) => terms.map((term) => ({ ...key, ...term }))))
  const left_out = found.reduce((sum, group) => sum + group.left_out, 0)
  const notes = [
    ...confoundingNotes(runs.rows, runs.columns, over),
    'eta2: share of the total sum of squares; epsilon2: eta2 less the share expected by chance for its degrees of freedom',
    `effect: change from a switch's first to its second level, paired by seed, ${percent} (Student's t)`,
    `p by flipping signs; p_holm: corrected by Holm for ${counted(tests, 'effect')} in the table`,
    ...(left_out > 0 ? [`${left_out} runs without a value (diverged or incomplete) are left out`] : []),
    ...(found.every(({ balanced }) => balanced)
      ? []
      : ['the design is not balanced: each term is the loss from leaving it out, and the terms need not add up']),
  ]
  const columns = [...groups, ...DECOMPOSITION_COLUMNS]
  const brief = columns.filter((column) => column !== 'metric')
  return {
    title: `variance of ${question.metric}${groups.length > 0 ? ` by ${groups.join(', ')}` : ''}`,
    notes,
    columns,
    brief,
    rows,
  }
}

function counted(n: number, what: string): string {
  return n === 1 ? `the one ${what}` : `the ${n} ${what}s`
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '')
}
