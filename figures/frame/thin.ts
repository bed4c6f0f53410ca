/** Reduces long series to fewer points. */

/** More than a journal column resolves. */
const BINS = 1000

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * The points of a line, in order; y is NaN where the line has a gap. A long series keeps the lowest and the highest value of
 * each of BINS stretches, so that the line looks the same and no spike is lost; a gap stays if its stretch has no values.
 */
export function thin(xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] {
  const n = Math.min(xs.length, ys.length)
  const point = (i: number): Point => ({ x: xs[i]!, y: Number.isFinite(ys[i]!) ? ys[i]! : Number.NaN })
  if (n <= 2 * BINS) return Array.from({ length: n }, (_, i) => point(i))
  const points: Point[] = []
  for (let bin = 0; bin < BINS; bin++) {
    const start = Math.floor((bin * n) / BINS)
    const end = Math.floor(((bin + 1) * n) / BINS)
    let low = point(start)
    let high = low
    for (let i = start + 1; i < end; i++) {
      const p = point(i)
      if (Number.isNaN(low.y) || p.y < low.y) low = p
      if (Number.isNaN(high.y) || p.y > high.y) high = p
    }
    points.push(...(low === high ? [low] : low.x < high.x ? [low, high] : [high, low]))
  }
  return points
}

/** Lowest and highest finite y; undefined if there is none. */
export function extent(points: readonly Point[]): [low: number, high: number] | undefined {
  let low = Infinity
  let high = -Infinity
  for (const { y } of points) {
    if (y < low) low = y
    if (y > high) high = y
  }
  return low <= high ? [low, high] : undefined
}
