/** Layout of panels that share their axes: in rows, several panels beside each other if there are many. */
import { FONT_SIZE, WIDTH } from './style.ts'
import { wrap } from './wrap.ts'

interface Page {
  /** One for each panel; if all are empty, no space is reserved for them. */
  readonly labels: readonly string[]
  readonly left: number
  readonly right: number
  /** Height of the frame of a panel. */
  readonly panelHeight: number
  /** Most panels beside each other. */
  readonly columns: number
}

export interface Facets {
  readonly columns: number
  /** Width of the frame of a panel. */
  readonly width: number
  /** Space above each row of panels, for their labels. */
  readonly gap: number
  /** From the top of the first frame to the bottom of the last. */
  readonly height: number
  /** Channels of Plot's marks, from the panel's number. */
  readonly place: { readonly fx: (panel: number) => number; readonly fy: (panel: number) => number }
  /** Scales of a plot; the first panel's label is above its frame, in the margin. */
  readonly scales: { readonly fx: object; readonly fy: object }
  /** The text mark with the labels. */
  label(plot: typeof import('@observablehq/plot')): ReturnType<typeof import('@observablehq/plot').text>
}

const BESIDE = 16

export function facets({ labels, left, right, panelHeight, columns: most }: Page): Facets {
  const columns = Math.min(most, labels.length)
  const rows = Math.ceil(labels.length / columns)
  const room = WIDTH - left - right
  const width = (room - BESIDE * (columns - 1)) / columns
  const lines = labels.map((label) => wrap(label, width))
  const gap = labels.every((label) => label === '') ? 4 : 4 + 1.2 * FONT_SIZE * Math.max(...lines.map(({ length }) => length))
  const place = { fx: (panel: number) => panel % columns, fy: (panel: number) => Math.floor(panel / columns) }
  const scale = (n: number, between: number, size: number) => ({
    ...{ domain: Array.from({ length: n }, (_, i) => i), axis: null, round: false, paddingOuter: 0 },
    paddingInner: n > 1 ? between / (size + between) : 0,
  })
  return {
    ...{ columns, width, gap, place },
    height: rows * panelHeight + (rows - 1) * gap,
    scales: { fx: scale(columns, BESIDE, width), fy: scale(rows, gap, panelHeight) },
    label: (plot) =>
      plot.text(lines, {
        ...{ text: (line: string[]) => line.join('\n'), fx: (_, i) => place.fx(i), fy: (_, i) => place.fy(i) },
        ...{ frameAnchor: 'top-left', lineAnchor: 'bottom', lineHeight: 1.2, dy: -4, fill: 'black' },
      }),
  }
}
