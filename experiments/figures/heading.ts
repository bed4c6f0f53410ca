/** A figure's title and legend, one line each above the panels. Drawn here because Plot would make HTML of them. */
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
export function headingHeight({ title, legend }: Heading): number {
  return 4 + LINE_HEIGHT * ((title === undefined ? 0 : 1) + (legend.length > 0 ? 1 : 0))
}

export function drawHeading(document: Document, svg: Element, heading: Heading): void {
  const { title, legend, note, left } = heading
  const draw = (name: string, attributes: Attributes, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    element.textContent = text
    svg.append(element)
  }
  const write = (text: string, at: { x: number; y: number }) =>
    draw('text', { ...at, dy: '0.35em', 'text-anchor': 'start' }, text)
  if (title !== undefined) write(shorten(title, WIDTH - left - 4), { x: left, y: 4 + LINE_HEIGHT / 2 })
  const y = headingHeight(heading) - LINE_HEIGHT / 2
  let x = left
  for (const { label, line } of legend) {
    draw('path', { d: `M${x},${y}h${SWATCH}`, fill: 'none', ...line })
    x += SWATCH + FONT_SIZE / 2
    write(label, { x, y })
    x += textWidth(label) + 1.2 * FONT_SIZE
  }
  if (note !== undefined) write(note, { x, y })
}
