/** Layout of the arguments of a generated loop in memory: words at fixed offsets, addresses of columns, keys of draws. */
import { type Draw, needsOf, type Statements } from './node.ts'

/** Byte offsets of the words at the start of every frame. */
export const FRAME = {
  /** Address of the list of cells or rows, and its length. */
  ids: 0,
  n: 4,
  out: 8,
  /** Column of event numbers, one per device; 0: all devices use the event number that follows. */
  events: 12,
  eventLow: 16,
  eventHigh: 20,
  /** float64 */
  t: 24,
  /** float32 */
  voltage: 32,
  gain: 36,
  /** Number of devices of one polarity. */
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
  /** Whether the results of the statements are stored in the columns, as for pulses. */
  readonly stores: boolean
  /** Number of 32-bit words. */
  readonly size: number
  /** Byte offset of the address of a column; then those of the four words of a draw and of the address of a table. */
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
