/** From a folder of results and a user's questions to tables. */
import { InputError } from '../devices/input-error.ts'
import { DECOMPOSITION_COLUMNS, decompose } from './decomposition.ts'
import { levels } from './factors.ts'
import { PAIRED_COLUMNS, pairedDifferences } from './paired.ts'
import type { Results } from './results.ts'
import { createChance } from './statistics/chance.ts'
import { type Question, SUMMARY_COLUMNS, summarizeGroups } from './summary.ts'
import { type Cell, needColumns, type Row } from './table.ts'

/** As the command line has it; lists are separated by commas. */
export interface Asked {
  readonly by?: string
  readonly metric: string
  readonly threshold?: number
  /** A column, or `column=level` to compare with that level only. */
  readonly pair?: string
  readonly decompose?: string
  readonly level: number
  readonly resamples: number
  /** Of resampling. */
  readonly seed: number
}

interface Answer {
  readonly title: string
  readonly notes: readonly string[]
  readonly columns: readonly string[]
  /** Those that a terminal has room for. */
  readonly brief: readonly string[]
  readonly rows: readonly Row[]
}

export const TABLES = ['summary', 'paired', 'decomposition'] as const

export type Answers = Readonly<Partial<Record<(typeof TABLES)[number], Answer>>>

/** The mark of success of an MSE: the paper's, as in a run's epoch_below_0_1. */
const GOOD_MSE = 0.1

/** @throws InputError for columns that there are not, and designs that do not answer the question */
export async function answer(results: Results, asked: Asked): Promise<Answers> {
  const { runs, factors } = results
  const { metric, level, resamples } = asked
  needColumns(runs, [metric], '--metric')
  if (runs.rows.some((row) => typeof row[metric] === 'string')) {
    throw new InputError(`--metric: the column "${metric}" of "${runs.file}" is text; give one of numbers`)
  }
  const by = groupColumns(results, asked.by)
  const question: Question = { metric, level, resamples, chance: createChance(asked.seed) }
  const percent = `${Number((100 * level).toPrecision(6))} %`
  const summary = summarizeGroups(runs.rows, by, asked.threshold ?? (metric.startsWith('mse') ? GOOD_MSE : undefined), question)
  return {
    summary: {
      title: by.length > 0 ? `${metric} by ${by.join(', ')}` : `${metric} of all runs`,
      notes: [
        ...warnings(results),
        `intervals ${percent}: mean and median by bootstrap (BCa, ${resamples} resamples), share below the threshold by Wilson`,
      ],
      columns: [...by, ...SUMMARY_COLUMNS],
      brief: [...by, ...briefSummary(summary)],
      rows: summary,
    },
    ...(asked.pair === undefined ? {} : { paired: paired(results, by, asked.pair, question, percent) }),
    ...(asked.decompose === undefined
      ? {}
      : { decomposition: decomposition(results, factors, asked.decompose, question, percent) }),
  }
}

/** What a reader should know before the numbers. */
function warnings({ manifests, parts }: Results): string[] {
  const partial = manifests.filter(({ status }) => status !== undefined && status !== 'complete').length
  if (partial === 0) return []
  if (parts.length > 1) return [`not complete: ${partial} of ${parts.length} runs were interrupted`]
  const counts = manifests[0]!.runs
  const text = typeof counts === 'object' ? ` (${JSON.stringify(counts).replaceAll(/[{}"]/g, '').replaceAll(',', ', ')})` : ''
  return [`not complete: the manifest says ${manifests[0]!.status}${text}`]
}

/** The columns that --by names; without it, all that was varied. */
export function groupColumns({ runs, factors }: Results, by: string | undefined): string[] {
  if (by === undefined) return [...factors]
  const columns = listed(by)
  needColumns(runs, columns, '--by')
  return columns
}

function briefSummary(rows: readonly Row[]): string[] {
  const some = (column: string) => rows.some((row) => row[column] !== null && row[column] !== 0)
  const columns = [
    'runs',
    'diverged',
    'incomplete',
    'mean',
    'mean_low',
    'mean_high',
    'std',
    'median',
    'share',
    'share_low',
    'share_high',
  ]
  return columns.filter((column) =>
    column.startsWith('share') ? some('threshold') : ['diverged', 'incomplete'].includes(column) ? some(column) : true,
  )
}

function paired({ runs, factors }: Results, by: readonly string[], text: string, question: Question, percent: string): Answer {
  const [factor = '', ...rest] = text.split('=')
  needColumns(runs, [factor, 'seed'], '--pair')
  const reference = rest.length === 0 ? undefined : asLevel(levels(runs.rows, factor), rest.join('='))
  const groups = by.filter((column) => column !== factor && !saysAgain(runs.rows, factor, column))
  const own = factors.filter((column) => column === factor || !saysAgain(runs.rows, factor, column))
  const pairing = { factor, by: groups, factors: own, ...(reference === undefined ? {} : { reference }) }
  const columns = [...groups, ...PAIRED_COLUMNS]
  return {
    title: `${question.metric}: differences between levels of ${factor}, a - b, paired by seed`,
    notes: [
      `intervals ${percent} by bootstrap (BCa); p by flipping signs, p_holm the same corrected for all comparisons in the table`,
    ],
    columns,
    brief: columns.filter((column) => !['metric', 'factor', 'median', 'p'].includes(column)),
    rows: pairedDifferences(runs.rows, pairing, question),
  }
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

function decomposition({ runs }: Results, factors: readonly string[], text: string, question: Question, percent: string): Answer {
  const over = listed(text)
  needColumns(runs, over, '--decompose')
  const { rows, left_out, balanced } = decompose(runs.rows, over, factors, question)
  const notes = [
    'eta2: share of the total sum of squares; epsilon2: less what chance gives as many degrees of freedom',
    `effect: change from a switch's first to its second level, paired by seed, ${percent} by bootstrap; p by flipping signs`,
    ...(left_out > 0 ? [`${left_out} runs without a value (diverged or incomplete) are left out`] : []),
    ...(balanced ? [] : ['the design is not balanced: each term is what leaving it out would cost, and they need not add up']),
  ]
  const brief = DECOMPOSITION_COLUMNS.filter((column) => column !== 'metric')
  return { title: `variance of ${question.metric}`, notes, columns: DECOMPOSITION_COLUMNS, brief, rows }
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '')
}
