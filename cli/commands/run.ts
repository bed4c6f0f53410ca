/** The commands `run`, `export` and `characterize`. A command's module is loaded only when it is called. */
import type { Command } from 'commander'
import { collect, whole } from './arguments.ts'

export function addRunCommands(program: Command): void {
  program
    .command('run')
    .description('run one experiment; default spec: mixed precision on phase-change memory, as in arXiv 2108.01804')
    .argument('[spec]', 'spec file, YAML')
    .option(
      '--set <path=value>',
      'override a field of the spec, e.g. update.kind=stochastic or device.g_max="20 uS"; repeatable',
      collect,
      [],
    )
    .option('--device <model>', 'a device from `memxbar list devices`, or the file of your own device: .yaml, .ts or .js')
    .option('--seed <n>', 'seed of all random numbers', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--out <dir>', 'folder for tables, figures and manifest (default: results/<run id>)')
    .option('--force', 'replace another run in that folder')
    .option(
      '--record',
      "also write spikes.csv and membrane.csv: spikes, and membranes of a few neurons, in each pattern's last trial",
    )
    .option('--save-state', 'also write state.npz: conductances, counters, times and parameters of all devices (docs/state.md)')
    .option('--checkpoint <n>', 'write a checkpoint for --resume every n epochs', whole(1, 1_000_000))
    .option('--resume <dir>', 'continue the interrupted run in this folder; its tables do not depend on the interruption')
    .option('--from <state>', 'start with the devices, or else the weights, of a state, or of a run folder that has one')
    .option('--age <time>', 'with --from: device time since the state, e.g. "1 day"')
    .option('--json', 'the summary as one JSON object on stdout')
    .option('--quiet', 'no progress')
    .action(async (spec, options) => (await import('../run.ts')).run(spec, options))

  program
    .command('export')
    .description(
      'export the state of a run for other tools: CSV tables, numpy, HDF5, a NIR graph, or an array for SPICE (docs/state.md)',
    )
    .argument('<run...>', 'folder of a run with --save-state, or a state; a format may stand before it: export spice RUN')
    .option('--format <name>', 'csv, npz, hdf5, nir or spice')
    .option('--array <name>', 'spice: the array, such as rec')
    .option('--at <time>', 'spice: how long after the state it is read, e.g. 1h')
    .option(
      '--input <file>',
      'spice: CSV of voltages (V), one row per input, one column per row of weights (default: all at read voltage)',
    )
    .option(
      '--spikes <step>',
      'spice: the rows whose neurons spike at this step in spikes.csv, which --record writes',
      whole(0, 1e9),
    )
    .option('--sample <n>', 'spice: with --spikes, which sample', whole(0, 1e9))
    .option('--out <dir>', 'folder (default: export in the folder of the state)')
    .action(async (path, options) => (await import('../export.ts')).exportCommand(path, options))

  program
    .command('characterize')
    .description('characterize a device population: conductance pulse by pulse, and reads over time')
    .argument('<device>', 'a device from `memxbar list devices`, or the file of your own device: .yaml, .ts or .js')
    .option('--pulses <n>', 'SET pulses', whole(0, 10_000), 20)
    .option('--count <n>', 'devices', whole(2, 20_000_000), 100_000)
    .option('--from <g>', 'start from this conductance instead of RESET, e.g. "2 uS"; a list gives one table for all')
    .option('--at <times>', 'read at these ages, e.g. 1s,1h,1d: of the --from state, or after the last pulse')
    .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--set <path=value>', 'override a parameter, e.g. g_max="20 uS", or convention=srnn-pcm; repeatable', collect, [])
    .option('--out <file>', 'write the table as CSV')
    .option('--json', 'the table as JSON on stdout')
    .action(async (device, options) => (await import('../characterize.ts')).characterizeCommand(device, options))
}
