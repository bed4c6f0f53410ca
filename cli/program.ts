/** All commands as one function. Command modules are loaded only when called, so that help is fast. */
import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { addCircuitCommands } from './commands/circuit.ts'
import { addDeviceCommands } from './commands/device.ts'
import { addResultsCommands } from './commands/results.ts'
import { addRunCommands } from './commands/run.ts'
import { addSpecCommands } from './commands/spec.ts'
import { addSweepCommands } from './commands/sweep.ts'
import { shortage } from './shortage.ts'

const { version } = createRequire(import.meta.url)('memxbar/package.json') as { version: string }

/**
 * Performs one command; its output goes to stdout and stderr of the process.
 * @param args words after `memxbar`
 * @returns 2 for a user's mistake, 1 for a failed run, each with a short message; 1 for an internal error, with its trace; otherwise 0,
 *   where `process.exitCode` holds the outcome of a command that ended without an error
 */
export async function memxbar(args: readonly string[]): Promise<0 | 1 | 2> {
  const program = new Command('memxbar')
    .description('Spiking networks that learn online on memristive crossbars')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  // In the order of the help.
  addRunCommands(program)
  addDeviceCommands(program)
  addCircuitCommands(program)
  addSpecCommands(program)
  addSweepCommands(program)
  addResultsCommands(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return told(error)
  }
}

function told(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Error && error.name === 'InputError') {
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  if (error instanceof Error && error.name === 'RunFailure') {
    process.stderr.write(`the run has failed: ${error.message}\n`)
    return 1
  }
  const lack = shortage(error)
  process.stderr.write(`${lack ?? (error instanceof Error ? error.stack : String(error))}\n`)
  return 1
}
