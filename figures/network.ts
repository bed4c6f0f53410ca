/** A network as a graph: populations as boxes in the order in which a step visits them, connections as arrows with their arrays. */
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, shorten, textWidth, WIDTH } from './frame/style.ts'

export interface NetworkFigureData {
  /** In the order of a step: the source first, the readout last. */
  readonly populations: readonly { readonly name: string; readonly kind: string; readonly size: number }[]
  readonly connections: readonly {
    readonly name: string
    readonly from: string
    readonly to: string
    /** Steps; 0 acts within the step. */
    readonly delay: number
    /** `100 x 10`, or the name of the connection whose array it shares. */
    readonly array: string
  }[]
  readonly title?: string | undefined
}

const BOX = { height: 34, gap: 22 }
const LEFT = 8
/** Arrows that skip boxes or go back run beside the boxes, each in its own lane. Width of a lane. */
const LANE = 13
const LABEL = 7

/** @returns a figure 85 mm wide: populations from top to bottom; dashed arrows act one step later */
export function networkFigure({ populations, connections, title }: NetworkFigureData): Promise<Figure> {
  const place = new Map(populations.map(({ name }, i) => [name, i]))
  const top = title === undefined ? 8 : 8 + 1.5 * FONT_SIZE
  const width =
    Math.max(...populations.map(({ name, kind, size }) => Math.max(textWidth(name), textWidth(`${size} ${kind}`)))) + 12
  const boxes = populations.map((population, i) => ({ ...population, y: top + i * (BOX.height + BOX.gap) }))
  const right = LEFT + width
  const straight = connections.filter(({ from, to, delay }) => delay === 0 && place.get(to) === place.get(from)! + 1)
  const around = connections.filter((connection) => !straight.includes(connection))
  const lanes = lanesOf(around.map(({ from, to }) => [place.get(from)!, place.get(to)!]))
  const middle = (name: string, share: number) => boxes[place.get(name)!]!.y + share * BOX.height
  const small = LABEL / FONT_SIZE
  const labelled = ({ name, array }: { name: string; array: string }) => `${name}: ${array}`
  // The lanes begin beyond the labels of the straight arrows.
  const widest = Math.max(0, ...straight.map((connection) => small * textWidth(labelled(connection))))
  const first = Math.max(right + 10, LEFT + width / 2 + widest + 8)
  const ports = portsOf(around.map(({ from, to }) => [place.get(from)!, place.get(to)!]))
  const arrows = around.map((connection, i) => ({
    ...connection,
    x: first + LANE * lanes[i]!,
    y1: middle(connection.from, ports[i]![0]),
    y2: middle(connection.to, ports[i]![1]),
  }))
  const labels = first + 6 + LANE * Math.max(0, ...lanes)
  const free = separated(
    arrows.map(({ y1, y2 }) => (y1 + y2) / 2),
    LABEL + 5,
  )
  const height = Math.max(boxes.at(-1)!.y + BOX.height, ...free) + 10
  const dash = (delay: number) => (delay === 0 ? 'none' : '4 2')
  const text = (connection: { name: string; array: string }) => shorten(labelled(connection), (WIDTH - labels) / small)
  return renderFigure((plot, document) => {
    const pixels = { domain: [0, WIDTH], range: [0, WIDTH] }
    const heads = [
      ...straight.map(({ from, to }) => ({ x: LEFT + width / 2, y: middle(to, 0), from, dx: 0, dy: 1 })),
      ...arrows.map(({ y2 }) => ({ x: right, y: y2, dx: -1, dy: 0 })),
    ]
    return plot.plot({
      ...{ document, width: WIDTH, height, margin: 0, axis: null },
      x: pixels,
      y: { domain: [0, height], range: [0, height] },
      marks: [
        ...(title === undefined
          ? []
          : [plot.text([title], { x: LEFT, y: FONT_SIZE, textAnchor: 'start', text: (d: string) => d })]),
        ...straight.map(({ from, to, delay }) =>
          plot.link([0], {
            ...{ x1: LEFT + width / 2, x2: LEFT + width / 2, y1: middle(from, 1), y2: middle(to, 0) - 5, stroke: COLOUR.grey },
            strokeDasharray: dash(delay),
          }),
        ),
        ...arrows.map(({ x, y1, y2, delay }) =>
          plot.line(
            [
              [right, y1],
              [x, y1],
              [x, y2],
              [right + 5, y2],
            ],
            { stroke: delay === 0 ? COLOUR.grey : COLOUR.vermillion, strokeDasharray: dash(delay) },
          ),
        ),
        ...heads.map(({ x, y, dx, dy }) => plot.line(triangle(x, y, dx, dy), { fill: COLOUR.grey, stroke: 'none', z: null })),
        plot.rect(boxes, {
          ...{ x1: LEFT, x2: right, y1: 'y', y2: ({ y }: { y: number }) => y + BOX.height },
          ...{ fill: 'white', stroke: 'black', rx: 3 },
        }),
        plot.text(boxes, { x: LEFT + width / 2, y: ({ y }: { y: number }) => y + 12, text: 'name', fontWeight: 'bold' }),
        plot.text(boxes, {
          ...{ x: LEFT + width / 2, y: ({ y }: { y: number }) => y + 25 },
          text: ({ size, kind }: { size: number; kind: string }) => `${size} ${kind}`,
        }),
        plot.text(straight, {
          ...{ x: LEFT + width / 2 + 5, y: ({ to }: { to: string }) => middle(to, 0) - BOX.gap / 2 },
          ...{ text: labelled, textAnchor: 'start', fontSize: LABEL },
        }),
        plot.text(arrows, {
          ...{ x: labels, y: (_: unknown, i: number) => free[i]!, text, textAnchor: 'start', fontSize: LABEL },
          fill: ({ delay }: { delay: number }) => (delay === 0 ? 'black' : COLOUR.vermillion),
        }),
      ],
    })
  })
}

function triangle(x: number, y: number, dx: number, dy: number): [number, number][] {
  return [
    [x, y],
    [x - 6 * dx - 3 * dy, y - 6 * dy - 3 * dx],
    [x - 6 * dx + 3 * dy, y - 6 * dy + 3 * dx],
  ]
}

/** Where arrows leave and reach the sides of their boxes, as shares of the height: evenly spaced, arrows to boxes above at the top. */
function portsOf(spans: readonly (readonly [from: number, to: number])[]): [number, number][] {
  const places: [number, number][] = spans.map(() => [0, 0])
  for (const box of new Set(spans.flat())) {
    const ends = spans.flatMap(([from, to], i) => [
      ...(from === box ? [{ i, end: 0 as const, other: to }] : []),
      ...(to === box ? [{ i, end: 1 as const, other: from }] : []),
    ])
    const sorted = ends.sort((a, b) => a.other - b.other || a.i - b.i || a.end - b.end)
    for (const [k, { i, end }] of sorted.entries()) places[i]![end] = (k + 1) / (sorted.length + 1)
  }
  return places
}

/** The first lane, from the boxes outwards, without an overlapping arrow. */
function lanesOf(spans: readonly (readonly [number, number])[]): number[] {
  const taken: (readonly [number, number])[][] = []
  return spans.map(([a, b]) => {
    const span = [Math.min(a, b), Math.max(a, b)] as const
    const lane = taken.findIndex((others) => others.every(([low, high]) => high < span[0] || low > span[1]))
    const own = lane < 0 ? taken.length : lane
    taken[own] = [...(taken[own] ?? []), span]
    return own
  })
}

/** Heights in their order, moved down until they are at least a step apart. */
function separated(wanted: readonly number[], step: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!)
  const placed = [...wanted]
  for (const [rank, i] of order.entries()) {
    const before = rank > 0 ? placed[order[rank - 1]!]! : Number.NEGATIVE_INFINITY
    placed[i] = Math.max(placed[i]!, before + step)
  }
  return placed
}
