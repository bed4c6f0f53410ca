/** Costs by component and group: one bar for each group with its parts in a row, and an interval of their sum. */
import { range } from '../statistics/describe.ts'
import { frame } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, GROUPS, rightMargin, textWidth, WIDTH } from './frame/style.ts'
import { linearTicks } from './frame/ticks.ts'
import { wrap } from './frame/wrap.ts'

export interface StackedBarsFigureData {
  /** Names of the parts, from the axis outwards; a part that is 0 in all groups is not drawn. */
  readonly components: readonly string[]
  /** From top to bottom. */
  readonly groups: readonly {
    readonly label: string
    /** [components], 0 or more. */
    readonly parts: readonly number[]
    /** Interval of the sum; NaN: no interval. */
    readonly total?: { readonly low: number; readonly high: number }
  }[]
  /** Label of the axis, with its unit. */
  readonly label: string
  /** Explains the lengths, e.g. `mean; line: 95 % interval of the sum`. */
  readonly note: string
  readonly title?: string | undefined
}

const ROW = 22
const LINE = 1.2 * FONT_SIZE
const BOTTOM = 34
/** Share of the width for the groups' names. */
const NAMES = 0.42

/** @returns a figure 85 mm wide, one row for each group; the axis begins at 0, because lengths are compared */
export function stackedBarsFigure({ components, groups, label, note, title }: StackedBarsFigureData): Promise<Figure> {
  let height = 0
  const rows = groups.map((group) => {
    const name = wrap(group.label, NAMES * WIDTH)
    const own = Math.max(ROW, LINE * name.length + 4)
    height += own
    return { ...group, name, y: height - own / 2 }
  })
  const seen = components.map((_, c) => groups.some(({ parts }) => parts[c]! > 0))
  const colours = new Map(
    components.filter((_, c) => seen[c]).map((component, i) => [component, GROUPS[i % GROUPS.length]!.stroke]),
  )
  const bars = rows.flatMap(({ parts, y }) => {
    let x = 0
    return components.flatMap((component, c) => {
      const from = x
      x += parts[c]!
      return parts[c]! > 0 ? [{ y, x1: from, x2: x, fill: colours.get(component)! }] : []
    })
  })
  const intervals = rows.flatMap(({ total, y }) =>
    total && Number.isFinite(total.low) ? [{ y, low: Math.max(0, total.low), high: total.high }] : [],
  )
  const most = range([...bars.map(({ x2 }) => x2), ...intervals.map(({ high }) => high)])[1]
  const domain = [0, most > 0 ? 1.04 * most : 1] as const
  const left = 10 + Math.max(20, ...rows.flatMap(({ name }) => name.map(textWidth)))
  const ticks = linearTicks(domain, 4)
  const heading: Heading = {
    title,
    legend: [...colours].map(([component, stroke]) => ({ label: component, line: { stroke, 'stroke-width': 8 } })),
    note: `(${note})`,
    left,
  }
  const top = headingHeight(heading) + 4
  const half = 0.3 * ROW
  return renderFigure((plot, document) => {
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + height + BOTTOM,
      marginTop: top,
      marginRight: rightMargin(ticks),
      marginBottom: BOTTOM,
      marginLeft: left,
      x: { domain },
      y: { domain: [0, height], reverse: true, axis: null },
      color: { type: 'identity' },
      marks: [
        plot.gridX(ticks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
        ...frame(plot, { x: { ticks, label } }),
        plot.text(rows, { x: 0, y: 'y', text: (d) => d.name.join('\n'), textAnchor: 'end', dx: -6, lineHeight: 1.2 }),
        plot.rect(bars, { x1: 'x1', x2: 'x2', y1: (d) => d.y - half, y2: (d) => d.y + half, fill: 'fill' }),
        plot.ruleY(intervals, { y: 'y', x1: 'low', x2: 'high', stroke: 'black', strokeWidth: 1.2 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}
