/** One frame with two axes and a heading, a column wide, for all single-panel figures. */
import type { Markish } from '@observablehq/plot'
import { drawHeading, type Heading, headingHeight } from './heading.ts'
import { type Figure, renderFigure } from './render.ts'
import { COLOUR, leftMargin, rightMargin, WIDTH } from './style.ts'
import { type Domain, linearTicks, logTicks, type Ticks } from './ticks.ts'

type PlotModule = typeof import('@observablehq/plot')

interface Axis {
  /** Name with its unit. */
  readonly label: string
  readonly domain: Domain
  readonly log?: boolean
  /** Replaces the ticks of the domain. */
  readonly ticks?: Ticks
}

interface PanelData {
  readonly title: string
  readonly legend?: Heading['legend']
  readonly note?: string
  readonly x: Axis
  readonly y: Axis
  marks(plot: PlotModule): Markish[]
}

const HEIGHT = 170
const BOTTOM = 34

/** @returns a figure 85 mm wide */
export function panelFigure({ title, legend = [], note, x, y, marks }: PanelData): Promise<Figure> {
  const [xTicks, yTicks] = [ticksOf(x, 6), ticksOf(y, 6)]
  const margin = { left: leftMargin(yTicks), right: rightMargin(xTicks) }
  const heading: Heading = { title, legend, note, left: margin.left }
  const top = headingHeight(heading) + 4
  return renderFigure((plot, document) => {
    const name = { labelAnchor: 'center', labelArrow: 'none' } as const
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + HEIGHT + BOTTOM,
      marginTop: top,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { domain: x.domain, type: x.log ? 'log' : 'linear' },
      y: { domain: y.domain, type: y.log ? 'log' : 'linear' },
      marks: [
        ...marks(plot),
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        plot.axisX(xTicks.labelled, { ...name, label: x.label, text: xTicks.label }),
        plot.axisX(xTicks.plain, { label: null, text: null, tickSize: 3 }),
        plot.axisY(yTicks.labelled, { ...name, label: y.label, text: yTicks.label }),
        plot.axisY(yTicks.plain, { label: null, text: null, tickSize: 3 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function ticksOf({ domain, log, ticks }: Axis, steps: number): Ticks {
  return ticks ?? (log ? logTicks(domain) : linearTicks(domain, steps))
}

/** The span of values with a margin; it begins at 0 if values come near 0. */
export function roomy(values: readonly number[]): Domain {
  const finite = values.filter(Number.isFinite)
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  if (!(low < high)) return finite.length === 0 || low === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2]
  const room = 0.05 * (high - low)
  return [low >= 0 && low < 0.3 * high ? 0 : low - room, high + room]
}
