/** A figure's title and legend above the panels; the legend takes the lines it needs. Drawn here because Plot would make HTML of them. */
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

interface Item {
  readonly label: string
  readonly line?: Attributes
  readonly x: number
  readonly row: number
}

const LINE_HEIGHT = 15
const SWATCH = 20
const GAP = FONT_SIZE / 2

/** Height that drawHeading fills, from the figure's top. */
export function headingHeight(heading: Heading): number {
  return 4 + LINE_HEIGHT * ((heading.title === undefined ? 0 : 1) + (items(heading).at(-1)?.row ?? -1) + 1)
}

export function drawHeading(document: Document, svg: Element, heading: Heading): void {
  const { title, left } = heading
  const draw = (name: string, attributes: Attributes, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    element.textContent = text
    svg.append(element)
  }
  const write = (text: string, at: { x: number; y: number }) =>
    draw('text', { ...at, dy: '0.35em', 'text-anchor': 'start' }, text)
  if (title !== undefined) write(shorten(title, WIDTH - left - 4), { x: left, y: 4 + LINE_HEIGHT / 2 })
  const first = 4 + LINE_HEIGHT * (title === undefined ? 0.5 : 1.5)
  for (const { label, line, x, row } of items(heading)) {
    const y = first + LINE_HEIGHT * row
    if (line) draw('path', { d: `M${x},${y}h${SWATCH}`, fill: 'none', ...line })
    write(label, { x: line ? x + SWATCH + GAP : x, y })
  }
}

/** The legend and the note, from left to right and from line to line. */
function items({ legend, note, left }: Heading): Item[] {
  let [x, row] = [left, 0]
  return [...legend, ...(note === undefined ? [] : [{ label: note }])].map((entry) => {
    const beside = 'line' in entry ? SWATCH + GAP : 0
    const label = shorten(entry.label, WIDTH - left - beside - 2)
    if (x > left && x + beside + textWidth(label) > WIDTH) {
      x = left
      row++
    }
    const item = { ...entry, label, x, row }
    x += beside + textWidth(label) + 1.2 * FONT_SIZE
    return item
  })
}
