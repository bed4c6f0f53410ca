/** Distribution of the pulses that devices received in their lifetime, by array or by group of runs. */

import { range } from '../statistics/describe.ts'
import { frame } from './frame/axes.ts'
import { facets } from './frame/facets.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, GROUPS, leftMargin, textWidth, WIDTH } from './frame/style.ts'
import { logTicks } from './frame/ticks.ts'

export interface WearFigureData {
  /** `devices` of a panel that received `count` pulses of a kind; a panel without devices is not drawn. */
  readonly rows: readonly {
    readonly panel: string
    readonly pulse: 'set' | 'reset'
    readonly count: number
    readonly devices: number
  }[]
  readonly title?: string | undefined
}

const HEIGHT = 70
const RIGHT = 6
const PULSES = [
  { name: 'set', label: 'SET', fill: GROUPS[0]!.stroke },
  { name: 'reset', label: 'RESET', fill: GROUPS[1]!.stroke },
] as const

/** @returns a figure 85 mm wide, one plot for each panel; bins double: 0, 1, 2-3, 4-7, ... pulses, each with its label */
export function wearFigure({ rows, title }: WearFigureData): Promise<Figure> {
  const panels = [...new Set(rows.filter(({ devices }) => devices > 0).map(({ panel }) => panel))]
  const bins = 1 + binOf(range([0, ...rows.map(({ count }) => count)])[1])
  const bars = panels.flatMap((label, panel) =>
    PULSES.flatMap(({ name, fill }, side) => {
      const own = rows.filter((row) => row.panel === label && row.pulse === name)
      const devicesOf = own.reduce((sum, { devices }) => sum + devices, 0)
      return Array.from({ length: bins }, (_, bin) => {
        const inBin = own.filter(({ count }) => binOf(count) === bin).reduce((sum, { devices }) => sum + devices, 0)
        return { panel, fill, bin: bin + 0.4 * (side - 1), share: devicesOf > 0 ? inBin / devicesOf : 0 }
      }).filter(({ share }) => share > 0)
    }),
  )
  const lowest = range([0.1, ...bars.map(({ share }) => share)])[0]
  const y = [10 ** Math.floor(Math.log10(lowest * 0.99)), 1.3] as const
  // A panel is too low for ticks other than powers of ten.
  const yTicks = { ...logTicks(y), plain: [] }
  const left = leftMargin(yTicks)
  const heading: Heading = {
    title,
    legend: PULSES.map(({ label, fill }) => ({ label, line: { stroke: fill, 'stroke-width': 8 } })),
    left,
  }
  const page = facets({ labels: panels, left, right: RIGHT, panelHeight: HEIGHT, columns: panels.length > 4 ? 2 : 1 })
  const top = headingHeight(heading) + page.gap
  const names = Array.from({ length: bins }, (_, bin) => nameOf(bin))
  const widest = Math.max(...names.map(textWidth))
  // Upright if they do not fit beside each other.
  const upright = widest + 4 > page.width / bins
  const bottom = 24 + (upright ? widest : FONT_SIZE)
  return renderFigure((plot, document) => {
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + page.height + bottom,
      marginTop: top,
      marginRight: RIGHT,
      marginBottom: bottom,
      marginLeft: left,
      x: { domain: [-0.6, bins - 0.4] },
      y: { type: 'log', domain: y },
      ...page.scales,
      color: { type: 'identity' },
      marks: [
        ...frame(plot, { y: { ticks: yTicks, label: 'share of devices' } }),
        plot.axisX(
          names.map((_, bin) => bin),
          {
            ...{ label: 'pulses in life', labelAnchor: 'center', labelArrow: 'none', labelOffset: bottom - 4 },
            ...{ text: (bin: number) => names[bin], tickRotate: upright ? -90 : 0 },
          },
        ),
        plot.rect(bars, {
          ...{ fx: (d) => page.place.fx(d.panel), fy: (d) => page.place.fy(d.panel) },
          ...{ x1: 'bin', x2: (d) => d.bin + 0.4, y1: y[0], y2: 'share', fill: 'fill' },
        }),
        page.label(plot),
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function binOf(count: number): number {
  return count === 0 ? 0 : 1 + Math.floor(Math.log2(count))
}

function nameOf(bin: number): string {
  return bin < 2 ? String(bin) : `${2 ** (bin - 1)}–${2 ** bin - 1}`
}
