/**
 * A crossbar whose lines have resistance, as a circuit. Cell (i, j) joins word node (i, j) and bit node (i, j):
 *
 *   word line i: terminal V_i -driver- node (i, 0) -row- node (i, 1) ... node (i, cols - 1), far end open
 *   bit line j:  node (0, j), far end open, -column- node (1, j) ... node (rows - 1, j) -sense- terminal U_j
 *
 * A forward read drives V and holds U at 0 V; a back read drives U and holds V at 0 V; both may be driven at once, as when
 * half-selected cells are written. A resistance stays at its line: `driver` is that of the word lines' terminals in either
 * read. Here are the circuit and its columns; the functions beside this file solve it and take results out of it.
 *
 * Inside units: conductances uS, voltages V, currents uA, resistances ohm, power uW. Matrices are [rows][cols], row by row.
 */
import { InputError } from '../../../input/input-error.ts'
import { createLines, eliminate, type LineBreak, type Lines } from './lines.ts'

/** ohm, each 0 or more; 0 joins the nodes at its two ends. */
export interface WireResistances {
  /** Of a word line, from one cell to the next. */
  readonly row: number
  /** Of a bit line, from one cell to the next. */
  readonly column: number
  /** Between a word line and its terminal. */
  readonly driver: number
  /** Between a bit line and its terminal. */
  readonly sense: number
}

export interface WireOptions extends WireResistances {
  readonly rows: number
  readonly cols: number
  readonly brokenWordLines?: readonly LineBreak[]
  readonly brokenBitLines?: readonly LineBreak[]
}

export interface Wires extends WireResistances {
  readonly rows: number
  readonly cols: number
  readonly wordLines: Lines
  readonly bitLines: Lines
  /** Conductance of each cell; of a cell with a law of its own its slope where the solution stands, uS. */
  readonly g: Float64Array
  /** Node voltages of the last solution, V. */
  readonly word: Float64Array
  readonly bit: Float64Array
  /** Current of each cell, from its word node to its bit node, in the last solution, uA. */
  readonly current: Float64Array
  /** Of the last solution. */
  readonly outcome: Outcome
  readonly scratch: Scratch
}

export interface Outcome {
  /** Of conjugate gradients, in all. */
  iterations: number
  /** Of Newton's method; 0 where cells are ohmic. */
  newton: number
  /** Largest current that appears or vanishes at a node, uA: what is left of Kirchhoff's law. */
  residual: number
}

/** What solving needs; see solve.ts for the names. */
interface Scratch {
  readonly r: Float64Array
  readonly p: Float64Array
  readonly q: Float64Array
  readonly c: Float64Array
  readonly work: Float64Array
  readonly V: Float64Array
  readonly U: Float64Array
  /** J of ohmic cells: 0 everywhere. */
  readonly none: Float64Array
  /** 0 V for every terminal. */
  readonly ground: Float64Array
  cells?: CellColumns
}

/** Of cells with a law of their own; see solve-cells.ts for the names. */
export interface CellColumns {
  readonly v: Float64Array
  readonly i: Float64Array
  readonly f: Float64Array
  readonly dv: Float64Array
  readonly di: Float64Array
  readonly J: Float64Array
}

/**
 * Allocates everything that solving takes; cells conduct nothing until `loadConductances`.
 * @throws RangeError for a size or a line that cannot be, InputError for a resistance that cannot be
 */
export function createWires(options: WireOptions): Wires {
  const { rows, cols, row, column, driver, sense } = options
  for (const [name, n] of Object.entries({ rows, cols })) {
    if (!(Number.isInteger(n) && n > 0)) throw new RangeError(`a crossbar of ${name} ${n}; give a whole number from 1`)
  }
  for (const [name, ohm] of Object.entries({ row, column, driver, sense })) {
    if (!(ohm >= 0 && Number.isFinite(ohm)))
      throw new InputError(
        `the ${name} resistance is ${ohm} ohm; give a finite number, 0 or more (a broken line is given as such)`,
      )
  }
  const column64 = () => new Float64Array(rows * cols)
  return {
    ...{ rows, cols, row, column, driver, sense },
    wordLines: createLines(
      { count: rows, nodes: cols, first: 0, line: cols, step: 1, terminal: driver, segment: row },
      options.brokenWordLines,
    ),
    bitLines: createLines(
      { count: cols, nodes: rows, first: (rows - 1) * cols, line: 1, step: -cols, terminal: sense, segment: column },
      options.brokenBitLines,
    ),
    ...{ g: column64(), word: column64(), bit: column64(), current: column64() },
    outcome: { iterations: 0, newton: 0, residual: 0 },
    scratch: {
      ...{ r: column64(), p: column64(), q: column64(), c: column64(), work: column64(), none: column64() },
      ...{ V: new Float64Array(rows), U: new Float64Array(cols), ground: new Float64Array(Math.max(rows, cols)) },
    },
  }
}

/**
 * Takes over what the cells conduct now; to be called after every write. Costs about as much as one iteration of a solution.
 * @param g [rows][cols], uS, 0 or more
 * @throws RangeError for another number of cells, InputError for a conductance that cannot be
 */
export function loadConductances(wires: Wires, g: ArrayLike<number>): void {
  const { rows, cols } = wires
  if (g.length !== rows * cols) throw new RangeError(`${g.length} conductances for ${rows} x ${cols} cells`)
  for (let k = 0; k < g.length; k++) {
    const value = g[k]!
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      const place = `row ${Math.floor(k / cols)}, column ${k % cols}`
      throw new InputError(`the conductance at ${place} is ${value} uS; give a finite number, 0 or more`)
    }
    wires.g[k] = value
  }
  eliminateLines(wires)
}

/** To be called when `g` has changed. */
export function eliminateLines({ wordLines, bitLines, g }: Wires): void {
  eliminate(wordLines, g)
  eliminate(bitLines, g)
}
