/** Curves with bands over one axis, in one panel or in several that share their axes. */
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, GROUPS, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logDomain, logTicks, type Ticks } from './frame/ticks.ts'

interface SeriesPoint {
  readonly x: number
  readonly y: number
  /** The band around y, if any. */
  readonly low?: number
  readonly high?: number
}

/** Points in order; on a logarithmic axis, points not above 0 leave a gap. */
export interface Series {
  readonly label: string
  readonly points: readonly SeriesPoint[]
}

interface Axis {
  readonly label: string
  readonly log?: boolean
  /** Default: the range of the data. Points outside leave a gap, and bands end at the frame. */
  readonly domain?: Domain
  readonly ticks?: Ticks
}

interface SeriesFigureData {
  readonly x: Axis
  readonly y: Axis
  /** Up to four series each, the same ones in every panel. */
  readonly panels: readonly { readonly label?: string; readonly series: readonly Series[] }[]
  /** Drawn behind the data in every panel: the ideal, or a level to compare with. */
  readonly guide?: Series
  /** What points and bands show, e.g. `mean, 95 % interval`. */
  readonly note?: string
  readonly title?: string
}

const BOTTOM = 34
const LABEL_HEIGHT = 16
/** Used with the colours and dashes of GROUPS. */
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond'] as const
const WIDE = 1.4
const GUIDE = { stroke: COLOUR.silver, strokeWidth: 2.5 }

/** @returns a figure 85 mm wide */
export function seriesFigure({ x: xAxis, y: yAxis, panels, guide, note, title }: SeriesFigureData): Promise<Figure> {
  const [bottom, ceiling] = yAxis.domain ?? [yAxis.log ? Number.MIN_VALUE : -Infinity, Infinity]
  const drawable = ({ x, y }: SeriesPoint) => (!xAxis.log || x > 0) && y >= bottom && y <= ceiling
  const shown = panels.flatMap(({ series }, panel) =>
    series.flatMap(({ points }, s) =>
      points.map((point) => {
        const { x, y, low = y, high = y } = point
        return drawable(point)
          ? { x, y, low, high: Math.min(high, ceiling), panel, s }
          : { x, y: NaN, low: NaN, high: NaN, panel, s }
      }),
    ),
  )
  const across = shown.map((point) => point.x)
  const upright = [...shown.flatMap(({ low, high }) => [low, high]), ...(guide?.points ?? []).map((point) => point.y)]
  const xDomain = xAxis.domain ?? domainOf(xAxis, across)
  const yDomain = yAxis.domain ?? domainOf(yAxis, upright)
  const several = panels.length > 1
  const xTicks = xAxis.ticks ?? (xAxis.log ? logTicks(xDomain) : linearTicks(xDomain, 6))
  const yTicks = yAxis.ticks ?? (yAxis.log ? logTicks(yDomain) : linearTicks(yDomain, several ? 4 : 6))
  const margin = { left: leftMargin(yTicks), right: rightMargin(xTicks) }
  const first = panels[0]?.series ?? []
  const heading: Heading = {
    title,
    legend: first.length + (guide ? 1 : 0) > 1 ? legend(first, guide) : [],
    ...(note === undefined ? {} : { note: `(${note})` }),
    left: margin.left,
  }
  const gap = several ? LABEL_HEIGHT : 4
  const height = several ? 90 : 150
  const top = headingHeight(heading) + gap
  const floor = yAxis.log || yAxis.domain ? yDomain[0] : -Infinity
  return renderFigure((plot, document) => {
    const place = { x: 'x', y: 'y', fy: 'panel' } as const
    const name = { labelAnchor: 'center', labelArrow: 'none' } as const
    const of = (s: number) => shown.filter((point) => point.s === s)
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + panels.length * (height + gap) - gap + BOTTOM,
      marginTop: top,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { type: xAxis.log ? 'log' : 'linear', domain: xDomain },
      y: { type: yAxis.log ? 'log' : 'linear', domain: yDomain },
      fy: {
        domain: panels.map((_, panel) => panel),
        axis: null,
        paddingInner: gap / (height + gap),
        paddingOuter: 0,
        round: false,
      },
      marks: [
        plot.gridY(yTicks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        plot.axisX(xTicks.labelled, { ...name, label: xAxis.label, text: xTicks.label }),
        plot.axisX(xTicks.plain, { label: null, text: null, tickSize: 3 }),
        plot.axisY(yTicks.labelled, { ...name, label: yAxis.label, text: yTicks.label }),
        plot.axisY(yTicks.plain, { label: null, text: null, tickSize: 3 }),
        guide && plot.line(guide.points, { x: 'x', y: 'y', ...GUIDE }),
        ...SYMBOLS.flatMap((symbol, s) => {
          const { stroke, dash } = GROUPS[s]!
          const band = { x: 'x', y1: ({ low }: SeriesPoint) => Math.max(floor, low!), y2: 'high', fy: 'panel' } as const
          return [
            plot.areaY(of(s), { ...band, fill: stroke, fillOpacity: 0.18 }),
            plot.line(of(s), { ...place, stroke, strokeWidth: WIDE, strokeDasharray: dash }),
            plot.dot(of(s), { ...place, symbol, r: 2, fill: stroke }),
          ]
        }),
        plot.text(panels, {
          text: ({ label }) => label ?? '',
          fy: (_, panel) => panel,
          frameAnchor: 'top-left',
          lineAnchor: 'bottom',
          dy: -4,
        }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function legend(series: readonly Series[], guide: Series | undefined): Heading['legend'] {
  const entries = series.map(({ label }, s) => {
    const { stroke, dash } = GROUPS[s]!
    return { label, line: { stroke, 'stroke-width': WIDE, 'stroke-dasharray': dash } }
  })
  const ideal = guide && { label: guide.label, line: { stroke: GUIDE.stroke, 'stroke-width': GUIDE.strokeWidth } }
  return ideal ? [...entries, ideal] : entries
}

function domainOf({ log }: Axis, values: readonly number[]): Domain {
  const finite = values.filter((value) => Number.isFinite(value) && (!log || value > 0))
  if (finite.length === 0) return log ? [0.1, 1] : [0, 1]
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  if (log) return logDomain([low, high])
  const pad = 0.04 * (high - low) || Math.abs(high) / 2 || 1
  return [low - pad, high + pad]
}
