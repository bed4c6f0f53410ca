/** Predicted classes of the test samples of each class. */
import { confusionFigure } from '../../figures/confusion.ts'
import type { Figure } from '../../figures/frame/render.ts'
import { groupRows, labelOf, levels } from '../factors.ts'
import { type Results, readPart, withRuns } from '../results.ts'
import { distinctRuns } from '../runs.ts'
import type { Row } from '../table.ts'
import { grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const confusion: PlotKind = { name: 'confusion', title: 'true and predicted classes', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const table = await readPart(results, 'predictions')
  if (!table)
    return `no predictions.csv in "${results.folder}"; \`memxbar run\` of a task with classes and test samples writes one`
  const { columns } = grouping(results, options.by)
  const classes = levels(
    [...table.rows.map(({ label }) => ({ label: label! })), ...table.rows.map(({ predicted }) => ({ label: predicted! }))],
    'label',
  )
  const rank = new Map(classes.map((level, i) => [level, i]))
  const panels = groupRows(withRuns(table, results.runs, columns), columns).map(({ key, rows }) => {
    const own = distinctRuns(rows, ['sample'])
    const counts = classes.map(() => classes.map(() => 0))
    for (const { label, predicted } of own) counts[rank.get(label ?? null)!]![rank.get(predicted ?? null)!]!++
    return { label: [...(columns.length > 0 ? [labelOf(key)] : []), correct(own)].join(': '), counts }
  })
  return confusionFigure({ classes: classes.map((level) => String(level ?? '-')), panels, ...titled(options) })
}

function correct(rows: readonly Row[]): string {
  const runs = new Set(rows.map(({ run_id }) => run_id)).size
  const right = rows.filter(({ label, predicted }) => label === predicted).length
  return `${right} of ${rows.length} correct${runs > 1 ? `, ${runs} runs` : ''}`
}
