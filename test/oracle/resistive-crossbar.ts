/**
 * A crossbar with resistive lines by Kirchhoff's current law at every node and Gaussian elimination with pivots, as slow as it is plain.
 * Conductances uS, voltages V, currents uA, resistances ohm; nodes that 0 ohm joins are one node.
 */

export interface CrossbarCircuit {
  /** [rows][cols]. */
  readonly g: readonly (readonly number[])[]
  readonly row: number
  readonly column: number
  readonly driver: number
  readonly sense: number
  /** Of the terminals of word and bit lines. */
  readonly V: readonly number[]
  readonly U: readonly number[]
  /** Cells from the terminal on that each line reaches; absent: all. */
  readonly wordConnected?: readonly number[]
  readonly bitConnected?: readonly number[]
}

export interface CrossbarSolution {
  readonly word: number[][]
  readonly bit: number[][]
  /** Into each bit line's terminal. */
  readonly I: number[]
}

export function solveCircuit(circuit: CrossbarCircuit): CrossbarSolution {
  const { g, row, column, driver, sense, V, U } = circuit
  const [rows, cols] = [g.length, g[0]!.length]
  const w = (i: number, j: number) => i * cols + j
  const b = (i: number, j: number) => rows * cols + i * cols + j
  const fixed = [...V, ...U]
  const terminal = (line: number) => 2 * rows * cols + line
  const total = 2 * rows * cols + fixed.length

  const resistors: [from: number, to: number, uS: number][] = []
  const same = Array.from({ length: total }, (_, n) => n)
  const root = (n: number): number => (same[n] === n ? n : root(same[n]!))
  const wire = (from: number, to: number, ohm: number) => {
    if (ohm > 0) resistors.push([from, to, 1e6 / ohm])
    // A terminal stays the root, for its voltage is known.
    else if (root(from) < root(to)) same[root(from)] = root(to)
    else same[root(to)] = root(from)
  }
  for (let i = 0; i < rows; i++) {
    const reach = circuit.wordConnected?.[i] ?? cols
    for (let j = 0; j < cols; j++) {
      if (j !== reach) wire(j === 0 ? terminal(i) : w(i, j - 1), w(i, j), j === 0 ? driver : row)
      resistors.push([w(i, j), b(i, j), g[i]![j]!])
    }
  }
  for (let j = 0; j < cols; j++) {
    const reach = circuit.bitConnected?.[j] ?? rows
    for (let k = 0; k < rows; k++) {
      const i = rows - 1 - k
      if (k !== reach) wire(k === 0 ? terminal(rows + j) : b(i + 1, j), b(i, j), k === 0 ? sense : column)
    }
  }

  const unknown = Array.from({ length: 2 * rows * cols }, (_, n) => n).filter((n) => root(n) === n)
  const index = new Map(unknown.map((n, k) => [n, k]))
  const matrix = unknown.map(() => new Array<number>(unknown.length + 1).fill(0))
  const known = (n: number) => fixed[n - terminal(0)]!
  for (const [from, to, uS] of resistors) {
    for (const [one, other] of [
      [root(from), root(to)],
      [root(to), root(from)],
    ] as const) {
      const equation = matrix[index.get(one) ?? -1]
      if (!equation || one === other) continue
      equation[index.get(one)!]! += uS
      if (index.has(other)) equation[index.get(other)!]! -= uS
      else equation[unknown.length]! += uS * known(other)
    }
  }
  const solved = eliminate(matrix)
  const voltage = (n: number) => (index.has(root(n)) ? solved[index.get(root(n))!]! : known(root(n)))
  const word = g.map((line, i) => line.map((_, j) => voltage(w(i, j))))
  const bit = g.map((line, i) => line.map((_, j) => voltage(b(i, j))))
  const I = U.map((_, j) => g.reduce((sum, line, i) => sum + line[j]! * (word[i]![j]! - bit[i]![j]!), 0))
  return { word, bit, I }
}

/** Gauss with partial pivots; [n][n + 1], the right side last. What no equation determines is 0. */
function eliminate(a: number[][]): number[] {
  const n = a.length
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let r = k + 1; r < n; r++) if (Math.abs(a[r]![k]!) > Math.abs(a[pivot]![k]!)) pivot = r
    ;[a[k], a[pivot]] = [a[pivot]!, a[k]!]
    if (a[k]![k] === 0) continue
    for (let r = k + 1; r < n; r++) {
      const factor = a[r]![k]! / a[k]![k]!
      if (factor !== 0) for (let c = k; c <= n; c++) a[r]![c]! -= factor * a[k]![c]!
    }
  }
  const x = new Array<number>(n).fill(0)
  for (let k = n - 1; k >= 0; k--) {
    let rest = a[k]![n]!
    for (let c = k + 1; c < n; c++) rest -= a[k]![c]! * x[c]!
    x[k] = a[k]![k] === 0 ? 0 : rest / a[k]![k]!
  }
  return x
}
