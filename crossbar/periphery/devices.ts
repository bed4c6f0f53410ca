/** The devices of one tile and polarity as an array whose lines have no resistance: the innermost of all. */
import { type Bank, createCellList } from '../../devices/bank.ts'
import type { Layout } from '../../devices/model.ts'
import type { AnalogArray, Moment, Way } from './analog.ts'
import type { Site } from './effect.ts'
import { modelLaw } from './model-law.ts'
import type { RowBuffer } from './row-buffer.ts'
import type { Tile } from './tiles.ts'

export interface Placed {
  readonly bank: Bank
  readonly layout: Layout
  readonly autapses: boolean
  /** Of G+ or of G-. */
  readonly negative: boolean
  readonly tile: Tile
  readonly buffer: RowBuffer
}

export function deviceArray(placed: Placed, { broken, read }: Pick<Site, 'broken' | 'read'>): AnalogArray {
  const { bank, layout, autapses, negative, tile, buffer } = placed
  const { replicas, stride } = layout
  const [rows, cols] = [(tile.rowEnd - tile.row) * replicas, tile.colEnd - tile.col]
  const cells = createCellList(bank.arena, rows)
  const g = bank.arena.f32(rows)
  const line = new Float64Array(Math.max(rows, cols))
  const reach = reaches(rows, cols, broken)

  /** Device at word line i = (row, replica) and bit line j. */
  const deviceAt = (i: number, j: number) => {
    const [row, k] = [tile.row + Math.floor(i / replicas), i % replicas]
    return (((negative ? replicas : 0) + k) * layout.rows + row) * stride + tile.col + j
  }

  /** Place in the buffer of word line `driven`. */
  const placeOf = (driven: number, when: Moment) => {
    const [row, k] = [tile.row + Math.floor(driven / replicas), driven % replicas]
    return buffer.place(row, when) + ((negative ? replicas : 0) + k) * stride + tile.col
  }
  /** Bit line of the autapse of word line `driven`, if it has one and the array has it not. */
  const missing = (driven: number) => (autapses ? -1 : tile.row + Math.floor(driven / replicas) - tile.col)

  function conductances(way: Way, driven: number, when: Moment, out: Float64Array): void {
    if (way === 'forward') {
      const first = placeOf(driven, when)
      const { values } = buffer
      for (let j = 0; j < cols; j++) out[j] = values[first + j]!
      const own = missing(driven)
      if (own >= 0 && own < cols) out[own] = 0
      return
    }
    cells.n = rows
    for (let i = 0; i < rows; i++) cells.ids[i] = deviceAt(i, driven)
    bank.model.read(bank.columns, cells, when.t, when.draw, bank.streams.readBack, bank.arena, g)
    for (let i = 0; i < rows; i++) out[i] = missing(i) === driven && !autapses ? 0 : g[i]!
  }

  /** out += v G of a word line, where no line is broken. @returns its conductance, uS */
  function add(driven: number, v: number, when: Moment, out: Float64Array): number {
    const first = placeOf(driven, when)
    const { values } = buffer
    const own = missing(driven)
    let sum = 0
    for (let j = 0; j < cols; j++) {
      if (j === own) continue
      const uS = values[first + j]!
      out[j] = out[j]! + v * uS
      sum += uS
    }
    return sum
  }

  return {
    rows,
    cols,
    conductances,
    ...(bank.model.current ? { law: modelLaw(bank, { rows, cols, deviceAt, conductances }, read.voltage) } : {}),
    sense(way, { lines, volts, n }, at, out) {
      const across = way === 'forward' ? cols : rows
      out.fill(0, 0, across)
      let power = 0
      for (let d = 0; d < n; d++) {
        const [driven, v] = [lines[d]!, volts[d]!]
        if (way === 'forward' && !reach) {
          power += v * v * add(driven, v, at, out)
          continue
        }
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
