/** `memxbar array solve`: what a crossbar with resistive lines does with given inputs. */
import { basename, extname, join } from 'node:path'
import { sinhLaw } from '../crossbar/periphery/wires/cell-law.ts'
import { dissipated } from '../crossbar/periphery/wires/power.ts'
import { cellVoltages, columnCurrents, rowCurrents } from '../crossbar/periphery/wires/read.ts'
import { solveWires } from '../crossbar/periphery/wires/solve.ts'
import { solveCells } from '../crossbar/periphery/wires/solve-cells.ts'
import { createWires, loadConductances, type WireResistances, type Wires } from '../crossbar/periphery/wires/wires.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { arrayMapFigure } from '../figures/array-map.ts'
import { InputError } from '../input/input-error.ts'
import { parseQuantity } from '../input/units.ts'
import { openArrayTables } from './array-tables.ts'
import { type Matrix, readMatrix } from './matrix.ts'
import { table } from './terminal.ts'

interface ArraySolveFlags {
  readonly input: string
  readonly row: string
  readonly column: string
  readonly driver: string
  readonly sense: string
  readonly sinh?: string
  readonly unit: string
  readonly back?: boolean
  readonly map: number
  readonly out?: string
  readonly json?: boolean
}

/** Of reads.csv and of the summary. `off_percent`: largest difference from an ideal current, of the largest ideal current. */
const COLUMNS = [
  ...['input', 'current_ua', 'ideal_ua', 'off_percent', 'driven_uw', 'cells_uw', 'word_lines_uw', 'bit_lines_uw'],
  ...['drivers_uw', 'senses_uw', 'iterations', 'residual_ua'],
]
const NONE: WireResistances = { row: 0, column: 0, driver: 0, sense: 0 }

export async function arraySolve(file: string, flags: ArraySolveFlags): Promise<void> {
  const { back = false } = flags
  const resistances = {
    row: await ohms(flags.row, '--row'),
    column: await ohms(flags.column, '--column'),
    driver: await ohms(flags.driver, '--driver'),
    sense: await ohms(flags.sense, '--sense'),
  }
  const k = flags.sinh === undefined ? undefined : await parseQuantity(flags.sinh, 'V^-1', '--sinh')
  if (k !== undefined && !(k > 0)) throw new InputError(`--sinh: ${k} per volt; give a number above 0, such as 4`)
  const array = await readConductances(file, flags.unit)
  const { rows, cols } = array
  const drives = readDrives(flags.input, back ? cols : rows, `${file} has ${rows} rows and ${cols} columns`, back)
  if (flags.map >= drives.length) {
    throw new InputError(`--map ${flags.map}: ${flags.input} has ${drives.length} rows; give one of 0 to ${drives.length - 1}`)
  }

  const solve = solver(array, resistances, k, back)
  const solveIdeal = solver(array, NONE, k, back)
  const folder = flags.out ?? join('results', `array-${basename(file, extname(file))}`)
  const tables = openArrayTables(folder, back ? 'row' : 'column', cols)
  const cell = new Float64Array(rows * cols)
  const drawn = new Float64Array(rows * cols)
  const reads: Record<string, number>[] = []
  try {
    for (const [input, drive] of drives.entries()) {
      const { wires, currents } = solve(drive)
      const { currents: ideal } = solveIdeal(drive)
      cellVoltages(wires, cell)
      if (input === flags.map) drawn.set(cell)
      tables.add(input, { currents, ideal, word: wires.word, bit: wires.bit, cell, cellCurrents: wires.current })
      reads.push({ input, ...summary(wires, currents, ideal) })
    }
    tables.close()
  } finally {
    tables.discard()
  }
  writeWhole(join(folder, 'reads.csv'), csv(reads, COLUMNS))
  const title = `${basename(file)}, input ${flags.map}`
  const figure = await arrayMapFigure({ title, label: 'cell voltage (V)', rows, cols, values: drawn })
  writeWhole(join(folder, 'cell-voltages.svg'), figure.svg)
  writeWhole(join(folder, 'cell-voltages.png'), figure.png)

  if (flags.json) process.stdout.write(`${JSON.stringify({ folder, rows, cols, resistances_ohm: resistances, reads })}\n`)
  else {
    const { row, column, driver, sense } = resistances
    const law = k === undefined ? 'ohmic cells' : `cells of G/k sinh(kV), k = ${k} per volt`
    process.stdout.write(`${rows} x ${cols}, ${law}; row ${row}, column ${column}, driver ${driver}, sense ${sense} ohm\n`)
    process.stdout.write(
      `${table(reads, COLUMNS)}${folder}: reads, currents, node-voltages, cell-voltages (CSV); cell-voltages (SVG, PNG)\n`,
    )
  }
}

async function ohms(text: string, flag: string): Promise<number> {
  const value = await parseQuantity(text, 'ohm', flag)
  if (!(value >= 0)) throw new InputError(`${flag}: "${text}" is below 0; give a resistance of 0 or more, such as 1ohm`)
  return value
}

async function readConductances(file: string, unit: string): Promise<Matrix> {
  const uS = await parseQuantity(`1 ${unit}`, 'uS', '--unit')
  const negative = (value: number) => (value < 0 ? `is ${value}; a conductance is 0 or more` : undefined)
  const matrix = readMatrix(file, 'conductances, one row a word line', negative)
  return { ...matrix, values: matrix.values.map((value) => uS * value) }
}

function readDrives(file: string, lines: number, array: string, back: boolean): Float64Array[] {
  const { rows, cols, values } = readMatrix(file, 'voltages, one row an input')
  if (cols !== lines) {
    const driven = back ? 'column (a back read drives columns)' : 'row'
    throw new InputError(
      `${file} has ${cols} columns, and ${array}; give one voltage a ${driven} of the array, ${lines} in each row`,
    )
  }
  return Array.from({ length: rows }, (_, n) => values.subarray(n * cols, (n + 1) * cols))
}

/** Solves for one input after the other; what it returns holds until the next. */
function solver({ rows, cols, values: g }: Matrix, resistances: WireResistances, k: number | undefined, back: boolean) {
  const wires = createWires({ rows, cols, ...resistances })
  const law = k === undefined ? undefined : sinhLaw(g, k)
  if (!law) loadConductances(wires, g)
  const currents = new Float64Array(back ? rows : cols)
  const ground = new Float64Array(rows)
  return (drive: Float64Array): { readonly wires: Wires; readonly currents: Float64Array } => {
    const [V, U] = back ? [ground, drive] : [drive, undefined]
    if (law) solveSteep(() => solveCells(wires, law, V, U))
    else solveWires(wires, V, U)
    if (back) rowCurrents(wires, currents)
    else columnCurrents(wires, currents)
    // A current counts as positive where it flows into the sensed terminal.
    if (back) for (let i = 0; i < rows; i++) currents[i] = -currents[i]!
    return { wires, currents }
  }
}

/** A law that is too steep for its voltages is the user's to change. */
function solveSteep(solve: () => void): void {
  try {
    solve()
  } catch (error) {
    throw new InputError(
      `--sinh: ${(error as Error).message}; take a smaller k or smaller voltages (k times V up to 20 is well solved)`,
    )
  }
}

function summary(wires: Wires, currents: Float64Array, ideal: Float64Array): Record<string, number> {
  const sum = (x: Float64Array) => x.reduce((total, value) => total + value, 0)
  const largest = (x: Float64Array) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const off = largest(currents.map((current, j) => current - ideal[j]!)) / (largest(ideal) || 1)
  const { driven, cells, wordLines, bitLines, drivers, senses } = dissipated(wires)
  return {
    ...{ current_ua: sum(currents), ideal_ua: sum(ideal), off_percent: 100 * off },
    ...{
      driven_uw: driven,
      cells_uw: cells,
      word_lines_uw: wordLines,
      bit_lines_uw: bitLines,
      drivers_uw: drivers,
      senses_uw: senses,
    },
    ...{ iterations: wires.outcome.iterations, residual_ua: wires.outcome.residual },
  }
}
