/** The Pareto front: the choices that no other choice dominates. */

interface Cost {
  /** Lower is better for both. */
  readonly x: number
  readonly y: number
}

/** @returns [points], true if no other point is as low in both and lower in one; false for a point that is not finite */
export function paretoFront(points: readonly Cost[]): boolean[] {
  const usable = ({ x, y }: Cost) => Number.isFinite(x) && Number.isFinite(y)
  return points.map(
    (own) => usable(own) && !points.some((other) => other.x <= own.x && other.y <= own.y && (other.x < own.x || other.y < own.y)),
  )
}
