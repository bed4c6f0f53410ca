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
import { type CircuitFlags, describeCircuit, readCircuit, solveSteep } from './array-circuit.ts'
import { openArrayTables } from './array-tables.ts'
import type { WriteFlags } from './array-write.ts'
import { type Matrix, readMatrix } from './matrix.ts'
import { table } from './terminal.ts'

export interface ArraySolveFlags extends CircuitFlags, WriteFlags {
  readonly input?: string
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
  if (flags.write !== undefined) return (await import('./array-write.ts')).arrayWrite(file, flags)
  const { back = false, input: inputs } = flags
  if (inputs === undefined) throw new InputError('--input: give a CSV of voltages, one row an input; or a cell to --write')
  const { array, resistances, k } = await readCircuit(file, flags)
  const { rows, cols } = array
  const drives = readDrives(inputs, back ? cols : rows, `${file} has ${rows} rows and ${cols} columns`, back)
  if (flags.map >= drives.length) {
    throw new InputError(`--map ${flags.map}: ${inputs} has ${drives.length} rows; give one of 0 to ${drives.length - 1}`)
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
    process.stdout.write(`${describeCircuit(array, resistances, k)}\n`)
    process.stdout.write(
      `${table(reads, COLUMNS)}${folder}: reads, currents, node-voltages, cell-voltages (CSV); cell-voltages (SVG, PNG)\n`,
    )
  }
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
