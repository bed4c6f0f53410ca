/**
 * Resistance of word and bit lines, drivers and sense amplifiers. `exact` solves the circuit of all devices, with the noise of this very
 * read, in every read. `first-order` solves it around the conductances of a moment and takes what has changed since, noise of reads
 * included, by its first derivative, until the change could be off by `error`: then it solves anew (see wires/first-order-lines.ts).
 *
 * Error of first-order against exact, rms over reads of every 16th row of PCM at six ages from 40 s to 150 days with 2 % of the devices pulsed
 * in between, and what the lines do themselves, both relative to the currents (`error` 0.003; weights of std 0.5; `npm run bench -- first-order`):
 *
 *   cells a side   1 ohm everywhere      10 ohm everywhere
 *   16             0.0042 % of 0.047 %   0.041 %  of 0.47 %
 *   32             0.016 %  of 0.16 %    0.055 %  of 1.6 %
 *   64             0.055 %  of 0.60 %    0.10 %   of 6.0 %
 *   100            0.023 %  of 1.4 %     0.19 %   of 14 %
 *   128            0.054 %  of 2.3 %     0.28 %   of 23 %
 *
 * The largest error of one current there is 0.31 % of the largest current; with `error` 0.01 it is 0.78 %. So `error` is what to expect at most,
 * but for what noise of the read itself adds at long and resistive lines.
 */
import { z } from 'zod'
import { pure, quantity } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import type { AnalogArray } from './analog.ts'
import { effectKind } from './effect.ts'
import { exactLines } from './wires/exact-lines.ts'
import { firstOrderLines } from './wires/first-order-lines.ts'
import { createWires } from './wires/wires.ts'

export const wires = effectKind({
  name: 'wires',
  title: 'resistance of lines, drivers and sense amplifiers',
  part: 'circuit',
  fields: {
    row: quantity('ohm', 'of a word line, from one cell to the next').default(1),
    column: quantity('ohm', 'of a bit line, from one cell to the next').default(1),
    driver: quantity('ohm', "between a word line's driver and its first cell").default(0),
    sense: quantity('ohm', 'between the last cell of a bit line and its sense amplifier').default(0),
    solver: z
      .enum(['exact', 'first-order'])
      .default('first-order')
      .meta({ description: 'the circuit in every read, or solved once and followed by its first order' }),
    cells: z
      .enum(['ohmic', 'law'])
      .default('ohmic')
      .meta({ description: "exact: cells of Ohm's law, or of the device's own (its `current`), by Newton's method" }),
    error: pure('first-order: estimated relative error of a current at which the circuit is solved anew', 1e-6, 1).default(0.003),
  },
  aliases: {
    Rp_row: { of: 'CrossSim', field: 'row' },
    Rp_col: { of: 'CrossSim', field: 'column' },
    Rp_row_terminal: { of: 'CrossSim', field: 'driver' },
    Rp_col_terminal: { of: 'CrossSim', field: 'sense' },
  },
  create(array, { row, column, driver, sense, solver, cells, error }, site) {
    const { wordLines, bitLines } = site.broken
    const { rows, cols } = array
    const circuit = createWires({ rows, cols, row, column, driver, sense, brokenWordLines: wordLines, brokenBitLines: bitLines })
    if (cells === 'law') holdLaw(array, solver)
    return solver === 'exact'
      ? exactLines(array, circuit, cells === 'law' ? array.law : undefined)
      : firstOrderLines(array, circuit, error)
  },
})

/** @throws InputError */
function holdLaw({ law }: AnalogArray, solver: string): void {
  if (!law)
    throw new InputError(
      'wires: cells: law asks for the current of the device, and the model gives none; write cells: ohmic, or give it `current`',
    )
  if (solver !== 'exact') throw new InputError('wires: cells: law needs solver: exact; first-order has ohmic cells')
}
