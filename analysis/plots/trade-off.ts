/** One metric against another, by group: for example error against cost. */
import type { Figure } from '../../figures/frame/render.ts'
import { type TradeOffFigureData, tradeOffFigure } from '../../figures/trade-off.ts'
import { mean } from '../../statistics/describe.ts'
import { studentInterval } from '../../statistics/student.ts'
import { groupRows, labelOf } from '../factors.ts'
import { describedMetric, metricAsked, needNumbers } from '../metrics.ts'
import { metricName } from '../names.ts'
import type { Results } from '../results.ts'
import { bySeed, distinctRuns, metricOf } from '../runs.ts'
import type { Row } from '../table.ts'
import { estimateNote, grouping, type PlotOptions, titled } from './kind.ts'

export async function tradeOff(results: Results, options: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  const { size } = options
  // What an error costs in energy, where that was counted.
  const against = options.against ?? (runs.columns.includes('energy_j') ? 'energy_j' : undefined)
  if (against === undefined) return 'name the metric of the x axis with --against, e.g. --against set_pulses'
  needNumbers(runs, against, '--against')
  if (size !== undefined) needNumbers(runs, size, '--size')
  const { metric, better } = metricAsked(runs, options)
  const { columns, pooled } = grouping(results, options.by)
  const groups = groupRows(runs.rows, columns)
  const points = groups.map(({ key, rows }): TradeOffFigureData['points'][number] => ({
    label: labelOf(key),
    x: estimate(rows, against),
    y: estimate(rows, metric),
    ...(size === undefined ? {} : { size: estimate(rows, size).value }),
  }))
  const drawable = points.filter(({ x, y }) => Number.isFinite(x.value) && Number.isFinite(y.value))
  if (drawable.length < 2)
    return `two groups with a value of ${metric} and ${against} are needed; name what makes groups with --by`
  const seeds = groups.map(({ rows }) => bySeed(distinctRuns(rows, []), (row) => metricOf(row, metric)).length)
  return tradeOffFigure({
    points,
    x: { label: metricName(against, runs.rows), better: describedMetric(against)?.better ?? 'lower' },
    y: { label: metricName(metric, runs.rows), better },
    ...(size === undefined ? {} : { size: metricName(size, runs.rows) }),
    note: [...estimateNote(seeds), ...pooled].join('; '),
    ...titled(options),
  })
}

function estimate(rows: readonly Row[], metric: string) {
  const clusters = bySeed(distinctRuns(rows, [metric]), (row) => metricOf(row, metric))
  return { value: mean(clusters.flat()), ...studentInterval(clusters, 0.95) }
}
