/** Curves with bands: a value and its spread against another value, by group; in one panel or in several that share their axes. */

import { range } from '../statistics/describe.ts'
import { frame, spaced } from './frame/axes.ts'
import { facets } from './frame/facets.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { groupStyle, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logDomain, logTicks, type Ticks } from './frame/ticks.ts'
import { timeTicks } from './frame/time-ticks.ts'

export interface Band {
  /** The same label has the same colour in all panels. Empty: not in the legend. */
  readonly label: string
  /** In the order of x; a value that is not finite, or not above 0 on a logarithmic axis, leaves a gap. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[]
}

export interface BandsFigureData {
  /** A panel in which nothing can be drawn is left out. */
  readonly panels: readonly { readonly label: string; readonly bands: readonly Band[] }[]
  readonly x: { readonly label: string; readonly scale: 'linear' | 'log time' }
  readonly y: { readonly label: string; readonly scale: 'linear' | 'log' }
  /** What line and band show, e.g. `median, quartiles`. */
  readonly note: string
  readonly threshold?: number
  readonly title?: string | undefined
}

const HEIGHT = 150
const LOW = 88
const BOTTOM = 34
/** Points beyond the resolution of a column-wide figure are skipped. */
const POINTS = 600

/** @returns a figure 85 mm wide */
export function bandsFigure({ panels: given, x: xAxis, y: yAxis, note, threshold, title }: BandsFigureData): Promise<Figure> {
  const onTime = xAxis.scale === 'log time'
  const onLog = yAxis.scale === 'log'
  const usable = (value: number) => Number.isFinite(value) && (!onLog || value > 0)
  const seen = given.filter(({ bands }) => bands.some((band) => band.points.some((point) => usable(point.y))))
  const panels = seen.length > 0 ? seen : given.slice(0, 1)
  const names = [...new Set(panels.flatMap(({ bands }) => bands.map(({ label }) => label)))]
  const points = panels.flatMap(({ bands }, panel) =>
    bands.flatMap(({ label, points: own }) =>
      sparse(own)
        .filter(({ x }) => !onTime || x > 0)
        .map((point) => ({ ...point, panel, band: names.indexOf(label) })),
    ),
  )
  const gap = (value: number) => (usable(value) ? value : Number.NaN)
  const dashed = threshold !== undefined && usable(threshold) ? threshold : undefined
  const values = points.flatMap(({ y, low, high }) => [y, low, high]).filter(usable)
  const yDomain = domainOfY(dashed === undefined ? values : [...values, dashed / 1.1, dashed * 1.1], onLog)
  const xDomain = domainOfX(
    points.map(({ x }) => x),
    onTime,
  )
  const several = panels.length > 1
  const columns = panels.length > 8 ? 3 : panels.length > 3 ? 2 : 1
  const yTicks = onLog ? logTicks(yDomain) : linearTicks(yDomain, several ? 3 : 5)
  const left = leftMargin(yTicks)
  const room = (WIDTH - left - 12) / columns - 12
  const xTicks: Ticks = onTime ? spaced(timeTicks(xDomain), xDomain, room) : linearTicks(xDomain, columns > 1 ? 3 : 6, 1)
  const margin = { left, right: rightMargin(xTicks) }
  const heading: Heading = {
    title,
    legend: names.flatMap((label, band) => (label === '' ? [] : [{ label, line: legendLine(band) }])),
    note: `(${[note, ...(dashed === undefined ? [] : [`dashed: ${dashed}`])].join('; ')})`,
    left: margin.left,
  }
  const page = facets({
    ...{ labels: panels.map(({ label }) => label), ...margin, panelHeight: several ? LOW : HEIGHT, columns },
  })
  const top = headingHeight(heading) + page.gap
  const place = {
    fx: ({ panel }: { panel: number }) => page.place.fx(panel),
    fy: ({ panel }: { panel: number }) => page.place.fy(panel),
  }
  return renderFigure((plot, document) => {
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + page.height + BOTTOM,
      marginTop: top,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { type: onTime ? 'log' : 'linear', domain: xDomain },
      y: { type: yAxis.scale, domain: yDomain },
      ...page.scales,
      color: { type: 'identity' },
      marks: [
        ...frame(plot, { x: { ticks: xTicks, label: xAxis.label }, y: { ticks: yTicks, label: yAxis.label } }),
        plot.areaY(points, {
          ...{ x: 'x', y1: (p) => gap(p.low), y2: (p) => gap(p.high), z: 'band', ...place },
          ...{ fill: (p) => groupStyle(p.band).stroke, fillOpacity: 0.2 },
        }),
        dashed === undefined ? null : plot.ruleY([dashed], { stroke: 'black', strokeWidth: 1, strokeDasharray: '4 3' }),
        ...names.map((_, band) =>
          plot.line(
            points.filter((point) => point.band === band),
            { x: 'x', y: (p) => gap(p.y), ...place, strokeWidth: 1.4, ...lineOf(band) },
          ),
        ),
        onTime
          ? plot.dot(points, { x: 'x', y: (p) => gap(p.y), r: 1.8, ...place, fill: (p) => groupStyle(p.band).stroke })
          : null,
        page.label(plot),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function lineOf(band: number) {
  const { stroke, dash } = groupStyle(band)
  return { stroke, strokeDasharray: dash }
}

function legendLine(band: number): Readonly<Record<string, string | number>> {
  const { stroke, dash } = groupStyle(band)
  return { stroke, 'stroke-width': 1.4, 'stroke-dasharray': dash }
}

function sparse<P>(points: readonly P[]): P[] {
  const every = Math.ceil(points.length / POINTS)
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}

function domainOfX(xs: readonly number[], onTime: boolean): Domain {
  const [low, high] = xs.length > 0 ? range(xs) : [1, 2]
  if (onTime) return [low / 1.3, high * 1.3]
  return [0, Math.max(1, high)]
}

function domainOfY(values: readonly number[], onLog: boolean): Domain {
  if (values.length === 0) return onLog ? [0.1, 1] : [0, 1]
  const [low, high] = range(values)
  if (onLog) return logDomain([low, high])
  const pad = 0.05 * (high - low) || Math.abs(high) / 2 || 1
  return [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad]
}
