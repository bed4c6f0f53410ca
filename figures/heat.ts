/** A metric over two parameters, as colours with their values written in. */

import { range } from '../statistics/describe.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, shorten, textWidth, WIDTH } from './frame/style.ts'

export interface HeatFigureData {
  readonly x: { readonly label: string; readonly levels: readonly string[] }
  readonly y: { readonly label: string; readonly levels: readonly string[] }
  /** Level of x, level of y, value; a value that is not finite is hatched, a pair that is missing left white. */
  readonly cells: readonly { readonly x: number; readonly y: number; readonly value: number }[]
  /** Of the colours. */
  readonly label: string
}

const BOTTOM = 34
const BAR = 9
const STEPS = 64
/** Values that span more than this factor get logarithmic colours. */
const WIDE = 5

/** @returns a figure 85 mm wide; colours are cividis, which eyes of all kinds order alike (doi 10.1371/journal.pone.0199239) */
export function heatFigure({ x, y, cells, label }: HeatFigureData): Promise<Figure> {
  const finite = cells.map(({ value }) => value).filter(Number.isFinite)
  const [low, high] = finite.length > 0 ? range(finite) : [0, 1]
  const onLog = low > 0 && high / low > WIDE
  const share = (value: number) => (onLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low || 1))
  const names = y.levels.map((level) => shorten(level, WIDTH / 4))
  const left = Math.max(...names.map(textWidth)) + 12 + 1.5 * FONT_SIZE
  const right = 6
  const height = Math.min(40, Math.max(18, 200 / y.levels.length)) * y.levels.length
  const heading: Heading = { title: onLog ? `${label}, logarithmic` : label, legend: [], left }
  const bar = headingHeight(heading) + 3
  const top = bar + BAR + 18
  const room = (WIDTH - left - right) / x.levels.length
  const texts = cells.map(({ value }) => (Number.isFinite(value) ? short(value) : 'n/a'))
  const fit = Math.max(0, ...texts.map(textWidth)) < room
  return renderFigure((plot, document) => {
    const { apply } = plot.scale({ color: { scheme: 'cividis', domain: [0, 1] } })!
    const colour = (value: number) => (Number.isFinite(value) ? apply(share(value)) : COLOUR.pale)
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + height + BOTTOM,
      marginTop: top,
      marginRight: right,
      marginBottom: BOTTOM,
      marginLeft: left,
      x: { type: 'band', domain: x.levels.map((_, i) => i), padding: 0 },
      y: { type: 'band', domain: y.levels.map((_, i) => i), padding: 0, reverse: true },
      color: { type: 'identity' },
      marks: [
        plot.cell(cells, { x: 'x', y: 'y', fill: (d) => colour(d.value), inset: 0.5 }),
        fit
          ? plot.text(cells, {
              x: 'x',
              y: 'y',
              text: (_, i) => texts[i],
              fill: (d) => (share(d.value) > 0.5 ? 'black' : 'white'),
            })
          : null,
        plot.axisX({ label: x.label, labelAnchor: 'center', labelArrow: 'none', tickFormat: (i: number) => x.levels[i] }),
        plot.axisY({ label: y.label, labelAnchor: 'center', labelArrow: 'none', tickFormat: (i: number) => names[i] }),
      ],
    })
    drawHeading(document, svg, heading)
    drawBar(document, svg, { left, top: bar, width: WIDTH - left - right }, [low, high], (step) => String(apply(step)))
    return svg
  })
}

interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
}

/** What the colours mean: the range's ends, and the colours between. */
function drawBar(
  document: Document,
  svg: Element,
  { left, top, width }: Place,
  ends: readonly number[],
  colour: (share: number) => string,
) {
  const add = (name: string, attributes: Readonly<Record<string, string | number>>, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    element.textContent = text
    svg.append(element)
  }
  const step = width / STEPS
  for (let i = 0; i < STEPS; i++) {
    // A little wider than a step, so that no seam shows.
    add('rect', {
      x: left + i * step,
      y: top,
      width: i < STEPS - 1 ? step + 0.5 : step,
      height: BAR,
      fill: colour(i / (STEPS - 1)),
    })
  }
  ends.forEach((value, end) => {
    const at = { x: end === 0 ? left : left + width, y: top + BAR + 8, dy: '0.32em', 'text-anchor': end === 0 ? 'start' : 'end' }
    add('text', at, short(value))
  })
}

/** Two significant digits, and all digits before the point. */
function short(value: number): string {
  const size = Math.abs(value)
  const plain = value === 0 || (size >= 1e-3 && size < 1e5)
  const text = !plain ? value.toExponential(1) : size >= 10 || value === 0 ? String(Math.round(value)) : value.toPrecision(2)
  return text.replaceAll('-', '−')
}
