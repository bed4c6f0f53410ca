/** A figure's title and legend above the panels, the legend in as many lines as it takes. Drawn here because Plot would make HTML of them. */
import { FONT_SIZE, shorten, textWidth, WIDTH } from './style.ts'

type Attributes = Readonly<Record<string, string | number>>

export interface Heading {
  readonly title: string | undefined
  /** line: stroke, stroke-width, stroke-dasharray as in the figure. */
  readonly legend: readonly { readonly label: string; readonly line: Attributes }[]
  /** Follows the legend. */
  readonly note?: string | undefined
  /** Where the panels begin, and with them the heading. */
  readonly left: number
}

const LINE_HEIGHT = 15
const SWATCH = 20

/** Height that drawHeading fills, from the figure's top. */
export function headingHeight(heading: Heading): number {
  return 4 + LINE_HEIGHT * ((heading.title === undefined ? 0 : 1) + legendLines(heading).length)
}

const entryWidth = (label: string) => SWATCH + FONT_SIZE / 2 + textWidth(label)
const GAP = 1.2 * FONT_SIZE

function legendLines({ legend, left }: Heading): Heading['legend'][] {
  const lines: Heading['legend'][number][][] = []
  let room = 0
  for (const entry of legend) {
    const width = entryWidth(entry.label)
    if (width > room) {
      lines.push([])
      room = WIDTH - left
    }
    lines.at(-1)!.push(entry)
    room -= width + GAP
  }
  return lines
}

export function drawHeading(document: Document, svg: Element, heading: Heading): void {
  const { title, note, left } = heading
  const draw = (name: string, attributes: Attributes, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    element.textContent = text
    svg.append(element)
  }
  const write = (text: string, at: { x: number; y: number }) =>
    draw('text', { ...at, dy: '0.35em', 'text-anchor': 'start' }, text)
  if (title !== undefined) write(shorten(title, WIDTH - left - 4), { x: left, y: 4 + LINE_HEIGHT / 2 })
  const lines = legendLines(heading)
  let [x, y] = [left, headingHeight(heading) - LINE_HEIGHT / 2]
  lines.forEach((entries, l) => {
    x = left
    y = headingHeight(heading) - LINE_HEIGHT * (lines.length - l - 1 / 2)
    for (const { label, line } of entries) {
      draw('path', { d: `M${x},${y}h${SWATCH}`, fill: 'none', ...line })
      write(label, { x: x + SWATCH + FONT_SIZE / 2, y })
      x += entryWidth(label) + GAP
    }
  })
  if (note !== undefined) write(note, { x, y })
}
