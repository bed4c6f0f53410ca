/** Curves with bands from rows of a table: a metric over the runs at each x. */
import type { Band } from '../../figures/bands.ts'
import type { Clusters } from '../../statistics/clusters.ts'
import { mean, quantile } from '../../statistics/describe.ts'
import { studentInterval } from '../../statistics/student.ts'
import { groupRows } from '../factors.ts'
import type { Better } from '../metrics.ts'
import { bySeed, distinctRuns } from '../runs.ts'
import type { Row } from '../table.ts'
import type { BandKind } from './kind.ts'

/**
 * y over the runs, at each x that has values. A diverged run counts as the worst value in a quantile, and makes a mean
 * undefined; an empty field means that y was not measured.
 */
export function bandOf(rows: readonly Row[], x: string, y: string, better: Better, band: BandKind): Band['points'] {
  const worst = better === 'lower' ? Infinity : -Infinity
  const taken = rows.filter((row) => (row[y] ?? null) !== null)
  return groupRows(taken, [x]).map((group) => {
    const runs = distinctRuns(group.rows, [y])
    const values = bySeed(runs, (row) => (typeof row[y] === 'number' && !Number.isNaN(row[y]) ? row[y] : worst))
    return { x: Number(group.key[x]), ...(band === 'ci' ? meanBand(values) : quartiles(values.flat())) }
  })
}

function quartiles(values: readonly number[]) {
  return { y: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

function meanBand(all: Clusters) {
  const clusters = all.map((values) => values.filter(Number.isFinite)).filter(({ length }) => length > 0)
  const y = mean(clusters.flat())
  if (clusters.length < 2) return { y, low: y, high: y }
  return { y, ...studentInterval(clusters, 0.95) }
}

export function bandNote(band: BandKind): string {
  return band === 'ci' ? 'mean, 95 % interval' : 'median, quartiles'
}

/** A logarithmic axis for errors; a linear axis for metrics where higher is better. */
export function scaleOf(
  panels: readonly { readonly bands: readonly Band[] }[],
  metric: string,
  better: Better,
): 'linear' | 'log' {
  if (better === 'higher') return 'linear'
  if (metric.startsWith('mse')) return 'log'
  const values = panels.flatMap(({ bands }) => bands.flatMap(({ points }) => points.map(({ y }) => y))).filter(Number.isFinite)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return low > 0 && high / low > WIDE ? 'log' : 'linear'
}

/** Values that span more than this factor get a logarithmic axis. */
const WIDE = 5
