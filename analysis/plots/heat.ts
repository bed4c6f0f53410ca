/** A metric over two parameters, with a panel for each setting of the others. */
import type { Figure } from '../../figures/frame/render.ts'
import { heatFigure } from '../../figures/heat.ts'
import { mean } from '../../statistics/describe.ts'
import { studentInterval } from '../../statistics/student.ts'
import { groupRows, labelOf, levels } from '../factors.ts'
import { metricAsked } from '../metrics.ts'
import { axisName, metricName } from '../names.ts'
import type { Results } from '../results.ts'
import { bySeed, distinctRuns, metricOf } from '../runs.ts'
import type { Row } from '../table.ts'
import { grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const heat: PlotKind = { name: 'heat', title: 'over two parameters', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  const { metric, better } = metricAsked(runs, options)
  const { columns, pooled } = grouping(results, options.by)
  if (columns.length < 2) {
    return `two parameters are needed and ${columns.length} (${columns.join(', ') || 'none'}) make the groups; name two with --by`
  }
  const [x, y, ...others] = (options.by === undefined ? numbersFirst(runs.rows, columns) : columns) as [
    string,
    string,
    ...string[],
  ]
  const [xs, ys] = [levels(runs.rows, x), levels(runs.rows, y)]
  const panels = groupRows(runs.rows, others).map(({ key, rows }) => ({
    label: others.length > 0 ? labelOf(key) : '',
    cells: groupRows(rows, [x, y]).map((cell) => {
      const clusters = bySeed(distinctRuns(cell.rows, [metric]), (row) => metricOf(row, metric))
      const place = { x: xs.indexOf(cell.key[x]!), y: ys.indexOf(cell.key[y]!) }
      return { ...place, value: mean(clusters.flat()), ...studentInterval(clusters, 0.95), n: clusters.length }
    }),
  }))
  const several = panels.some(({ cells }) => cells.some(({ n }) => n > 1))
  const axis = (column: string, found: typeof xs) => ({
    label: axisName(column),
    levels: found.map((level) => String(level ?? '-')),
  })
  return heatFigure({
    ...{ x: axis(x, xs), y: axis(y, ys), panels, label: metricName(metric, runs.rows) },
    note: [several ? 'mean, 95 % interval' : 'mean', ...pooled].join('; '),
    ...(better === 'higher' ? { scale: 'linear' as const } : {}),
    ...titled(options),
  })
}

/** Numeric parameters become the axes of a map, text parameters its panels. */
function numbersFirst(rows: readonly Row[], columns: readonly string[]): string[] {
  const isText = (column: string) => rows.some((row) => typeof row[column] === 'string')
  return [...columns.filter((column) => !isText(column)), ...columns.filter(isText)]
}
