/** The commands below `array` and `verify`. A command's module is loaded only when it is called. */
import type { Command } from 'commander'
import { whole } from './arguments.ts'

export function addCircuitCommands(program: Command): void {
  program
    .command('array')
    .description('crossbars as circuits')
    .command('solve')
    .description('solve currents and voltages of a crossbar with line resistance: tables, and a map of the cell voltages')
    .argument('<conductances>', 'CSV of numbers only, one row per word line, one column per bit line')
    .option('--input <file>', 'CSV of voltages (V), one row per input, one column per word line; all inputs are solved')
    .option('--write <row,column>', 'instead of reads: this cell of a passive array is written, others are half-selected')
    .option('--scheme <name>', 'with --write: v/2 or v/3 (default: v/2)')
    .option('--voltage <V>', 'with --write: write voltage, e.g. "2 V"')
    .option('--row <R>', 'resistance of a word line from cell to cell, e.g. 1ohm', '0 ohm')
    .option('--column <R>', 'resistance of a bit line from cell to cell', '0 ohm')
    .option('--driver <R>', "resistance of a word line's driver", '0 ohm')
    .option('--sense <R>', 'resistance between a bit line and its sense amplifier at 0 V', '0 ohm')
    .option('--sinh <k>', 'cells with I = G/k sinh(kV), k in 1/V, instead of ohmic cells')
    .option('--unit <unit>', 'unit of the conductances', 'uS')
    .option('--back', 'a back read: inputs drive the bit lines, word lines are sensed')
    .option('--map <n>', 'input that the figure shows, from 0', whole(0, Number.MAX_SAFE_INTEGER), 0)
    .option('--out <dir>', 'folder (default: results/array-<name of the file>)')
    .option('--json', 'the summary as JSON on stdout')
    .action(async (file, options) => (await import('../array-solve.ts')).arraySolve(file, options))

  const verify = program.command('verify').description('check the engine against results of other tools')
  verify
    .command('eprop')
    .description(
      'check a network and e-prop against a case with gradients of another tool; exit 1 if they differ by more than 1e-4',
    )
    .argument('<case>', 'JSON file')
    .option('--mode <mode>', 'adjoint or online', 'adjoint')
    .option('--json', 'as JSON on stdout')
    .action(async (file, options) => (await import('../verify.ts')).verifyEprop(file, options))

  verify
    .command('gradient')
    .description(
      'check a network given as a graph and its gradients against a case of another tool; exit 1 if they differ by more than 1e-4',
    )
    .argument('<case>', 'JSON file')
    .option('--rule <rule>', 'eprop or bptt (default: all with results in the case)')
    .option('--mode <mode>', 'adjoint or online (default: all)')
    .option('--json', 'as JSON on stdout')
    .action(async (file, options) => (await import('../verify.ts')).verifyGradient(file, options))
}
