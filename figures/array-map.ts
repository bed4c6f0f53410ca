/** A quantity of every cell of a crossbar, as colours on the array itself: word lines driven from the left, bit lines sensed below. */
import { range } from '../statistics/describe.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks } from './frame/ticks.ts'

interface ArrayMapData {
  readonly title?: string
  /** Label of the colours, with the unit. */
  readonly label: string
  readonly rows: number
  readonly cols: number
  /** [rows][cols], finite. */
  readonly values: ArrayLike<number>
}

/** A side with more cells than this is drawn as means of blocks: a column-wide figure cannot resolve more. */
const MOST = 128
const BOTTOM = 34
const BAR = 9
const STEPS = 64
const [LEAST_HEIGHT, MOST_HEIGHT] = [40, 340]

/** @returns a figure 85 mm wide; colours are cividis, safe for colour vision deficiency (doi 10.1371/journal.pone.0199239) */
export function arrayMapFigure({ title, label, rows, cols, values }: ArrayMapData): Promise<Figure> {
  const [high, wide] = [Math.ceil(rows / MOST), Math.ceil(cols / MOST)]
  const blocks = means(values, rows, cols, high, wide)
  const [low, top] = range(blocks.map(({ value }) => value))
  const level = (value: number) => Math.min(STEPS - 1, Math.floor((STEPS * (value - low)) / (top - low || 1)))
  const x: Domain = [-0.5, cols - 0.5]
  const y: Domain = [-0.5, rows - 0.5]
  const [xTicks, yTicks] = [linearTicks(x, 6, 1), linearTicks(y, 6, 1)]
  const margin = { left: leftMargin(yTicks), right: rightMargin(xTicks) }
  const note = high * wide > 1 ? `, means of ${high} × ${wide} cells` : ''
  const heading: Heading = { title, legend: [], note: `${label}${note}`, left: margin.left }
  const bar = headingHeight(heading) + 3
  const first = bar + BAR + 18
  const width = WIDTH - margin.left - margin.right
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, (width * rows) / cols))
  return renderFigure((plot, document) => {
    const { apply } = plot.scale({ color: { scheme: 'cividis', domain: [0, 1] } })!
    const colour = (step: number) => String(apply(step / (STEPS - 1)))
    const name = { labelAnchor: 'center', labelArrow: 'none' } as const
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: first + height + BOTTOM,
      marginTop: first,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { domain: x, type: 'linear' },
      // The first row is at the top.
      y: { domain: [y[1], y[0]], type: 'linear' },
      marks: [
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        plot.axisX(xTicks.labelled, { ...name, label: 'column (bit line)', text: xTicks.label }),
        plot.axisY(yTicks.labelled, { ...name, label: 'row (word line)', text: yTicks.label }),
      ],
    })
    const place = { x: margin.left, y: first, cell: width / cols, line: height / rows }
    svg.prepend(cellPaths(document, blocks, place, level, colour))
    drawHeading(document, svg, heading)
    drawBar(document, svg, { left: margin.left, top: bar, width }, [low, top], colour)
    return svg
  })
}

interface Block {
  readonly row: number
  readonly col: number
  readonly height: number
  readonly width: number
  readonly value: number
}

function means(values: ArrayLike<number>, rows: number, cols: number, high: number, wide: number): Block[] {
  const blocks: Block[] = []
  for (let row = 0; row < rows; row += high) {
    for (let col = 0; col < cols; col += wide) {
      const [height, width] = [Math.min(high, rows - row), Math.min(wide, cols - col)]
      let sum = 0
      for (let i = row; i < row + height; i++) for (let j = col; j < col + width; j++) sum += values[i * cols + j]!
      blocks.push({ row, col, height, width, value: sum / (height * width) })
    }
  }
  return blocks
}

/** One path for each colour: one rectangle for each cell would make the file several times larger. */
function cellPaths(
  document: Document,
  blocks: readonly Block[],
  place: { readonly x: number; readonly y: number; readonly cell: number; readonly line: number },
  level: (value: number) => number,
  colour: (step: number) => string,
): Element {
  const group = element(document, 'g', { 'shape-rendering': 'crispEdges' })
  const paths = Array.from({ length: STEPS }, () => '')
  const round = (x: number) => Number(x.toFixed(2))
  for (const { row, col, height, width, value } of blocks) {
    const [left, right] = [col, col + width].map((c) => round(place.x + c * place.cell))
    const [upper, lower] = [row, row + height].map((r) => round(place.y + r * place.line))
    paths[level(value)] += `M${left},${upper}H${right}V${lower}H${left}z`
  }
  paths.forEach((d, step) => {
    if (d !== '') group.append(element(document, 'path', { d, fill: colour(step) }))
  })
  return group
}

/** The colour bar: the ends of the range, and the colours between. */
function drawBar(
  document: Document,
  svg: Element,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
  ends: Domain,
  colour: (step: number) => string,
): void {
  const step = width / STEPS
  for (let i = 0; i < STEPS; i++) {
    const place = { x: left + i * step, y: top, width: step, height: BAR, 'shape-rendering': 'crispEdges' }
    svg.append(element(document, 'rect', { ...place, fill: colour(i) }))
  }
  ends.forEach((value, end) => {
    const at = { x: end === 0 ? left : left + width, y: top + BAR + 8, dy: '0.32em', 'text-anchor': end === 0 ? 'start' : 'end' }
    svg.append(element(document, 'text', at, String(Number(value.toPrecision(3))).replace('-', '−')))
  })
}

function element(document: Document, name: string, attributes: Readonly<Record<string, string | number>>, text = ''): Element {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.textContent = text
  return made
}
