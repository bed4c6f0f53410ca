/** One number of every run, by group: points, with a box and the median or with a bar at the mean. */

import { mean, range, sortedQuantile } from '../statistics/describe.ts'
import { frame, spaced } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { stackPlots } from './frame/stack.ts'
import { COLOUR, FONT_SIZE, rightMargin, textWidth, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logDomain, logTicks, type Ticks } from './frame/ticks.ts'
import { wrap } from './frame/wrap.ts'

interface StripGroup {
  readonly label: string
  /** A logarithmic axis leaves out values not above 0. */
  readonly values: readonly number[]
  /** Note on the group's runs without a value. */
  readonly lost?: string
}

export interface StripFigureData {
  /** From top to bottom; a panel without groups is not drawn. */
  readonly panels: readonly { readonly label: string; readonly groups: readonly StripGroup[] }[]
  /** Label of the axis. */
  readonly label: string
  /** `box` (default): quartiles, median, whiskers to 1.5 times the box. `mean`: a bar at the mean. */
  readonly mark?: 'box' | 'mean'
  /** Default: logarithmic where values span more than a factor of 5. */
  readonly scale?: 'linear' | 'log'
  /** A level to compare with. */
  readonly threshold?: { readonly value: number; readonly label: string }
  /** A further note for the reader. */
  readonly note?: string
  readonly title?: string | undefined
}

const ROW = 26
const LINE = 1.2 * FONT_SIZE
const BOTTOM = 34
const SMALL = 8
/** Share of the width for the groups' names. */
const NAMES = 0.42
/** Values that span more than this factor get a logarithmic axis. */
const WIDE = 5

/** A group with its position: a row is as high as its name needs. */
interface Placed extends StripGroup {
  readonly name: readonly string[]
  /** Middle of the row, from the top of its panel. */
  readonly y: number
}

/** @returns a figure 85 mm wide, one row for each group */
export function stripFigure({
  panels: given,
  label,
  mark = 'box',
  scale,
  threshold,
  note = '',
  title,
}: StripFigureData): Promise<Figure> {
  const panels = given.filter(({ groups }) => groups.length > 0).map((panel) => ({ ...panel, ...placed(panel.groups) }))
  const all = panels.flatMap(({ groups }) => groups.flatMap(({ values }) => values)).filter(Number.isFinite)
  const dashed = threshold?.value
  // Extra range on both sides of the threshold's line.
  const shown = [...all, ...(dashed === undefined ? [] : [dashed / 1.1, dashed * 1.1])]
  const positive = shown.filter((value) => value > 0)
  const [low, high] = shown.length > 0 ? range(shown) : [0.1, 1]
  const onLog = scale === undefined ? low > 0 && high / low > WIDE : scale === 'log'
  const pad = 0.04 * (high - low) || Math.abs(high) / 2 || 1
  const domain: Domain = onLog ? logDomain(positive.length > 0 ? range(positive) : [0.1, 1]) : [low - pad, high + pad]
  const names = panels.flatMap(({ groups }) => groups)
  const left =
    10 +
    Math.max(
      ...[20, ...names.flatMap(({ name }) => name.map(textWidth))],
      ...names.map(({ lost = '' }) => (textWidth(lost) * SMALL) / FONT_SIZE),
    )
  const ticks = onLog ? spaced(logTicks(domain), domain, WIDTH - left - 12) : linearTicks(domain, 4)
  const notes = [
    ...(mark === 'mean' ? ['bar: mean'] : []),
    ...(threshold ? [`dashed: ${threshold.label}`] : []),
    ...(note === '' ? [] : [note]),
  ]
  const heading: Heading = { title, legend: [], left, ...(notes.length > 0 ? { note: notes.join('; ') } : {}) }
  const top = headingHeight(heading)
  return renderFigure((plot, document) => {
    const drawn = panels.map((panel, i) => {
      const lines = panel.label === '' ? [] : wrap(panel.label, WIDTH - left - 4)
      const above = (i === 0 ? top : 4) + 4 + LINE * lines.length
      const last = i === panels.length - 1
      const place = { above, left, right: rightMargin(ticks), below: last ? BOTTOM : 2, height: panel.height }
      const axis = { domain, onLog, ticks, label: last ? label : null }
      return drawPanel(plot, document, panel.groups, lines, { place, axis, mark, dashed })
    })
    const svg = stackPlots(document, drawn)
    drawHeading(document, svg, heading)
    return svg
  })
}

interface Look {
  readonly place: { above: number; left: number; right: number; below: number; height: number }
  readonly axis: { domain: Domain; onLog: boolean; ticks: Ticks; label: string | null }
  readonly mark: 'box' | 'mean'
  readonly dashed: number | undefined
}

function drawPanel(
  plot: typeof import('@observablehq/plot'),
  document: Document,
  groups: readonly Placed[],
  lines: readonly string[],
  { place, axis: { domain, onLog, ticks, label }, mark, dashed }: Look,
): Element {
  const drawable = (value: number) => Number.isFinite(value) && (!onLog || value > 0)
  const points = groups.flatMap(({ values, y }) => values.filter(drawable).map((x, i) => ({ x, y: y + ROW * jitter(i) })))
  const boxes = groups.flatMap(({ values, y }) => {
    const own = values.filter(drawable)
    return mark === 'box' && own.length > 2 ? [{ y, ...box(own) }] : []
  })
  const centres = groups.flatMap(({ values, y }) => {
    const own = mark === 'box' ? values.filter(drawable) : values
    const x = mark === 'box' ? sortedQuantile(Float64Array.from(own).sort(), 0.5) : mean(own)
    return drawable(x) ? [{ x, y }] : []
  })
  const half = 0.32 * ROW
  const beside = { x: domain[0], textAnchor: 'end', dx: -6, lineHeight: 1.2 } as const
  return plot.plot({
    document,
    width: WIDTH,
    height: place.above + place.height + place.below,
    marginTop: place.above,
    marginRight: place.right,
    marginBottom: place.below,
    marginLeft: place.left,
    x: { type: onLog ? 'log' : 'linear', domain },
    y: { domain: [0, place.height], reverse: true, axis: null },
    marks: [
      plot.gridX(ticks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
      ...frame(plot, { x: { ticks, label } }),
      plot.text([lines.join('\n')], { frameAnchor: 'top-left', lineAnchor: 'bottom', lineHeight: 1.2, dy: -4, fill: 'black' }),
      plot.text(groups, { ...beside, y: (d) => d.y - (d.lost ? 5 : 0), text: (d) => d.name.join('\n') }),
      plot.text(
        groups.filter(({ lost }) => lost),
        { ...beside, y: (d) => d.y + 6 * d.name.length, text: 'lost', fontSize: SMALL },
      ),
      dashed === undefined || !drawable(dashed) ? null : plot.ruleX([dashed], { stroke: 'black', strokeDasharray: '4 3' }),
      plot.ruleY(boxes, { y: 'y', x1: 'low', x2: 'high', stroke: COLOUR.grey }),
      plot.rect(boxes, {
        ...{ x1: 'q1', x2: 'q3', y1: (d) => d.y - half, y2: (d) => d.y + half },
        ...{ fill: '#D6E6F2', stroke: COLOUR.grey, strokeWidth: 0.75 },
      }),
      plot.dot(points, { x: 'x', y: 'y', r: 1.8, fill: COLOUR.blue, fillOpacity: 0.75 }),
      plot.ruleX(centres, { x: 'x', y1: (d) => d.y - half, y2: (d) => d.y + half, stroke: 'black', strokeWidth: 1.6 }),
    ],
  })
}

function placed(groups: readonly StripGroup[]): { readonly groups: readonly Placed[]; readonly height: number } {
  let height = 0
  const rows = groups.map((group) => {
    const name = wrap(group.label, NAMES * WIDTH)
    const own = Math.max(ROW, LINE * name.length + (group.lost ? SMALL : 0) + 6)
    height += own
    return { ...group, name, y: height - own / 2 }
  })
  return { groups: rows, height }
}

/** Tukey's box; the whiskers end at the outermost values within 1.5 times its length. */
function box(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort()
  const [q1, q3] = [sortedQuantile(sorted, 0.25), sortedQuantile(sorted, 0.75)]
  const reach = 1.5 * (q3 - q1)
  return { q1, q3, low: sorted.find((x) => x >= q1 - reach)!, high: sorted.findLast((x) => x <= q3 + reach)! }
}

/** Vertical offsets that separate neighbours, the same in every drawing: multiples of the golden ratio, modulo 1, between -0.25 and 0.25. */
function jitter(i: number): number {
  return 0.5 * (((i + 0.5) * 0.618033988749895) % 1) - 0.25
}
