/**
 * How a cell of a passive array is written, without a transistor of its own: its word line at the whole voltage and its bit line at 0 V, all
 * other lines at what leaves the others little. Every cell of the two selected lines is half-selected: it sees V/2 or V/3, which over many
 * writes changes it too. V/2 leaves the rest at 0 V; V/3 puts all others at V/3, or its opposite, and takes more current.
 *
 *          selected word   other words   selected bit   other bits   half-selected   unselected
 *   v/2    V               V/2           0              V/2          V/2             0
 *   v/3    V               V/3           0              2V/3         V/3             -V/3
 *
 * With resistive lines the selected cell gets less than V, and half-selected ones more or less than their share: solveWires says how much.
 */

export const WRITE_SCHEMES = ['v/2', 'v/3'] as const
export type WriteScheme = (typeof WRITE_SCHEMES)[number]

/** `half-row`: on the selected word line; `half-column`: on the selected bit line. */
export type Selection = 'selected' | 'half-row' | 'half-column' | 'unselected'

export interface Write {
  readonly row: number
  readonly col: number
  readonly scheme: WriteScheme
  /** V, across the selected cell if lines had no resistance; below 0: a write of the other direction. */
  readonly voltage: number
}

/**
 * Voltages of the terminals, V, for `solveWires`: `V` [rows] of word lines, `U` [cols] of bit lines.
 * @throws RangeError for a cell that is not there
 */
export function writeTerminals(rows: number, cols: number, { row, col, scheme, voltage }: Write) {
  const inside = (n: number, count: number) => Number.isInteger(n) && n >= 0 && n < count
  if (!(inside(row, rows) && inside(col, cols)))
    throw new RangeError(`the cell to write is row ${row}, column ${col}; the array has ${rows} rows and ${cols} columns`)
  const [word, bit] = scheme === 'v/2' ? [voltage / 2, voltage / 2] : [voltage / 3, (2 * voltage) / 3]
  const [V, U] = [new Float64Array(rows).fill(word), new Float64Array(cols).fill(bit)]
  V[row] = voltage
  U[col] = 0
  return { V, U }
}

export function selectionOf({ row, col }: Pick<Write, 'row' | 'col'>, i: number, j: number): Selection {
  if (i === row) return j === col ? 'selected' : 'half-row'
  return j === col ? 'half-column' : 'unselected'
}
