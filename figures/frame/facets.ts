/** Where panels stand that share their axes: in rows below each other, several beside each other where they are many. */
import { FONT_SIZE, WIDTH } from './style.ts'
import { wrap } from './wrap.ts'

interface Page {
  /** One a panel; all empty: no room is left for them. */
  readonly labels: readonly string[]
  readonly left: number
  readonly right: number
  /** Of the frame of a panel. */
  readonly panelHeight: number
  /** Panels beside each other, at most. */
  readonly columns: number
}

export interface Facets {
  readonly columns: number
  /** Of the frame of a panel. */
  readonly width: number
  /** Above each row of panels, for their labels. */
  readonly gap: number
  /** From the first frame's top to the last one's foot. */
  readonly height: number
  /** Of the panel's number: channels of Plot's marks. */
  readonly place: { readonly fx: (panel: number) => number; readonly fy: (panel: number) => number }
  /** Scales of a plot; the first panel's label stands above its frame, in the margin. */
  readonly scales: { readonly fx: object; readonly fy: object }
  /** Options of the text mark that has the labels. */
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
