/** One metric against another, by group: for example error against cost. */
import type { Figure } from '../../figures/frame/render.ts'
import { type TradeOffFigureData, tradeOffFigure } from '../../figures/trade-off.ts'
import { groupRows, labelOf } from '../factors.ts'
import { assertNumeric, describedMetric, metricAsked } from '../metrics.ts'
import { metricName } from '../names.ts'
import type { Results } from '../results.ts'
import { estimate } from './estimate.ts'
import { estimateNote, grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const tradeOff: PlotKind = { name: 'trade-off', title: 'one metric against another', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  const { size } = options
  // What an error costs in energy, where that was counted.
  const against = options.against ?? (runs.columns.includes('energy_j') ? 'energy_j' : undefined)
  if (against === undefined) return 'name the metric of the x axis with --against, e.g. --against set_pulses'
  assertNumeric(runs, against, '--against')
  if (size !== undefined) assertNumeric(runs, size, '--size')
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
  const seeds = groups.map(({ rows }) => estimate(rows, metric).seeds)
  return tradeOffFigure({
    points,
    x: { label: metricName(against, runs.rows), better: describedMetric(against)?.better ?? 'lower' },
    y: { label: metricName(metric, runs.rows), better },
    ...(size === undefined ? {} : { size: metricName(size, runs.rows) }),
    note: [...estimateNote(seeds), ...pooled].join('; '),
    ...titled(options),
  })
}
