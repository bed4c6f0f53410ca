/** Curves with bands: how a value goes with another, by group, and how far it spreads. */

import { range } from '../statistics/describe.ts'
import { frame, spaced } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { GROUPS, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logDomain, logTicks, type Ticks } from './frame/ticks.ts'
import { timeTicks } from './frame/time-ticks.ts'

export interface Band {
  /** Empty: none in the legend. */
  readonly label: string
  /** In the order of x; what is not finite, or has no logarithm where one is taken, leaves a gap. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[]
}

export interface BandsFigureData {
  /** The first 8 are drawn; the figure says so where there are more. */
  readonly bands: readonly Band[]
  readonly x: { readonly label: string; readonly scale: 'linear' | 'log time' }
  readonly y: { readonly label: string }
  /** What line and band are, e.g. `median, quartiles`. */
  readonly note: string
  readonly threshold?: number
}

const HEIGHT = 150
const BOTTOM = 34
/** More points of a curve than a column's width resolves are passed over. */
const POINTS = 600

/** @returns a figure 85 mm wide; y is logarithmic */
export function bandsFigure({ bands: all, x: xAxis, y: yAxis, note, threshold }: BandsFigureData): Promise<Figure> {
  const bands = all.slice(0, GROUPS.length)
  const onTime = xAxis.scale === 'log time'
  const points = bands.flatMap(({ points: own }, band) =>
    sparse(own)
      .filter(({ x }) => !onTime || x > 0)
      .map((point) => ({ ...point, band })),
  )
  const usable = (value: number) => value > 0 && Number.isFinite(value)
  const gap = (value: number) => (usable(value) ? value : Number.NaN)
  const values = points.flatMap(({ y, low, high }) => [y, low, high]).filter(usable)
  if (threshold !== undefined && threshold > 0) values.push(threshold / 1.1, threshold * 1.1)
  const yDomain = logDomain(values.length > 0 ? range(values) : [0.1, 1])
  const xDomain = domainOf(
    points.map(({ x }) => x),
    onTime,
  )
  const yTicks = logTicks(yDomain)
  const left = leftMargin(yTicks)
  const xTicks: Ticks = onTime ? spaced(timeTicks(xDomain), xDomain, WIDTH - left - 12) : linearTicks(xDomain, 6, 1)
  const margin = { left, right: rightMargin(xTicks) }
  const dashed = threshold !== undefined && threshold > 0 ? threshold : undefined
  const notes = [note, ...(dashed === undefined ? [] : [`dashed: ${dashed}`])]
  if (all.length > bands.length) notes.push(`${bands.length} of ${all.length} shown`)
  const heading: Heading = {
    title: undefined,
    legend: bands.flatMap(({ label }, band) => (label === '' ? [] : [{ label, line: svgLine(band) }])),
    note: `(${notes.join('; ')})`,
    left: margin.left,
  }
  const top = headingHeight(heading) + 4
  return renderFigure((plot, document) => {
    const stroke = (_: unknown, i: number) => GROUPS[points[i]!.band]!.stroke
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + HEIGHT + BOTTOM,
      marginTop: top,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { type: onTime ? 'log' : 'linear', domain: xDomain },
      y: { type: 'log', domain: yDomain },
      color: { type: 'identity' },
      marks: [
        ...frame(plot, { x: { ticks: xTicks, label: xAxis.label }, y: { ticks: yTicks, label: yAxis.label } }),
        plot.areaY(points, { x: 'x', y1: (p) => gap(p.low), y2: (p) => gap(p.high), z: 'band', fill: stroke, fillOpacity: 0.2 }),
        dashed === undefined ? null : plot.ruleY([dashed], { stroke: 'black', strokeWidth: 1, strokeDasharray: '4 3' }),
        ...bands.map((_, band) =>
          plot.line(
            points.filter((point) => point.band === band),
            { x: 'x', y: (p) => gap(p.y), stroke: GROUPS[band]!.stroke, strokeWidth: 1.4, strokeDasharray: GROUPS[band]!.dash },
          ),
        ),
        onTime ? plot.dot(points, { x: 'x', y: (p) => gap(p.y), r: 1.8, fill: stroke }) : null,
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function svgLine(band: number): Heading['legend'][number]['line'] {
  const { stroke, dash } = GROUPS[band]!
  return { stroke, 'stroke-width': 1.4, 'stroke-dasharray': dash }
}

function sparse<P>(points: readonly P[]): P[] {
  const every = Math.ceil(points.length / POINTS)
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}

function domainOf(xs: readonly number[], onTime: boolean): Domain {
  const [low, high] = xs.length > 0 ? range(xs) : [1, 2]
  if (onTime) return [low / 1.3, high * 1.3]
  return [0, Math.max(1, high)]
}
