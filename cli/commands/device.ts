/** The commands below `device`. A command's module is loaded only when it is called. */
import type { Command } from 'commander'
import { collect, whole } from './arguments.ts'

const DEVICE = 'a device from `memxbar list devices`, or the file of your own device: .yaml, .ts or .js'
const PARAMETER = 'a parameter of the device, e.g. nu=0.05 or g_max="20 uS"; repeatable'

export function addDeviceCommands(program: Command): void {
  const devices = program.command('device').description('device models: create, fit to measurements, check and plot')

  devices
    .command('check')
    .description('check a model against the rules for every device and against its own declarations; exit 1 if a property fails')
    .argument('<model>', DEVICE)
    .option('--set <name=value>', PARAMETER, collect, [])
    .option('--devices <n>', 'size of the populations', whole(1000, 1_000_000), 20_000)
    .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--json', 'the report as JSON on stdout')
    .action(async (model, options) => (await import('../device-check.ts')).deviceCheck(model, options))

  devices
    .command('plot')
    .description(
      'draw the figures of a device paper, SVG and PNG, each with its data as CSV: response, steps, distribution, drift, read noise, I-V',
    )
    .argument('<model>', DEVICE)
    .option('--out <dir>', 'folder (default: results/device-<name>)')
    .option(
      '--kind <list>',
      'one or more of response,step,distribution,drift,read-noise,current (default: all that the model has)',
    )
    .option('--set <name=value>', PARAMETER, collect, [])
    .option('--devices <n>', 'size of the populations', whole(100, 1_000_000), 10_000)
    .option(
      '--pulses <n>',
      'pulses of the response (default: 20, or the maximum that the controller sends if that is more, up to 100)',
      whole(1, 1000),
    )
    .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--json', 'the names of the files as JSON on stdout')
    .action(async (model, options) => (await import('../device-plot.ts')).devicePlot(model, options))

  devices
    .command('symmetric-point')
    .description(
      'find the symmetric point of a device, where its steps up and down are equal: alternating pulses from low, middle and high conductances',
    )
    .argument('<model>', DEVICE)
    .option('--set <name=value>', PARAMETER, collect, [])
    .option('--devices <n>', 'size of the population', whole(2, 1_000_000), 1000)
    .option('--pairs <n>', 'pairs of a SET and a depression pulse', whole(2, 1_000_000), 2000)
    .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--json', 'as JSON on stdout')
    .action(async (model, options) => (await import('../symmetric-point.ts')).symmetricPoint(model, options))

  devices
    .command('new')
    .description('write a commented template for your own device: NAME.yaml, equations with units')
    .argument('<name>', 'letters, digits, - and _')
    .option('--code', 'write NAME.ts instead: functions in TypeScript')
    .action(async (name, options) => (await import('../device-new.ts')).deviceNew(name, options))

  devices
    .command('fit')
    .description('fit a device model to measured pulses: a recipe with 95 % intervals, a residual report and a figure')
    .argument(
      '<pulses>',
      'CSV with columns device, pulse, elapsed_s, conductance_us and, where there are any, kind (set, depress or reset), sweep and time_s',
    )
    .requiredOption('--out <file>', 'recipe to write, .yaml; report and figure go beside it')
    .option('--columns <list>', 'names of the columns in the file, e.g. device=cell,conductance_us=G')
    .option('--unit <list>', 'units of the columns, e.g. conductance_us=nS,elapsed_s=ms')
    .option('--range <low,high>', 'declare the range instead of fitting it, e.g. "0.1 uS,12 uS"; either end may be left out')
    .option('--t0 <time>', 'age at which the model gives G (default: the most frequent age of the reads)')
    .option('--among <laws>', 'only these laws, e.g. soft-bounds,nandakumar')
    .option('--exclude <devices>', 'leave these devices out, e.g. 3,17')
    .option('--keep-outliers', 'fit glitches, stuck and dead devices too (default: they are named and left out)')
    .option('--json', 'the report as JSON on stdout')
    .option('--quiet', 'no progress')
    .action(async (pulses, options) => (await import('../device-fit.ts')).deviceFit(pulses, options))
}
