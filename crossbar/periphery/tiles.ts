/** A connection on several physical arrays of limited size: partial sums are converted tile by tile and added digitally. */

/** Rows and columns of weights, ends not included. */
export interface Tile {
  readonly row: number
  readonly rowEnd: number
  readonly col: number
  readonly colEnd: number
}

/**
 * Tiles of [word lines, bit lines] that cover rows x cols weights, row of tiles by row of tiles; the last ones may be smaller. The N
 * devices of a group take N word lines of one tile.
 * @param size absent: one tile for all
 * @throws RangeError where a tile is no whole number of lines or cannot hold a group
 */
export function tilesOf(rows: number, cols: number, replicas = 1, size?: readonly [rows: number, cols: number]): Tile[] {
  const [lines, width] = size ?? [rows * replicas, cols]
  for (const n of [lines, width]) {
    if (!(Number.isInteger(n) && n > 0)) throw new RangeError(`a tile of [${lines}, ${width}] lines; give whole numbers from 1`)
  }
  const height = Math.floor(lines / replicas)
  if (height === 0)
    throw new RangeError(
      `a tile of ${lines} word lines holds no group of ${replicas} devices; give ${replicas} word lines or more`,
    )
  const tiles: Tile[] = []
  for (let row = 0; row < rows; row += height) {
    for (let col = 0; col < cols; col += width) {
      tiles.push({ row, rowEnd: Math.min(rows, row + height), col, colEnd: Math.min(cols, col + width) })
    }
  }
  return tiles
}
