/** A metric over two parameters, as coloured cells with values, intervals and numbers of runs; one panel for each further setting. */

import { range } from '../statistics/describe.ts'
import { drawBar } from './frame/colour-bar.ts'
import { facets } from './frame/facets.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { short } from './frame/number.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, textWidth, WIDTH } from './frame/style.ts'
import { wrap } from './frame/wrap.ts'

interface HeatCell {
  /** Index of the level of x, and of y. */
  readonly x: number
  readonly y: number
  /** Grey if not finite. */
  readonly value: number
  /** Ends of the value's interval; NaN: no interval. */
  readonly low: number
  readonly high: number
  /** Number of independent observations. */
  readonly n: number
}

export interface HeatFigureData {
  readonly x: { readonly label: string; readonly levels: readonly string[] }
  readonly y: { readonly label: string; readonly levels: readonly string[] }
  /** A missing pair of levels is left white; a panel without cells is not drawn. */
  readonly panels: readonly { readonly label: string; readonly cells: readonly HeatCell[] }[]
  /** Label of the colours. */
  readonly label: string
  /** Names value and interval, e.g. `mean, 95 % interval`. */
  readonly note: string
  /** Scale of the colours; default: logarithmic where values span more than a factor of 5. */
  readonly scale?: 'linear' | 'log'
  readonly title?: string | undefined
}

const BOTTOM = 34
const BAR = 9
const SMALL = 7
/** Values that span more than this factor get logarithmic colours. */
const WIDE = 5

/**
 * Colours span from the lowest end of an interval to the highest, so that differences within the noise have similar colours.
 * @returns a figure 85 mm wide; colours are cividis, safe for colour vision deficiency (doi 10.1371/journal.pone.0199239)
 */
export function heatFigure({ x, y, panels: given, label, note, scale, title }: HeatFigureData): Promise<Figure> {
  const panels = given.filter((panel) => panel.cells.length > 0)
  const cells = panels.flatMap((panel, i) => panel.cells.map((cell) => ({ ...cell, panel: i })))
  const values = cells.map(({ value }) => value).filter(Number.isFinite)
  const [least, most] = values.length > 0 ? range(values) : [0, 1]
  const onLog = least > 0 && (scale === undefined ? most / least > WIDE : scale === 'log')
  const [low, high] = spanOf(cells, least > 0)
  const share = (value: number) => (onLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low || 1))
  const names = y.levels.map((level) => wrap(level, WIDTH / 4))
  const left = Math.max(...names.flat().map(textWidth)) + 12 + 1.5 * FONT_SIZE
  const right = 6
  const ns = [...new Set(cells.map(({ n }) => n))]
  const room = (WIDTH - left - right) / x.levels.length - 2
  const texts = cells.map((cell) => textOf(cell, ns.length > 1, room))
  const lines = Math.max(1, ...texts.map(({ below }) => 1 + 0.8 * below.length))
  const cellHeight = Math.max(18, Math.min(40, 200 / y.levels.length), lines * 11 + 5, ...names.map((name) => 12 * name.length))
  const counted = ns.length === 1 ? `; n = ${ns[0]}` : ''
  const legible = texts.every(({ above }) => textWidth(above) <= room)
  const heading: Heading = {
    title,
    legend: [],
    note: `${label}${onLog ? ', logarithmic' : ''} (${note}${counted})`,
    left,
  }
  const xNames = x.levels.map((level) => wrap(level, room).join('\n'))
  const page = facets({
    ...{ labels: panels.map((panel) => panel.label), left, right, panelHeight: cellHeight * y.levels.length, columns: 1 },
  })
  const bar = headingHeight(heading) + 3
  const top = bar + BAR + 16 + page.gap
  const bottom = BOTTOM + 12 * (Math.max(...xNames.map((name) => name.split('\n').length)) - 1)
  return renderFigure((plot, document) => {
    const { apply } = plot.scale({ color: { scheme: 'cividis', domain: [0, 1] } })!
    const place = { x: 'x', y: 'y', fx: 0, fy: (cell: { panel: number }) => page.place.fy(cell.panel) } as const
    const ink = (value: number) => (Number.isFinite(value) && share(value) <= 0.5 ? 'white' : 'black')
    const name = { labelAnchor: 'center', labelArrow: 'none' } as const
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + page.height + bottom,
      marginTop: top,
      marginRight: right,
      marginBottom: bottom,
      marginLeft: left,
      x: { type: 'band', domain: x.levels.map((_, i) => i), padding: 0, round: false },
      y: { type: 'band', domain: y.levels.map((_, i) => i), padding: 0, reverse: true, round: false },
      ...page.scales,
      color: { type: 'identity' },
      marks: [
        plot.cell(cells, {
          ...place,
          fill: ({ value }) => (Number.isFinite(value) ? apply(share(value)) : COLOUR.pale),
          inset: 0.5,
        }),
        legible
          ? plot.text(cells, { ...place, text: (_, i) => texts[i]!.above, fill: (d) => ink(d.value), dy: (1 - lines) * 5.5 })
          : null,
        legible
          ? plot.text(cells, {
              ...{ ...place, text: (_, i) => texts[i]!.below.join('\n'), fill: (d) => ink(d.value), fontSize: SMALL },
              ...{ lineAnchor: 'top', dy: (1 - lines) * 5.5 + 6 },
            })
          : null,
        plot.axisX({ ...name, label: x.label, labelOffset: bottom - 4, tickFormat: (i: number) => xNames[i] }),
        plot.axisY({ ...name, label: y.label, tickFormat: (i: number) => names[i]!.join('\n') }),
        page.label(plot),
      ],
    })
    drawHeading(document, svg, heading)
    drawBar(document, svg, { left, top: bar, width: WIDTH - left - right, height: BAR }, [low, high], (step) =>
      String(apply(step)),
    )
    return svg
  })
}

/** From the lowest end of an interval to the highest. Ends below 0 are ignored for a positive metric: they come from the t distribution. */
function spanOf(cells: readonly HeatCell[], positive: boolean): readonly [number, number] {
  const ends = cells.flatMap(({ value, low, high }) => [value, positive && low <= 0 ? value : low, high]).filter(Number.isFinite)
  return ends.length > 0 ? range(ends) : [0, 1]
}

/** The value, and below it the interval and the number of runs as far as they fit. */
function textOf({ value, low, high, n }: HeatCell, counted: boolean, room: number): { above: string; below: readonly string[] } {
  if (!Number.isFinite(value)) return { above: 'n/a', below: [] }
  const interval = Number.isFinite(low) ? [`${short(low)} to`, short(high)] : []
  const whole = interval.join(' ')
  const fits = (text: string) => (textWidth(text) * SMALL) / FONT_SIZE <= room
  return {
    above: short(value),
    below: [...(interval.length === 0 || fits(whole) ? [whole] : interval), ...(counted ? [`n = ${n}`] : [])].filter(
      (text) => text !== '' && fits(text),
    ),
  }
}
