/** A figure's title and legend above the panels, wrapped as needed. Drawn here because Plot would make HTML of them. */
import { FONT_SIZE, textWidth, WIDTH } from './style.ts'
import { wrap } from './wrap.ts'

type Attributes = Readonly<Record<string, string | number>>

export interface Heading {
  readonly title: string | undefined
  /** line: stroke, stroke-width, stroke-dasharray as in the figure; without it only the label is shown. */
  readonly legend: readonly { readonly label: string; readonly line?: Attributes }[]
  /** Follows the legend. */
  readonly note?: string | undefined
  /** x position where panels and heading begin. */
  readonly left: number
}

interface Item {
  readonly lines: readonly string[]
  readonly line?: Attributes
  readonly x: number
  readonly row: number
}

const LINE_HEIGHT = 15
const SWATCH = 20
const GAP = FONT_SIZE / 2

/** Height of the heading that drawHeading draws. */
export function headingHeight(heading: Heading): number {
  const rows = items(heading).map(({ row, lines }) => row + lines.length)
  return 4 + LINE_HEIGHT * (titleLines(heading).length + Math.max(0, ...rows))
}

export function drawHeading(document: Document, svg: Element, heading: Heading): void {
  const draw = (name: string, attributes: Attributes, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    element.textContent = text
    svg.append(element)
  }
  const write = (text: string, at: { x: number; y: number }) =>
    draw('text', { ...at, dy: '0.35em', 'text-anchor': 'start' }, text)
  const title = titleLines(heading)
  const middle = (row: number) => 4 + LINE_HEIGHT * (row + 0.5)
  title.forEach((line, row) => void write(line, { x: heading.left, y: middle(row) }))
  for (const { lines, line, x, row } of items(heading)) {
    const y = middle(title.length + row)
    if (line) draw('path', { d: `M${x},${y}h${SWATCH}`, fill: 'none', ...line })
    lines.forEach((text, i) => void write(text, { x: line ? x + SWATCH + GAP : x, y: y + i * LINE_HEIGHT }))
  }
}

function titleLines({ title, left }: Heading): string[] {
  return title === undefined ? [] : wrap(title, WIDTH - left - 4)
}

/** The legend and the note, laid out from left to right and line by line. */
function items({ legend, note, left }: Heading): Item[] {
  let [x, row] = [left, 0]
  return [...legend, ...(note === undefined ? [] : [{ label: note }])].map((entry) => {
    const beside = 'line' in entry ? SWATCH + GAP : 0
    const width = textWidth(entry.label)
    if (x > left && x + beside + width > WIDTH) {
      x = left
      row++
    }
    const lines = wrap(entry.label, WIDTH - left - beside - 2)
    const item = { ...entry, lines, x, row }
    x += beside + width + 1.2 * FONT_SIZE
    // An item after one of several lines begins below it.
    if (lines.length > 1) {
      x = left
      row += lines.length
    }
    return item
  })
}
