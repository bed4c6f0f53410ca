/** Places short labels of points so that they hide neither points nor each other. */
import { FONT_SIZE, textWidth } from './style.ts'

interface Spot {
  /** Pixels from the left and from the top. */
  readonly x: number
  readonly y: number
  readonly r: number
  readonly text: string
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Directions from a point, the best first. */
const DIRECTIONS = [
  ...[[1, -1] as const, [-1, -1] as const, [1, 1] as const, [-1, 1] as const],
  ...[[1, 0] as const, [-1, 0] as const, [0, -1] as const, [0, 1] as const],
]
const GAP = 2

/** @returns [spots], middle of each label. @param room size of the frame: labels stay inside */
export function placeNumbers(
  spots: readonly Spot[],
  room: { readonly width: number; readonly height: number },
): { x: number; y: number }[] {
  const points = spots.map(({ x, y, r }) => ({ x, y, width: 2 * r, height: 2 * r }))
  const taken: Box[] = []
  return spots.map(({ x, y, r, text }) => {
    const [width, height] = [textWidth(text), FONT_SIZE]
    const near = DIRECTIONS.flatMap((direction) => [1, 2.5].map((far) => ({ direction, far })))
    const boxes = near.map(({ direction: [across, down], far }) => {
      // Diagonally, the corner of the label is next to the point; else the middle of its side.
      const out = (across !== 0 && down !== 0 ? 0.7 : 1) * r + GAP * far * far
      return { x: x + across * (out + width / 2), y: y + down * (out + height / 2), width, height }
    })
    const hidden = (box: Box) =>
      [...points, ...taken].reduce((sum, other) => sum + shared(box, other), 0) + (inside(box, room) ? 0 : 1e6)
    const best = boxes.reduce((a, b) => (hidden(b) < hidden(a) ? b : a))
    taken.push(best)
    return { x: best.x, y: best.y }
  })
}

/** Overlap area of two boxes. */
function shared(a: Box, b: Box): number {
  const along = (p: number, size: number, q: number, other: number) =>
    Math.max(0, Math.min(p + size / 2, q + other / 2) - Math.max(p - size / 2, q - other / 2))
  return along(a.x, a.width, b.x, b.width) * along(a.y, a.height, b.y, b.height)
}

function inside({ x, y, width, height }: Box, room: { readonly width: number; readonly height: number }): boolean {
  return x >= width / 2 && x <= room.width - width / 2 && y >= height / 2 && y <= room.height - height / 2
}
