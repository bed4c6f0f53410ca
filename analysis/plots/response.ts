/** A metric against a number that was varied: one curve for each setting of everything else. */
import type { Figure } from '../../figures/frame/render.ts'
import { type Series, seriesFigure } from '../../figures/series.ts'
import { range } from '../../statistics/describe.ts'
import { groupRows, labelOf } from '../factors.ts'
import { metricAsked } from '../metrics.ts'
import { axisName, metricName } from '../names.ts'
import type { Results } from '../results.ts'
import type { Row } from '../table.ts'
import { estimate } from './estimate.ts'
import { estimateNote, grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const response: PlotKind = { name: 'response', title: 'against a number that was varied', draw }

/** Most curves that one panel can show. */
const FEW = 4
/** Ratio of largest to smallest value from which an axis is logarithmic. */
const DECADES = 20

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  const { metric, better } = metricAsked(runs, options)
  const { columns, pooled } = grouping(results, options.by)
  const across = columns.findLast((column) => new Set(numbersOf(runs.rows, column)).size > 1)
  if (across === undefined) return 'no number was varied; name a column of numbers with --by'
  const others = columns.filter((column) => column !== across)
  const seeds: number[] = []
  const curves = groupRows(runs.rows, others).map(({ key, rows }): { key: Row; series: Series } => {
    const points = groupRows(
      rows.filter((row) => numbersOf([row], across).length > 0),
      [across],
    )
      .map((group) => {
        const { value, low, high, seeds: own } = estimate(group.rows, metric)
        seeds.push(own)
        return { x: Number(group.key[across]), y: value, ...(Number.isFinite(low) && Number.isFinite(high) ? { low, high } : {}) }
      })
      .filter(({ y }) => Number.isFinite(y))
      .sort((a, b) => a.x - b.x)
    return { key, series: { label: labelOf(key), points } }
  })
  const points = curves.flatMap(({ series }) => series.points)
  if (points.length < 2) return `two values of ${across} with a value of ${metric} are needed`
  const isLog = (values: readonly number[]) => {
    const [low, high] = range(values)
    return low > 0 && high / low >= DECADES
  }
  return seriesFigure({
    panels:
      curves.length <= FEW
        ? [{ series: curves.map(({ series }) => series) }]
        : curves.map(({ series }) => ({ label: series.label, series: [{ ...series, label: '' }] })),
    x: { label: axisName(across), log: isLog(points.map(({ x }) => x)) },
    y: { label: metricName(metric, runs.rows), log: better === 'lower' && isLog(points.map(({ y }) => y)) },
    note: [...estimateNote(seeds), ...pooled].join('; '),
    ...titled(options),
  })
}

/** Values of a column that are numbers. */
function numbersOf(rows: readonly Row[], column: string): number[] {
  return rows.flatMap((row) => {
    const value = row[column]
    return typeof value === 'number' && Number.isFinite(value) ? [value] : []
  })
}
