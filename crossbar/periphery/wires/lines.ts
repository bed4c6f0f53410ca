/**
 * Parallel lines whose nodes hang on voltages that are known for the moment: one tridiagonal system a line, solved by
 * elimination from the far end. Written in resistances instead of conductances, so that 0 ohm is exact and no large number
 * is taken from another one.
 *
 * Node k, counted from the terminal, has the conductance g_k to a known voltage and takes in the current c_k. Seen from the
 * terminal's side it and all beyond it are a conductance Y_k and a current J_k:
 *
 *   Y_k = g_k + pass_(k+1) Y_(k+1),   J_k = c_k + pass_(k+1) J_(k+1),   pass_k = 1 / (1 + R_k Y_k)
 *   v_k = pass_k v_(k-1) + rise_k J_k,   rise_k = R_k pass_k,   v_(-1) the terminal's voltage
 *
 * with R_k the resistance before node k. Where the line is broken before node k, the limit R_k -> infinity holds:
 * pass_k = 0, rise_k = 1 / Y_k; a piece that no cell joins to anything has no voltage and is given 0 V.
 */

/** A line that is broken: its first `connected` cells, counted from its terminal, stay on the terminal's side (default: none). */
export interface LineBreak {
  readonly line: number
  readonly connected?: number
}

/** Node k of line l is at index first + l line + k step of a matrix. */
interface Place {
  readonly count: number
  readonly nodes: number
  readonly first: number
  readonly line: number
  readonly step: number
  /** ohm, at the terminal and between neighbouring nodes. */
  readonly terminal: number
  readonly segment: number
}

export interface Lines extends Place {
  /** Nodes of each line that are joined to its terminal. */
  readonly connected: Uint32Array
  readonly pass: Float64Array
  readonly rise: Float64Array
}

/** 1 ohm times 1 uS. */
export const OHM_US = 1e-6

/** @throws RangeError for a line or a cell that is not there */
export function createLines(place: Place, broken: readonly LineBreak[] = []): Lines {
  const { count, nodes } = place
  const connected = new Uint32Array(count).fill(nodes)
  for (const { line, connected: n = 0 } of broken) {
    if (!(Number.isInteger(line) && line >= 0 && line < count))
      throw new RangeError(`line ${line} is broken, and the lines are 0 to ${count - 1}`)
    if (!(Number.isInteger(n) && n >= 0 && n < nodes))
      throw new RangeError(`line ${line} is broken after ${n} cells, of ${nodes}; give a whole number from 0 to ${nodes - 1}`)
    connected[line] = n
  }
  return { ...place, connected, pass: new Float64Array(count * nodes), rise: new Float64Array(count * nodes) }
}

/** Makes `pass` and `rise` of conductances [rows][cols], uS. */
export function eliminate(
  { count, nodes, first, line, step, terminal, segment, connected, pass, rise }: Lines,
  g: Float64Array,
): void {
  for (let l = 0; l < count; l++) {
    let Y = 0
    for (let k = nodes - 1; k >= 0; k--) {
      const at = first + l * line + k * step
      Y += g[at]!
      if (k === connected[l]) {
        pass[at] = 0
        rise[at] = Y > 0 ? 1 / Y : 0
        Y = 0
      } else {
        const R = OHM_US * (k === 0 ? terminal : segment)
        pass[at] = 1 / (1 + R * Y)
        rise[at] = R * pass[at]
        Y *= pass[at]
      }
    }
  }
}

/** `x` [rows][cols]: currents c, uA, become voltages v, V. @param terminals voltage of each word line's terminal */
export function solveWordLines({ count, nodes, pass, rise }: Lines, terminals: Float64Array, x: Float64Array): void {
  for (let l = 0; l < count; l++) {
    const start = l * nodes
    let J = 0
    for (let at = start + nodes - 1; at >= start; at--) {
      const sum = x[at]! + J
      x[at] = sum
      J = pass[at]! * sum
    }
    let v = terminals[l]!
    for (let at = start; at < start + nodes; at++) {
      v = pass[at]! * v + rise[at]! * x[at]!
      x[at] = v
    }
  }
}

/** The same of bit lines, all of them side by side from row to row: neighbours in memory are neighbours in the loop. */
export function solveBitLines({ count, nodes, pass, rise }: Lines, terminals: Float64Array, x: Float64Array): void {
  const last = (nodes - 1) * count
  for (let at = count; at < last + count; at++) x[at] = x[at]! + pass[at - count]! * x[at - count]!
  for (let l = 0; l < count; l++) x[last + l] = pass[last + l]! * terminals[l]! + rise[last + l]! * x[last + l]!
  for (let at = last - 1; at >= 0; at--) x[at] = pass[at]! * x[at + count]! + rise[at]! * x[at]!
}
