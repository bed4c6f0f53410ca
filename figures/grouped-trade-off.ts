/** Two metrics of combinations of two factors, in panels one below the other: the first factor is a number, the second a colour. */
import { range } from '../statistics/describe.ts'
import { frame, spaced } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { short } from './frame/number.ts'
import { placeNumbers } from './frame/place-number.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { stackPlots } from './frame/stack.ts'
import { COLOUR, groupStyle, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { logDomain, logTicks } from './frame/ticks.ts'
import type { Estimate } from './frame/value-scale.ts'

interface GroupedPoint {
  /** Index into `numbered`. */
  readonly number: number
  /** Index into `coloured`. */
  readonly colour: number
  readonly x: number
  readonly y: Estimate
  /** Sets the area. */
  readonly size: number
}

interface Panel {
  readonly label: string
  /** Name of y. */
  readonly y: string
  /** Points that are not above 0 are left out: both axes are logarithmic. */
  readonly points: readonly GroupedPoint[]
  /** A y without an x: a dashed line. */
  readonly reference?: { readonly label: string; readonly y: number }
}

interface GroupedTradeOffData {
  /** Names of the levels of the two factors. */
  readonly numbered: readonly string[]
  readonly coloured: readonly string[]
  readonly panels: readonly Panel[]
  /** Name of x in all panels. */
  readonly x: string
  readonly size: string
  /** Names value and interval. */
  readonly note: string
  readonly title?: string
}

const HEIGHT = 240
const BOTTOM = 36
const LABEL_HEIGHT = 18
const RADII = [2, 8] as const

/** @returns a figure 85 mm wide */
export function groupedTradeOffFigure({
  numbered,
  coloured,
  panels,
  x,
  size,
  note,
  title,
}: GroupedTradeOffData): Promise<Figure> {
  const drawn = panels.map((panel) => ({
    ...panel,
    points: panel.points.filter((point) => point.x > 0 && point.y.value > 0),
  }))
  const sizes = range(drawn.flatMap(({ points }) => points.map((point) => point.size)))
  const radius = (value: number) => Math.max(RADII[0], RADII[1] * Math.sqrt(value / sizes[1]))
  const domains = drawn.map(({ points, reference }) => ({
    x: logDomain(range(points.flatMap((point) => [point.x * 0.8, point.x * 1.25]))),
    y: logDomain(
      range([...points.map((point) => point.y.value), ...(reference ? [reference.y] : [])].flatMap((y) => [0.8 * y, 1.25 * y])),
    ),
  }))
  const left = Math.max(...domains.map((domain) => leftMargin(logTicks(domain.y))))
  const right = Math.max(...domains.map((domain) => rightMargin(logTicks(domain.x))))
  const heading: Heading = {
    title,
    legend: [
      ...coloured.map((label, i) => ({ label, line: { stroke: groupStyle(i).stroke, 'stroke-width': 6 } })),
      ...numbered.map((label, i) => ({ label: `${i + 1} ${label}` })),
    ],
    note: `(${note}; area: ${size}, ${short(sizes[0])} to ${short(sizes[1])})`,
    left,
  }
  const top = headingHeight(heading)
  return renderFigure((plot, document) => {
    const plots = drawn.map(({ label, y, points, reference }, panel) => {
      const above = (panel === 0 ? top : 4) + LABEL_HEIGHT
      const width = WIDTH - left - right
      const domain = domains[panel]!
      const share = ([low, high]: readonly [number, number], value: number) => Math.log(value / low) / Math.log(high / low)
      const colour = (point: GroupedPoint) => groupStyle(point.colour).stroke
      const spots = points.map((point) => ({
        ...{ x: width * share(domain.x, point.x), y: HEIGHT * (1 - share(domain.y, point.y.value)) },
        ...{ r: radius(point.size), text: String(point.number + 1) },
      }))
      const numbers = placeNumbers(spots, { width, height: HEIGHT }).map((place, i) => ({
        x: domain.x[0] * (domain.x[1] / domain.x[0]) ** (place.x / width),
        y: domain.y[0] * (domain.y[1] / domain.y[0]) ** (1 - place.y / HEIGHT),
        ...{ text: spots[i]!.text, point: points[i]! },
      }))
      const bars = points.filter((point) => Number.isFinite(point.y.low) && point.y.high > domain.y[0])
      const within = (value: number) => Math.min(domain.y[1], Math.max(domain.y[0], value))
      return plot.plot({
        document,
        width: WIDTH,
        height: above + HEIGHT + BOTTOM,
        ...{ marginTop: above, marginRight: right, marginBottom: BOTTOM, marginLeft: left },
        x: { type: 'log', domain: domain.x },
        y: { type: 'log', domain: domain.y },
        r: { type: 'identity' },
        color: { type: 'identity' },
        marks: [
          ...frame(plot, {
            x: { ticks: spaced(logTicks(domain.x), domain.x, width), label: x },
            y: { ticks: logTicks(domain.y), label: y },
          }),
          plot.text([label], { frameAnchor: 'top-left', lineAnchor: 'bottom', dy: -4, fill: 'black' }),
          ...(reference
            ? [
                plot.ruleY([reference.y], { stroke: COLOUR.grey, strokeDasharray: '3 2' }),
                plot.text([reference.label], {
                  ...{ x: domain.x[1], y: reference.y, textAnchor: 'end', lineAnchor: 'bottom', dx: -2, dy: -1, fill: 'black' },
                }),
              ]
            : []),
          plot.ruleX(bars, {
            ...{ x: (point) => point.x, y1: (point) => within(point.y.low), y2: (point) => within(point.y.high) },
            stroke: colour,
          }),
          plot.dot(points, {
            ...{ x: (point) => point.x, y: (point) => point.y.value, r: (point) => radius(point.size) },
            ...{ fill: colour, fillOpacity: 0.6, stroke: 'white', strokeWidth: 0.5 },
          }),
          plot.link(numbers, {
            ...{ x1: 'x', y1: 'y', x2: ({ point }) => point.x, y2: ({ point }) => point.y.value },
            ...{ stroke: COLOUR.grey, strokeWidth: 0.4 },
          }),
          plot.text(numbers, {
            ...{ x: 'x', y: 'y', text: 'text', stroke: 'white', strokeWidth: 2, fill: ({ point }) => colour(point) },
          }),
        ],
      })
    })
    const svg = stackPlots(document, plots)
    drawHeading(document, svg, heading)
    return svg
  })
}
