/** How often devices were written: the share of them that had so many pulses in their life, by array or by group of runs. */

import { range } from '../statistics/describe.ts'
import { frame } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, GROUPS, leftMargin, shorten, WIDTH } from './frame/style.ts'
import { logTicks } from './frame/ticks.ts'

export interface WearFigureData {
  /** `devices` of a panel that had `count` pulses of a kind. */
  readonly rows: readonly {
    readonly panel: string
    readonly pulse: 'set' | 'reset'
    readonly count: number
    readonly devices: number
  }[]
}

const HEIGHT = 70
const GAP = 16
const BOTTOM = 34
/** As many as fit on a page. */
const MAX_PANELS = 8
const PULSES = [
  { name: 'set', label: 'SET', fill: GROUPS[0]!.stroke },
  { name: 'reset', label: 'RESET', fill: GROUPS[1]!.stroke },
] as const

/** @returns a figure 85 mm wide, a panel each; bins double: 0, 1, 2-3, 4-7, ... pulses */
export function wearFigure({ rows }: WearFigureData): Promise<Figure> {
  const all = [...new Set(rows.map(({ panel }) => panel))]
  const panels = all.slice(0, MAX_PANELS)
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
  // A panel is too low for more than the powers of ten.
  const yTicks = { ...logTicks(y), plain: [] }
  const left = leftMargin(yTicks)
  const heading: Heading = {
    title: undefined,
    legend: PULSES.map(({ label, fill }) => ({ label, line: { stroke: fill, 'stroke-width': 8 } })),
    note: all.length > panels.length ? `(${panels.length} of ${all.length} shown)` : undefined,
    left,
  }
  const top = headingHeight(heading) + GAP
  // Labels of bins take the room that they need.
  const every = Math.ceil((bins * 4.2 * FONT_SIZE) / (WIDTH - left - 6))
  return renderFigure((plot, document) => {
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + panels.length * (HEIGHT + GAP) - GAP + BOTTOM,
      marginTop: top,
      marginRight: 6,
      marginBottom: BOTTOM,
      marginLeft: left,
      x: { domain: [-0.6, bins - 0.4] },
      y: { type: 'log', domain: y },
      fy: {
        domain: panels.map((_, panel) => panel),
        axis: null,
        paddingInner: GAP / (HEIGHT + GAP),
        paddingOuter: 0,
        round: false,
      },
      color: { type: 'identity' },
      marks: [
        ...frame(plot, { y: { ticks: yTicks, label: 'share of devices' } }),
        plot.axisX(
          Array.from({ length: bins }, (_, bin) => bin),
          {
            label: 'pulses in life',
            labelAnchor: 'center',
            labelArrow: 'none',
            text: (bin: number) => (bin % every === 0 ? nameOf(bin) : ''),
          },
        ),
        plot.rect(bars, { fy: 'panel', x1: 'bin', x2: (d) => d.bin + 0.4, y1: y[0], y2: 'share', fill: 'fill' }),
        plot.text(panels, {
          ...{ text: (label) => shorten(label, WIDTH - left - 4), fy: (_, panel) => panel, frameAnchor: 'top-left' },
          ...{ lineAnchor: 'bottom', dy: -4, fill: 'black' },
        }),
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
