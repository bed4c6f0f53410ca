/** The devices of one tile and polarity as an array whose lines have no resistance: the innermost of all. */
import { type Bank, createCellList } from '../../devices/bank.ts'
import type { Layout } from '../../devices/model.ts'
import type { AnalogArray, Moment, Way } from './analog.ts'
import type { Site } from './effect.ts'
import type { Tile } from './tiles.ts'

export interface Placed {
  readonly bank: Bank
  readonly layout: Layout
  readonly autapses: boolean
  /** Of G+ or of G-. */
  readonly negative: boolean
  readonly tile: Tile
}

export function deviceArray(placed: Placed, { broken }: Pick<Site, 'broken'>): AnalogArray {
  const { bank, layout, autapses, negative, tile } = placed
  const { replicas, stride } = layout
  const [rows, cols] = [(tile.rowEnd - tile.row) * replicas, tile.colEnd - tile.col]
  const cells = createCellList(bank.arena, Math.max(rows, cols))
  const g = bank.arena.f32(Math.max(rows, cols))
  const line = new Float64Array(Math.max(rows, cols))
  const reach = reaches(rows, cols, broken)

  /** Device at word line i = (row, replica) and bit line j. */
  const deviceAt = (i: number, j: number) => {
    const [row, k] = [tile.row + Math.floor(i / replicas), i % replicas]
    return (((negative ? replicas : 0) + k) * layout.rows + row) * stride + tile.col + j
  }
  const absent = (i: number, j: number) => !autapses && tile.row + Math.floor(i / replicas) === tile.col + j

  function conductances(way: Way, driven: number, { t, draw }: Moment, out: Float64Array): void {
    const forward = way === 'forward'
    cells.n = forward ? cols : rows
    const stream = forward ? bank.streams.read : bank.streams.readBack
    if (forward) {
      const first = deviceAt(driven, 0)
      for (let j = 0; j < cols; j++) cells.ids[j] = first + j
    } else for (let i = 0; i < rows; i++) cells.ids[i] = deviceAt(i, driven)
    bank.model.read(bank.columns, cells, t, draw, stream, bank.arena, g)
    for (let k = 0; k < cells.n; k++) out[k] = g[k]!
    if (autapses) return
    if (forward) {
      const own = tile.row + Math.floor(driven / replicas) - tile.col
      if (own >= 0 && own < cols) out[own] = 0
    } else for (let i = 0; i < rows; i++) if (absent(i, driven)) out[i] = 0
  }

  return {
    rows,
    cols,
    conductances,
    sense(way, { lines, volts, n }, at, out) {
      const across = way === 'forward' ? cols : rows
      out.fill(0, 0, across)
      let power = 0
      for (let d = 0; d < n; d++) {
        const [driven, v] = [lines[d]!, volts[d]!]
        conductances(way, driven, at, line)
        let current = 0
        for (let k = 0; k < across; k++) {
          if (reach && !(way === 'forward' ? reach(driven, k) : reach(k, driven))) continue
          out[k] = out[k]! + v * line[k]!
          current += line[k]!
        }
        power += v * v * current
      }
      return power
    },
    programmed() {},
  }
}

/** Whether cell (i, j) is joined to the terminals of both its lines; nothing where no line is broken. */
function reaches(rows: number, cols: number, { wordLines, bitLines }: Site['broken']) {
  if (wordLines.length + bitLines.length === 0) return undefined
  const [word, bit] = [new Uint32Array(rows).fill(cols), new Uint32Array(cols).fill(rows)]
  for (const { line, connected = 0 } of wordLines) word[line] = connected
  for (const { line, connected = 0 } of bitLines) bit[line] = connected
  // Bit lines are sensed at their last row.
  return (i: number, j: number) => j < word[i]! && i >= rows - bit[j]!
}
