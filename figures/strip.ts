/** Boxes and points: how a metric spreads over the runs of each group. */

import { range, sortedQuantile } from '../statistics/describe.ts'
import { frame, spaced } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, rightMargin, shorten, textWidth, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logDomain, logTicks } from './frame/ticks.ts'

export interface StripFigureData {
  readonly groups: readonly {
    readonly label: string
    readonly values: readonly number[]
    /** What the figure says of the group's runs without a value. */
    readonly lost?: string
  }[]
  /** Of the metric. */
  readonly label: string
  readonly threshold?: number
}

const ROW = 26
const BOTTOM = 34
const SMALL = 8
/** As many as fit on a page. */
const MAX_GROUPS = 24
/** Of the width, for the groups' names. */
const NAMES = 0.42
/** Values that span more than this factor get a logarithmic axis. */
const WIDE = 5

/** @returns a figure 85 mm wide, a row for each group: box of the quartiles, line at the median, whiskers to 1.5 times the box, every run a point */
export function stripFigure({ groups: every, label, threshold }: StripFigureData): Promise<Figure> {
  const groups = every.slice(0, MAX_GROUPS)
  const values = groups.flatMap((group) => group.values)
  // Room on both sides of the threshold's line.
  const shown = [...values, ...(threshold === undefined ? [] : [threshold / 1.1, threshold * 1.1])]
  const [low, high] = shown.length > 0 ? range(shown) : [0.1, 1]
  const onLog = low > 0 && high / low > WIDE
  const pad = 0.04 * (high - low) || Math.abs(high) / 2 || 1
  const domain: Domain = onLog ? logDomain([low, high]) : [low - pad, high + pad]
  const names = groups.map((group) => shorten(group.label, NAMES * WIDTH))
  const left =
    Math.max(20, ...names.map(textWidth), ...groups.map((group) => (textWidth(group.lost ?? '') * SMALL) / FONT_SIZE)) + 10
  const ticks = onLog ? spaced(logTicks(domain), domain, WIDTH - left - 12) : linearTicks(domain, 4)
  const notes = [
    ...(threshold === undefined ? [] : [`dashed: ${threshold}`]),
    ...(every.length > groups.length ? [`${groups.length} of ${every.length} groups shown`] : []),
  ]
  const heading: Heading = { title: undefined, legend: [], note: notes.length > 0 ? notes.join('; ') : undefined, left }
  const top = headingHeight(heading) + 4
  const boxes = groups.flatMap((group, row) => (group.values.length > 2 ? [{ row, ...box(group.values) }] : []))
  const medians = groups.flatMap((group, row) =>
    group.values.length > 0 ? [{ row, x: sortedQuantile(Float64Array.from(group.values).sort(), 0.5) }] : [],
  )
  const points = groups.flatMap((group, row) => group.values.map((x, i) => ({ row, x, shift: jitter(i) })))
  const lost = groups.flatMap((group, row) => (group.lost ? [{ row, text: group.lost }] : []))
  const beside = { x: domain[0], textAnchor: 'end', dx: -6 } as const
  return renderFigure((plot, document) => {
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + ROW * groups.length + BOTTOM,
      marginTop: top,
      marginRight: rightMargin(ticks),
      marginBottom: BOTTOM,
      marginLeft: left,
      x: { type: onLog ? 'log' : 'linear', domain },
      y: { domain: [-0.5, groups.length - 0.5], reverse: true, axis: null },
      marks: [
        plot.gridX(ticks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
        ...frame(plot, { x: { ticks, label } }),
        plot.text(names, { ...beside, y: (_, row) => row - (groups[row]!.lost ? 0.2 : 0), text: (name) => name }),
        plot.text(lost, { ...beside, y: (d) => d.row + 0.25, text: 'text', fontSize: SMALL }),
        threshold === undefined ? null : plot.ruleX([threshold], { stroke: 'black', strokeDasharray: '4 3' }),
        plot.ruleY(boxes, { y: 'row', x1: 'low', x2: 'high', stroke: COLOUR.grey }),
        plot.rect(boxes, {
          ...{ x1: 'q1', x2: 'q3', y1: (d) => d.row - 0.32, y2: (d) => d.row + 0.32 },
          ...{ fill: '#D6E6F2', stroke: COLOUR.grey, strokeWidth: 0.75 },
        }),
        plot.dot(points, { x: 'x', y: (d) => d.row + d.shift, r: 1.8, fill: COLOUR.blue, fillOpacity: 0.75 }),
        plot.ruleX(medians, { x: 'x', y1: (d) => d.row - 0.32, y2: (d) => d.row + 0.32, stroke: 'black', strokeWidth: 1.6 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

/** Tukey's box; the whiskers end at the outermost values that are no further than 1.5 times its length from it. */
function box(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort()
  const [q1, q3] = [sortedQuantile(sorted, 0.25), sortedQuantile(sorted, 0.75)]
  const reach = 1.5 * (q3 - q1)
  return { q1, q3, low: sorted.find((x) => x >= q1 - reach)!, high: sorted.findLast((x) => x <= q3 + reach)! }
}

/** Spreads neighbours apart, the same in every drawing: multiples of the golden ratio, modulo 1, between -0.25 and 0.25. */
function jitter(i: number): number {
  return 0.5 * (((i + 0.5) * 0.618033988749895) % 1) - 0.25
}
