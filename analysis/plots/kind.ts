/** What all kinds of result figures share: options, data source, and grouping into panels. */
import type { Figure } from '../../figures/frame/render.ts'
import { groupColumns, pooledOver } from '../analyze.ts'
import { type Group, groupRows, labelOf } from '../factors.ts'
import type { AskedMetric } from '../metrics.ts'
import type { Results } from '../results.ts'
import type { Row } from '../table.ts'

export interface PlotOptions extends AskedMetric {
  /** Columns that make the groups; default: all that was varied. */
  readonly by?: string
  /** The curve and its band: median and quartiles, or mean and its confidence interval. */
  readonly band: BandKind
  /** Trade-off only: the metric of the x axis. */
  readonly against?: string
  /** Trade-off only: the metric that sets the area of the points. */
  readonly size?: string
  /** Title above every figure. */
  readonly title?: string
}

export const BANDS = ['quartiles', 'ci'] as const
export type BandKind = (typeof BANDS)[number]

export interface PlotKind {
  /** As `--kind` names it. */
  readonly name: string
  readonly title: string
  /** Reads the data and draws; returns a text that names the missing data if it cannot. */
  readonly draw: (results: Results, options: PlotOptions) => Promise<Figure | string>
}

interface LabelledGroup extends Group {
  readonly label: string
}

interface PanelOfGroups {
  readonly label: string
  readonly groups: readonly LabelledGroup[]
}

/** One panel if there are at most `few` groups or one grouping column, else one for each setting of all columns but the last. */
export function panelsOf(groups: readonly Group[], columns: readonly string[], few: number): PanelOfGroups[] {
  const inner = columns.at(-1)
  if (groups.length <= few || columns.length < 2 || inner === undefined) {
    return [{ label: '', groups: groups.map((group) => ({ ...group, label: labelOf(group.key) })) }]
  }
  const outer = columns.slice(0, -1)
  const panels = groupRows(
    groups.map(({ key }) => key),
    outer,
  )
  return panels.map(({ key, rows }) => ({
    label: labelOf(key),
    groups: groups
      .filter((group) => rows.includes(group.key))
      .map((group) => ({ ...group, label: labelOf({ [inner]: group.key[inner] ?? null }) })),
  }))
}

/** The columns of --by, and a note for the figure where a group pools runs of several settings. */
export function grouping(results: Results, by: string | undefined): { columns: string[]; pooled: string[] } {
  const columns = groupColumns(results, by)
  const over = pooledOver(results, columns)
  return { columns, pooled: over.length > 0 ? [`pooled over ${over.join(', ')}`] : [] }
}

/** The title in the form that figures take. */
export function titled({ title }: PlotOptions): { title?: string } {
  return title === undefined ? {} : { title }
}

/** The number of observations in each group, or its range. */
export function countNote(counts: readonly number[]): string[] {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (!Number.isFinite(least)) return []
  return [least === most ? `n = ${least}` : `n = ${least} to ${most}`]
}

/** A note that names the estimate over seeds; with one seed each there is no interval. */
export function estimateNote(seeds: readonly number[], what = 'mean, 95 % interval'): string[] {
  return Math.max(...seeds) > 1 ? [what, ...countNote(seeds)] : [seeds.length > 1 ? 'one seed each' : 'one seed']
}

export function numbers(rows: readonly Row[], column: string): number[] {
  return rows.map((row) => Number(row[column] ?? Number.NaN))
}
