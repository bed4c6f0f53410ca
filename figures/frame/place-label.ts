/** Places the label of a horizontal line where it hides the fewest points. */
import { FONT_SIZE, textWidth } from './style.ts'

interface Pixel {
  readonly x: number
  readonly y: number
}

/** Options of a Plot text that put it beside a line. */
interface LabelPlace {
  readonly frameAnchor: 'left' | 'right'
  readonly lineAnchor: 'bottom' | 'top'
  readonly dx: number
  readonly dy: number
}

const BELOW = { lineAnchor: 'top', dy: 3 } as const
const ABOVE = { lineAnchor: 'bottom', dy: -3 } as const
const LEFT = { frameAnchor: 'left', dx: 4 } as const
const RIGHT = { frameAnchor: 'right', dx: -4 } as const
/** Best first: a learning curve starts high and ends low. */
const PLACES: readonly LabelPlace[] = [
  { ...LEFT, ...BELOW },
  { ...RIGHT, ...ABOVE },
  { ...LEFT, ...ABOVE },
  { ...RIGHT, ...BELOW },
]

/**
 * @param line height of the line in a frame of width x height, from the top; `points` stand in the same frame
 * @returns the first of the places inside the frame with the fewest points in the label's box
 */
export function placeLabel(text: string, line: number, points: readonly Pixel[], width: number, height: number): LabelPlace {
  const boxWidth = textWidth(text) + FONT_SIZE
  const boxHeight = 1.4 * FONT_SIZE
  let best = PLACES[0]!
  let fewest = Infinity
  for (const place of PLACES) {
    const left = place.frameAnchor === 'left' ? 0 : width - boxWidth
    const top = place.lineAnchor === 'top' ? line : line - boxHeight
    if (top < 0 || top + boxHeight > height) continue
    const inside = points.filter(({ x, y }) => x >= left && x <= left + boxWidth && y >= top && y <= top + boxHeight).length
    if (inside < fewest) {
      fewest = inside
      best = place
    }
  }
  return best
}
