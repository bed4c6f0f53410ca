/** The circuit that `memxbar array solve` is given: conductances, resistances and the law of the cells. */
import type { WireResistances } from '../crossbar/periphery/wires/wires.ts'
import { InputError } from '../input/input-error.ts'
import { parseQuantity } from '../input/units.ts'
import { type Matrix, readMatrix } from './matrix.ts'

export interface CircuitFlags {
  readonly row: string
  readonly column: string
  readonly driver: string
  readonly sense: string
  readonly sinh?: string
  readonly unit: string
}

export interface GivenCircuit {
  /** uS */
  readonly array: Matrix
  readonly resistances: WireResistances
  /** Of I = G/k sinh(kV), 1/V; absent: ohmic cells. */
  readonly k?: number
}

/** @throws InputError naming the flag, or file, row and column */
export async function readCircuit(file: string, flags: CircuitFlags): Promise<GivenCircuit> {
  const resistances = {
    row: await ohms(flags.row, '--row'),
    column: await ohms(flags.column, '--column'),
    driver: await ohms(flags.driver, '--driver'),
    sense: await ohms(flags.sense, '--sense'),
  }
  const k = flags.sinh === undefined ? undefined : await parseQuantity(flags.sinh, 'V^-1', '--sinh')
  if (k !== undefined && !(k > 0)) throw new InputError(`--sinh: ${k} per volt; give a number above 0, such as 4`)
  return { array: await readConductances(file, flags.unit), resistances, ...(k === undefined ? {} : { k }) }
}

export function describeCircuit({ rows, cols }: Matrix, { row, column, driver, sense }: WireResistances, k?: number): string {
  const law = k === undefined ? 'ohmic cells' : `cells of G/k sinh(kV), k = ${k} per volt`
  return `${rows} x ${cols}, ${law}; row ${row}, column ${column}, driver ${driver}, sense ${sense} ohm`
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

/** A law that is too steep for its voltages is the user's to change. */
export function solveSteep(solve: () => void): void {
  try {
    solve()
  } catch (error) {
    throw new InputError(
      `--sinh: ${(error as Error).message}; take a smaller k or smaller voltages (k times V up to 20 is well solved)`,
    )
  }
}
