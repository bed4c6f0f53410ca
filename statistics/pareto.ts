/** Which of some choices no other beats: the Pareto front. */

interface Cost {
  /** Both are better when low. */
  readonly x: number
  readonly y: number
}

/** @returns [points], whether no other point is as low in both and lower in one; false for one that is not finite */
export function paretoFront(points: readonly Cost[]): boolean[] {
  const usable = ({ x, y }: Cost) => Number.isFinite(x) && Number.isFinite(y)
  return points.map(
    (own) => usable(own) && !points.some((other) => other.x <= own.x && other.y <= own.y && (other.x < own.x || other.y < own.y)),
  )
}
