/** Two metrics of groups of runs, with intervals, and the Pareto front: the groups that no other group beats in both. */
import { range } from '../statistics/describe.ts'
import { paretoFront } from '../statistics/pareto.ts'
import { frame, spaced } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { short } from './frame/number.ts'
import { placeNumbers } from './frame/place-number.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logTicks, type Ticks } from './frame/ticks.ts'
import { type Estimate, roomyScale, shareOf, valueAt } from './frame/value-scale.ts'

interface Axis {
  readonly label: string
  readonly better: 'lower' | 'higher'
}

export interface TradeOffFigureData {
  /** Numbered from 1 in the figure; a point that lacks a value is in the legend only. */
  readonly points: readonly { readonly label: string; readonly x: Estimate; readonly y: Estimate; readonly size?: number }[]
  readonly x: Axis
  readonly y: Axis
  /** Name of the metric that sets the area of a point; without it all areas are equal. */
  readonly size?: string
  /** Names value and interval. */
  readonly note: string
  readonly title?: string | undefined
}

/** If there are more groups than this, only some are named. */
const MANY = 12
const HEIGHT = 190
const BOTTOM = 34
const FAR = 12
/** Radius without sizes; below, the radii of the largest and the smallest size. */
const RADIUS = 4
const SIZES = [2, 7] as const

/** @returns a figure 85 mm wide */
export function tradeOffFigure({ points, x, y, size, note, title }: TradeOffFigureData): Promise<Figure> {
  const signed = (axis: Axis, { value }: Estimate) => (axis.better === 'lower' ? value : -value)
  const front = paretoFront(points.map((point) => ({ x: signed(x, point.x), y: signed(y, point.y) })))
  // If there are many groups, only the front is named, and the figure notes it.
  const isNamed = (i: number) => points.length <= MANY || front[i]!
  const named = points.map((_, i) =>
    isNamed(i) ? String(1 + points.slice(0, i).filter((_one, j) => isNamed(j)).length) : undefined,
  )
  const radius = radii(points.map((point) => point.size ?? Number.NaN))
  const drawn = points
    .map((point, i) => ({ ...point, number: named[i] ?? '', best: front[i]!, r: size === undefined ? RADIUS : radius[i]! }))
    .filter((point) => Number.isFinite(point.x.value) && Number.isFinite(point.y.value))
    // The front is drawn on top.
    .sort((a, b) => Number(a.best) - Number(b.best))
  const xScale = roomyScale(
    drawn.map((point) => point.x),
    x.better === 'lower',
  )
  const yScale = roomyScale(
    drawn.map((point) => point.y),
    y.better === 'lower',
  )
  const yTicks = yScale.onLog ? logTicks(yScale.domain) : linearTicks(yScale.domain, 5)
  const left = leftMargin(yTicks)
  const room = WIDTH - left - 14
  const xTicks: Ticks = xScale.onLog ? spaced(logTicks(xScale.domain), xScale.domain, room) : linearTicks(xScale.domain, 4)
  const sizes = range(points.flatMap((point) => point.size ?? []).filter(Number.isFinite))
  const area = size === undefined || !(sizes[0] <= sizes[1]) ? [] : [`area: ${size}, ${short(sizes[0])} to ${short(sizes[1])}`]
  const rest = named.filter((name) => name === undefined).length
  const others = rest > 0 ? [`grey: the other ${rest} groups`] : []
  const heading: Heading = {
    title,
    legend: points.flatMap(({ label }, i) => (named[i] === undefined ? [] : [{ label: `${named[i]} ${label}` }])),
    note: `(${[note, ...area, 'blue: Pareto front of the means', ...others].join('; ')})`,
    left,
  }
  const top = headingHeight(heading) + 6
  const steps = staircase(
    drawn.filter(({ best }) => best),
    xScale.domain,
    yScale.domain,
    [x, y],
  )
  const right = Math.max(12, rightMargin(xTicks))
  const frameSize = { width: WIDTH - left - right, height: HEIGHT }
  const spots = drawn.map((point) => ({
    ...{ x: frameSize.width * shareOf(xScale, point.x.value), y: HEIGHT * (1 - shareOf(yScale, point.y.value)) },
    ...{ r: point.r, text: point.number },
  }))
  const numbers = placeNumbers(spots, frameSize).map((place, i) => {
    const { x: px, y: py, r, text } = spots[i]!
    const at = { x: valueAt(xScale, place.x / frameSize.width), y: valueAt(yScale, 1 - place.y / HEIGHT), text }
    // A line connects a number to its point if it is far away.
    const far = text !== '' && Math.hypot(place.x - px, place.y - py) > r + FAR
    return { ...at, far, px: drawn[i]!.x.value, py: drawn[i]!.y.value }
  })
  const clip = (domain: Domain, value: number) => Math.min(Math.max(value, domain[0]), domain[1])
  return renderFigure((plot, document) => {
    const colour = ({ best }: { best: boolean }) => (best ? COLOUR.blue : COLOUR.silver)
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + HEIGHT + BOTTOM,
      marginTop: top,
      marginRight: right,
      marginBottom: BOTTOM,
      marginLeft: left,
      x: { type: xScale.onLog ? 'log' : 'linear', domain: xScale.domain },
      y: { type: yScale.onLog ? 'log' : 'linear', domain: yScale.domain },
      r: { type: 'identity' },
      color: { type: 'identity' },
      marks: [
        ...frame(plot, { x: { ticks: xTicks, label: x.label }, y: { ticks: yTicks, label: y.label } }),
        plot.line(steps, { x: 'x', y: 'y', stroke: COLOUR.sky, strokeWidth: 1.2, strokeDasharray: '4 2' }),
        plot.ruleY(
          drawn.filter(({ x: own }) => Number.isFinite(own.low)),
          {
            ...{ y: (d) => d.y.value, x1: (d) => clip(xScale.domain, d.x.low), x2: (d) => clip(xScale.domain, d.x.high) },
            stroke: colour,
          },
        ),
        plot.ruleX(
          drawn.filter(({ y: own }) => Number.isFinite(own.low)),
          {
            ...{ x: (d) => d.x.value, y1: (d) => clip(yScale.domain, d.y.low), y2: (d) => clip(yScale.domain, d.y.high) },
            stroke: colour,
          },
        ),
        plot.dot(drawn, { x: (d) => d.x.value, y: (d) => d.y.value, r: 'r', fill: colour, stroke: 'white', strokeWidth: 0.75 }),
        plot.link(
          numbers.filter(({ far }) => far),
          { x1: 'x', y1: 'y', x2: 'px', y2: 'py', stroke: COLOUR.grey, strokeWidth: 0.6 },
        ),
        plot.text(numbers, { x: 'x', y: 'y', text: 'text', fill: 'black', stroke: 'white', strokeWidth: 2.5 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

/** Radii with areas proportional to the sizes; the smallest stay visible. */
function radii(sizes: readonly number[]): number[] {
  const largest = range(sizes.filter(Number.isFinite))[1]
  return sizes.map((size) => (size > 0 && largest > 0 ? Math.max(SIZES[0], SIZES[1] * Math.sqrt(size / largest)) : SIZES[0]))
}

/** The border of the region that the front dominates, from one end of the frame to the other. */
function staircase(
  front: readonly { readonly x: Estimate; readonly y: Estimate }[],
  xDomain: Domain,
  yDomain: Domain,
  [x, y]: readonly [Axis, Axis],
): { readonly x: number; readonly y: number }[] {
  const worst = ({ better }: Axis, [low, high]: Domain) => (better === 'lower' ? high : low)
  const side = x.better === 'lower' ? 1 : -1
  const ordered = front.map((point) => ({ x: point.x.value, y: point.y.value })).sort((a, b) => side * (a.x - b.x))
  const [first, last] = [ordered[0], ordered.at(-1)]
  if (!first || !last) return []
  const corners = ordered.flatMap((point, i) => (i === 0 ? [point] : [{ x: point.x, y: ordered[i - 1]!.y }, point]))
  return [{ x: first.x, y: worst(y, yDomain) }, ...corners, { x: worst(x, xDomain), y: last.y }]
}
