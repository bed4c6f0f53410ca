/** `memxbar array solve --write`: what the cells of a passive array see while one of them is written. */
import { basename, extname, join } from 'node:path'
import { sinhLaw } from '../crossbar/periphery/wires/cell-law.ts'
import { cellVoltages } from '../crossbar/periphery/wires/read.ts'
import { solveWires } from '../crossbar/periphery/wires/solve.ts'
import { solveCells } from '../crossbar/periphery/wires/solve-cells.ts'
import { createWires, loadConductances } from '../crossbar/periphery/wires/wires.ts'
import { type Selection, selectionOf, WRITE_SCHEMES, type Write, writeTerminals } from '../crossbar/periphery/wires/write.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { arrayMapFigure } from '../figures/array-map.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { parseQuantity } from '../input/units.ts'
import { mean, range } from '../statistics/describe.ts'
import { describeCircuit, readCircuit, solveSteep } from './array-circuit.ts'
import type { ArraySolveFlags } from './array-solve.ts'
import { table } from './terminal.ts'

export interface WriteFlags {
  /** `row,column` */
  readonly write?: string
  readonly scheme?: string
  readonly voltage?: string
}

const KINDS: readonly Selection[] = ['selected', 'half-row', 'half-column', 'unselected']
const COLUMNS = ['selection', 'cells', 'ideal_v', 'lowest_v', 'mean_v', 'highest_v', 'percent_of_voltage']

export async function arrayWrite(file: string, flags: ArraySolveFlags): Promise<void> {
  if (flags.input !== undefined || flags.back)
    throw new InputError(`--write: drives all lines itself; leave out --${flags.input !== undefined ? 'input' : 'back'}`)
  const { array, resistances, k } = await readCircuit(file, flags)
  const { rows, cols, values: g } = array
  const write = await writeOf(flags, rows, cols, file)
  const { V, U } = writeTerminals(rows, cols, write)
  const wires = createWires({ rows, cols, ...resistances })
  if (k === undefined) {
    loadConductances(wires, g)
    solveWires(wires, V, U)
  } else solveSteep(() => void solveCells(wires, sinhLaw(g, k), V, U))
  const cell = new Float64Array(rows * cols)
  cellVoltages(wires, cell)

  const cells = Array.from(cell, (cell_v, n) => {
    const [row, column] = [Math.floor(n / cols), n % cols]
    const current_ua = wires.current[n]!
    return { row, column, selection: selectionOf(write, row, column), cell_v, ideal_v: V[row]! - U[column]!, current_ua }
  })
  const kinds = KINDS.flatMap((selection) => {
    const own = cells.filter((each) => each.selection === selection)
    if (own.length === 0) return []
    const volts = own.map(({ cell_v }) => cell_v)
    const [lowest_v, highest_v] = range(volts)
    const mean_v = mean(volts)
    const { ideal_v } = own[0]!
    const percent_of_voltage = (100 * mean_v) / write.voltage
    return [{ selection, cells: own.length, ideal_v, lowest_v, mean_v, highest_v, percent_of_voltage }]
  })
  const folder = flags.out ?? join('results', `array-${basename(file, extname(file))}`)
  writeWhole(join(folder, 'write-cells.csv'), csv(cells, ['row', 'column', 'selection', 'cell_v', 'ideal_v', 'current_ua']))
  writeWhole(join(folder, 'write.csv'), csv(kinds, COLUMNS))
  const title = `${basename(file)}, ${write.scheme.toUpperCase()} write of row ${write.row}, column ${write.col}`
  const figure = await arrayMapFigure({ title, label: 'cell voltage (V)', rows, cols, values: cell })
  writeWhole(join(folder, 'write-cells.svg'), figure.svg)
  writeWhole(join(folder, 'write-cells.png'), figure.png)
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ folder, rows, cols, resistances_ohm: resistances, write, cells: kinds })}\n`)
    return
  }
  process.stdout.write(`${describeCircuit(array, resistances, k)}\n${table(kinds, COLUMNS)}`)
  process.stdout.write(`${folder}: write, write-cells (CSV); write-cells (SVG, PNG)\n`)
}

/** @throws InputError */
async function writeOf(
  { write = '', scheme = 'v/2', voltage }: WriteFlags,
  rows: number,
  cols: number,
  file: string,
): Promise<Write> {
  const [row, col, ...more] = write.split(',').map((text) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN))
  if (!(row! < rows && col! < cols && more.length === 0)) {
    const most = `0,0 to ${rows - 1},${cols - 1}`
    throw new InputError(
      `--write: "${write}" is no cell of ${file}; give row and column from 0, ${most}, such as --write 0,${cols - 1}`,
    )
  }
  const known = WRITE_SCHEMES.find((name) => name === scheme.toLowerCase())
  if (!known) throw new InputError(`--scheme: unknown "${scheme}"; ${suggest(scheme, WRITE_SCHEMES)}`)
  if (voltage === undefined) throw new InputError('--voltage: give the voltage of the write, such as --voltage "2 V"')
  const volts = await parseQuantity(voltage, 'V', '--voltage')
  if (!(Number.isFinite(volts) && volts !== 0))
    throw new InputError(`--voltage: "${voltage}" writes nothing; give a voltage such as "2 V"`)
  return { row: row!, col: col!, scheme: known, voltage: volts }
}
