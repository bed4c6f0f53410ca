/** A metric against the epochs, by group. */
import { bandsFigure } from '../../figures/bands.ts'
import type { Figure } from '../../figures/frame/render.ts'
import { groupRows } from '../factors.ts'
import { describedMetric, epochMetric, metricAsked } from '../metrics.ts'
import { axisName } from '../names.ts'
import { type Results, readPart, withRuns } from '../results.ts'
import { bandNote, bandOf, scaleOf } from './bands.ts'
import { countNote, grouping, type PlotKind, type PlotOptions, panelsOf, titled } from './kind.ts'

/** Most curves that one panel can show. */
const FEW = 6

export const learning: PlotKind = { name: 'learning', title: 'learning curves', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const epochs = await readPart(results, 'epochs')
  if (!epochs) return `no epochs.csv in "${results.folder}"; \`memxbar run\` and \`memxbar sweep collect\` write one`
  const asked = metricAsked(results.runs, options)
  const y = epochMetric(asked.metric, epochs.columns)
  if (y === undefined) return `no metric of a task in "${epochs.file}"; it has: ${epochs.columns.join(', ')}`
  const isOwn = y === asked.metric || describedMetric(asked.metric)?.epoch === y
  const better = isOwn ? asked.better : (describedMetric(y)?.better ?? 'lower')
  const { columns, pooled } = grouping(results, options.by)
  const groups = groupRows(withRuns(epochs, results.runs, columns), columns)
  // One grouping column with many levels: one panel for each level.
  const alone = columns.length === 1 && groups.length > FEW
  const bandsOf = ({ label, rows }: { label: string; rows: typeof epochs.rows }) => {
    return { label: alone || columns.length === 0 ? '' : label, points: bandOf(rows, 'epoch', y, better, options.band) }
  }
  const panels = panelsOf(groups, columns, FEW).flatMap((panel) =>
    alone
      ? panel.groups.map((group) => ({ label: group.label, bands: [bandsOf(group)] }))
      : [{ label: panel.label, bands: panel.groups.map(bandsOf) }],
  )
  if (panels.every(({ bands }) => bands.every(({ points }) => points.length === 0)))
    return `"${epochs.file}" has no value of ${y}`
  const runs = groups.map(({ rows }) => new Set(rows.map((row) => row.run_id)).size)
  const most = Math.max(...runs)
  const note =
    most > 1 ? [bandNote(options.band), ...countNote(runs), ...pooled] : [groups.length > 1 ? 'one run each' : 'one run']
  return bandsFigure({
    panels,
    x: { label: 'epoch', scale: 'linear' },
    y: { label: axisName(y), scale: scaleOf(panels, y, better) },
    note: note.join('; '),
    ...(options.threshold === undefined || !isOwn ? {} : { threshold: options.threshold }),
    ...titled(options),
  })
}
