/** A metric of every run, by group. */
import type { Figure } from '../../figures/frame/render.ts'
import { stripFigure } from '../../figures/strip.ts'
import { groupRows, levels } from '../factors.ts'
import { metricAsked } from '../metrics.ts'
import { metricName } from '../names.ts'
import type { Results } from '../results.ts'
import { distinctRuns, metricOf, missingReason } from '../runs.ts'
import type { Row } from '../table.ts'
import { grouping, type PlotKind, type PlotOptions, panelsOf, titled } from './kind.ts'

/** Up to this many groups, labels name all that was varied. */
const FEW = 8

export const box: PlotKind = { name: 'box', title: 'final value of each run', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  const { metric, better } = metricAsked(runs, options)
  if (runs.rows.length < 2) return 'there is only one run; give a folder with several runs'
  const { columns, pooled } = grouping(results, options.by)
  const panels = panelsOf(groupRows(runs.rows, columns), columns, FEW).map(({ label, groups }) => ({
    label,
    groups: groups.map((group) => {
      const rows = distinctRuns(group.rows, [metric])
      const lost = lostRuns(rows, metric)
      return { label: group.label, values: rows.flatMap((row) => metricOf(row, metric) ?? []), ...(lost ? { lost } : {}) }
    }),
  }))
  const { threshold } = options
  return stripFigure({
    panels,
    label: metricName(metric, runs.rows),
    note: pooled.join('; '),
    ...(better === 'higher' ? { scale: 'linear' as const } : {}),
    ...(threshold === undefined ? {} : { threshold: { value: threshold, label: String(threshold) } }),
    ...titled(options),
  })
}

function lostRuns(rows: readonly Row[], metric: string): string {
  const fates = rows.flatMap((row) => missingReason(row, metric) ?? [])
  return levels(
    fates.sort().map((fate) => ({ fate })),
    'fate',
  )
    .map((fate) => `${fates.filter((one) => one === fate).length} ${fate}`)
    .join(', ')
}
