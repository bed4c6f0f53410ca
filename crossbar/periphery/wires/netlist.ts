/** A crossbar with resistive lines as a SPICE netlist, which ngspice runs in batch mode as it is. */
import type { WireOptions } from './wires.ts'

export interface NetlistOptions extends WireOptions {
  /** First line, without line breaks. */
  readonly title: string
  /** [rows][cols], uS. */
  readonly g: ArrayLike<number>
  /** Of the word lines' terminals, V; the bit lines' are at 0 V. */
  readonly V: ArrayLike<number>
}

/**
 * The circuit of wires.ts: `VinI` drives word line i, `RcI_J` is cell (i, j), `VoutJ` measures the current of bit line j into 0 V, and the operating
 * point prints `i(voutJ)` in A. A resistance of 0 joins the nodes at its ends, a cell of 0 uS is left out, a broken line has no terminal:
 * only breaks between a terminal and its line are told.
 */
export function netlist({ title, g, V, ...circuit }: NetlistOptions): string {
  const { rows, cols, row, column, driver, sense, brokenWordLines = [], brokenBitLines = [] } = circuit
  const openWord = new Set(brokenWordLines.map(({ line }) => line))
  const openBit = new Set(brokenBitLines.map(({ line }) => line))
  const word = (i: number, j: number) => {
    const node = row > 0 ? j : 0
    return node === 0 && driver === 0 && !openWord.has(i) ? `in${i}` : `w${i}_${node}`
  }
  const bit = (i: number, j: number) => {
    const node = column > 0 ? i : rows - 1
    return node === rows - 1 && sense === 0 && !openBit.has(j) ? `out${j}` : `b${node}_${j}`
  }
  const lines = [`* ${title}`]
  for (let i = 0; i < rows; i++) {
    lines.push(`Vin${i} in${i} 0 ${V[i]}`)
    if (driver > 0 && !openWord.has(i)) lines.push(`Rd${i} in${i} ${word(i, 0)} ${driver}`)
    if (row > 0) for (let j = 1; j < cols; j++) lines.push(`Rw${i}_${j} ${word(i, j - 1)} ${word(i, j)} ${row}`)
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const uS = g[i * cols + j]!
      if (uS > 0) lines.push(`Rc${i}_${j} ${word(i, j)} ${bit(i, j)} ${1e6 / uS}`)
    }
  }
  for (let j = 0; j < cols; j++) {
    if (column > 0) for (let i = 1; i < rows; i++) lines.push(`Rb${i}_${j} ${bit(i - 1, j)} ${bit(i, j)} ${column}`)
    if (sense > 0 && !openBit.has(j)) lines.push(`Rs${j} ${bit(rows - 1, j)} out${j} ${sense}`)
    lines.push(`Vout${j} out${j} 0 0`)
  }
  // A piece of an open line that no cell joins to anything needs a way to 0 V.
  if (openWord.size + openBit.size > 0) lines.push('.option rshunt=1e15')
  lines.push('.control', 'set numdgt=15', 'op')
  for (let j = 0; j < cols; j++) lines.push(`print i(vout${j})`)
  lines.push('quit 0', '.endc', '.end', '')
  return lines.join('\n')
}
