/** Pulses that training takes, by array and group. */
import type { Figure } from '../../figures/frame/render.ts'
import { stackedBarsFigure } from '../../figures/stacked-bars.ts'
import { mean } from '../../statistics/describe.ts'
import { studentInterval } from '../../statistics/student.ts'
import { groupRows, keyOf, labelOf, levels } from '../factors.ts'
import { type Results, readPart, withRuns } from '../results.ts'
import { bySeed } from '../runs.ts'
import type { Row } from '../table.ts'
import { estimateNote, grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const cost: PlotKind = { name: 'cost', title: 'pulses by array', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const table = await readPart(results, 'pulses')
  if (!table) return `no pulses.csv in "${results.folder}"; \`memxbar run\` and \`memxbar sweep collect\` write one`
  if (table.rows.length === 0) return 'no weights on devices: nothing was written'
  const { columns, pooled } = grouping(results, options.by)
  const arrays = levels(table.rows, 'array')
  const groups = groupRows(withRuns(table, results.runs, columns), columns).map(({ key, rows }) => {
    const runs = totalsOfRuns(rows)
    const totals = bySeed(runs, (run) => run.total as number)
    const of = (array: (typeof arrays)[number]) => mean(runs.map((run) => Number(run[`array ${array}`] ?? 0)))
    return { label: labelOf(key), parts: arrays.map(of), total: studentInterval(totals, 0.95), n: totals.length }
  })
  return stackedBarsFigure({
    components: arrays.map(String),
    groups,
    label: 'pulses per run',
    note: [
      ...estimateNote(
        groups.map(({ n }) => n),
        'mean; line: 95 % interval of the sum',
      ),
      ...pooled,
    ].join('; '),
    ...titled(options),
  })
}

/** One row for each run: pulses of each array over all epochs, and their sum. A run that is several points of a sweep counts once. */
function totalsOfRuns(rows: readonly Row[]): Row[] {
  return groupRows(rows, ['run_id', 'seed']).map(({ key, rows: own }) => {
    const once = new Map(own.map((row) => [keyOf(row, ['epoch', 'array']), row]))
    const run: Record<string, Row[string]> = { ...key, total: 0 }
    for (const { array, set_pulses, reset_pulses, depress_pulses } of once.values()) {
      // Tables of earlier releases have no depression pulses.
      const pulses = Number(set_pulses) + Number(reset_pulses) + Number(depress_pulses ?? 0)
      run[`array ${array}`] = Number(run[`array ${array}`] ?? 0) + pulses
      run.total = Number(run.total) + pulses
    }
    return run
  })
}
