/** A metric against device time after training, from any table of the folder with `elapsed_s` and a task's metric. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bandsFigure } from '../../figures/bands.ts'
import type { Figure } from '../../figures/frame/render.ts'
import { factorsOf, groupRows } from '../factors.ts'
import { describedMetric, epochMetric } from '../metrics.ts'
import { axisName } from '../names.ts'
import { type Results, selectedRows, withRuns } from '../results.ts'
import { readTable } from '../table.ts'
import { bandNote, bandOf, scaleOf } from './bands.ts'
import { estimateNote, grouping, type PlotKind, type PlotOptions, panelsOf, titled } from './kind.ts'

/** Most curves that one panel can show. */
const FEW = 6

export const drift: PlotKind = { name: 'drift', title: 'against device time after training', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const names = results.parts.flatMap((part) =>
    readdirSync(part)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => join(part, name)),
  )
  const tables = await Promise.all(names.sort().map(readTable))
  const metricIn = (known: readonly string[]) => epochMetric(options.metric ?? '', known)
  const found = tables.find((one) => one.columns.includes('elapsed_s') && metricIn(one.columns) !== undefined)
  if (!found) return `no table with columns elapsed_s and mse, or another metric, in "${results.folder}"`
  const table = selectedRows(results, found)
  const metric = metricIn(table.columns)!
  // Columns that were varied come before the times, as they come before run_id.
  const varied = factorsOf(table, table.columns.slice(0, table.columns.indexOf('elapsed_s')))
  const columns = options.by === undefined ? varied : grouping(results, options.by).columns
  const better = describedMetric(metric)?.better ?? 'lower'
  const groups = groupRows(withRuns(table, results.runs, columns), columns)
  const seeds = groups.map(({ rows }) => new Set(rows.map(({ seed }) => seed)).size)
  const panels = panelsOf(groups, columns, FEW).map(({ label, groups: own }) => ({
    label,
    bands: own.map((group) => ({
      label: group.label,
      points: bandOf(group.rows, 'elapsed_s', metric, better, options.band),
    })),
  }))
  return bandsFigure({
    panels,
    x: { label: 'device time after training', scale: 'log time' },
    y: { label: axisName(metric), scale: scaleOf(panels, metric, better) },
    note: estimateNote(seeds, bandNote(options.band)).join('; '),
    ...titled(options),
  })
}
