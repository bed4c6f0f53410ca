/** What a generated loop is told of a call: words in memory at fixed places, the columns' addresses, the draws' keys. */
import { type Draw, needsOf, type Statements } from './node.ts'

/** Byte offsets of what every frame begins with. */
export const FRAME = {
  /** Address of the listed cells or rows, and their number. */
  ids: 0,
  n: 4,
  out: 8,
  /** Column of event numbers, one a device; 0: all have the one that follows. */
  events: 12,
  eventLow: 16,
  eventHigh: 20,
  /** float64 */
  t: 24,
  /** float32 */
  voltage: 32,
  gain: 36,
  /** Devices of one polarity. */
  polarity: 40,
  replicas: 44,
  rows: 48,
  stride: 52,
  cols: 56,
  quads: 60,
  noAutapses: 64,
} as const
const FIRST_COLUMN = 68
const WORD = 4
/** Two words of the key, then the addresses of scratch for the two polarities of a row. */
const DRAW = 16

export interface Frame {
  /** Names of columns, in order. */
  readonly columns: readonly string[]
  readonly draws: readonly Draw[]
  readonly tables: readonly Float32Array[]
  /** Whether what the statements give is stored in the columns: pulses. */
  readonly stores: boolean
  /** Words of 32 bits. */
  readonly size: number
  /** Byte offsets of a column's address, a draw's four words and a table's address. */
  column(name: string): number
  draw(index: number): number
  table(index: number): number
}

export function frameOf(statements: Statements, columns: readonly string[], stores: boolean): Frame {
  const { draws, tables } = needsOf(statements)
  const places = new Map(columns.map((name, i) => [name, i]))
  const firstDraw = FIRST_COLUMN + WORD * columns.length
  const firstTable = firstDraw + DRAW * draws.length
  return {
    columns,
    draws,
    tables,
    stores,
    size: firstTable / WORD + tables.length,
    column: (name) => FIRST_COLUMN + WORD * places.get(name)!,
    draw: (index) => firstDraw + DRAW * index,
    table: (index) => firstTable + WORD * index,
  }
}
