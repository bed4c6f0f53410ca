/** Ranks the candidates of a search from best to worst, separately for each scheme and each point of the grid. */
import { parse } from 'csv-parse/sync'
import { csv, type Row } from '../results/tables.ts'
import type { Cell, Manifest, Ranking } from './manifest.ts'
import type { FinishedRun } from './shard.ts'

interface Candidate {
  readonly group: readonly Cell[]
  readonly row: Readonly<Record<string, Cell>>
  readonly scores: number[]
}

export interface Ranker {
  /** `run`: undefined if it failed or is missing; such a candidate is last, and so is one whose objective is not a number. */
  add(values: readonly Cell[], run: FinishedRun | undefined): void
  csv(): string
}

export function createRanker({ columns }: Manifest, ranking: Ranking): Ranker {
  const { objective, maximize, rank_by, searched } = ranking
  const groupColumns = columns.filter((column) => column !== 'candidate' && !searched.includes(column))
  const worse = maximize ? Math.min : Math.max
  const hopeless = maximize ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const candidates = new Map<string, Candidate>()
  return {
    add(values, run) {
      const row = Object.fromEntries(columns.map((column, i) => [column, values[i]!]))
      const group = groupColumns.map((column) => row[column]!)
      const key = JSON.stringify([group, row.candidate])
      const candidate = candidates.get(key) ?? { group, row, scores: [] }
      candidates.set(key, candidate)
      candidate.scores.push(run ? scoreOf(run, objective, hopeless) : hopeless)
    },
    csv() {
      const scored = [...candidates.values()].map(({ group, row, scores }) => {
        const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
        return { group: JSON.stringify(group), row, runs: scores.length, mean, worst: scores.reduce((a, b) => worse(a, b)) }
      })
      const groups = new Map<string, typeof scored>()
      for (const candidate of scored) groups.set(candidate.group, [...(groups.get(candidate.group) ?? []), candidate])
      const sign = maximize ? -1 : 1
      const rows = [...groups.values()].flatMap((members) =>
        members
          .toSorted((a, b) => sign * compare(a[rank_by], b[rank_by]) || Number(a.row.candidate) - Number(b.row.candidate))
          .map(({ row, runs, mean, worst }, i): Row => {
            return { ...row, rank: i + 1, runs, objective, objective_mean: finite(mean), objective_worst: finite(worst) }
          }),
      )
      const own = ['rank', 'candidate', 'runs', 'objective', 'objective_mean', 'objective_worst']
      return csv(rows, [...groupColumns, ...own, ...searched])
    },
  }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)
/** Infinities are equal to themselves. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b)

function scoreOf(run: FinishedRun, objective: string, hopeless: number): number {
  const [row] = parse(run.runs, { columns: true }) as Record<string, string>[]
  // A run that was stopped early is not ranked, whatever its result.
  const text = row?.completed === 'false' ? '' : (row?.[objective] ?? '')
  const score = text === '' ? Number.NaN : Number(text)
  return Number.isFinite(score) ? score : hopeless
}
