#!/usr/bin/env node
/** `memxbar`: commands are loaded only when called, so that help is quick. */
import { createRequire } from 'node:module'
import { Command, CommanderError, InvalidArgumentError } from 'commander'

const { version } = createRequire(import.meta.url)('memxbar/package.json') as { version: string }

const collect = (value: string, previous: string[]) => [...previous, value]

function whole(min: number, max: number) {
  return (text: string) => {
    const value = Number(text)
    if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
      throw new InvalidArgumentError(`give a whole number from ${min} to ${max}.`)
    }
    return value
  }
}

const program = new Command('memxbar')
  .description('Spiking networks that learn online on memristive crossbars')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })

program
  .command('run')
  .description('run one experiment; without a spec that of arXiv 2108.01804: mixed precision on phase-change memory')
  .argument('[spec]', 'spec file, YAML')
  .option(
    '--set <path=value>',
    'override a field of the spec, e.g. update.kind=stochastic or device.g_max="20 uS"; repeatable',
    collect,
    [],
  )
  .option('--device <model>', 'a device of `memxbar list devices`, or your own: a .yaml, .ts or .js file')
  .option('--seed <n>', 'seed of everything random', whole(0, Number.MAX_SAFE_INTEGER))
  .option('--out <dir>', 'folder for tables, figures and manifest (default: results/<run id>)')
  .option('--force', 'replace another run in that folder')
  .option('--json', 'the summary as one JSON object on stdout')
  .option('--quiet', 'no progress')
  .action(async (spec, options) => (await import('./run.ts')).run(spec, options))

program
  .command('characterize')
  .description('what a device does: conductance pulse by pulse, and reads over time, over a population')
  .argument('<device>', 'a device of `memxbar list devices`, or your own: a .yaml, .ts or .js file')
  .option('--pulses <n>', 'SET pulses', whole(0, 10_000), 20)
  .option('--count <n>', 'devices', whole(2, 20_000_000), 100_000)
  .option('--from <g>', 'start from this conductance instead of RESET, e.g. "2 uS"; a list makes one table of all')
  .option('--at <times>', 'read at these ages, e.g. 1s,1h,1d: of the --from state, or after the last pulse')
  .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--set <path=value>', 'override a parameter, e.g. g_max="20 uS", or convention=srnn-pcm; repeatable', collect, [])
  .option('--out <file>', 'write the table as CSV')
  .option('--json', 'the table as JSON on stdout')
  .action(async (device, options) => (await import('./characterize.ts')).characterizeCommand(device, options))

const devices = program.command('device').description('device models: start one, fit one to measurements, check and plot it')
const DEVICE = 'a device of `memxbar list devices`, or your own: a .yaml, .ts or .js file'
const PARAMETER = 'a parameter of the device, e.g. nu=0.05 or g_max="20 uS"; repeatable'

devices
  .command('check')
  .description('hold a model to what every device must do and to what it declares; exit 1 where a property fails')
  .argument('<model>', DEVICE)
  .option('--set <name=value>', PARAMETER, collect, [])
  .option('--devices <n>', 'size of the populations', whole(1000, 1_000_000), 20_000)
  .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--json', 'the report as JSON on stdout')
  .action(async (model, options) => (await import('./device-check.ts')).deviceCheck(model, options))

devices
  .command('plot')
  .description(
    'the figures of a device paper, SVG and PNG, each with its data as CSV: response, steps, distribution, drift, read noise, I-V',
  )
  .argument('<model>', DEVICE)
  .option('--out <dir>', 'folder (default: results/device-<name>)')
  .option('--kind <list>', 'some of response,step,distribution,drift,read-noise,current (default: all that the model has)')
  .option('--set <name=value>', PARAMETER, collect, [])
  .option('--devices <n>', 'size of the populations', whole(100, 1_000_000), 10_000)
  .option(
    '--pulses <n>',
    'pulses of the response (default: 20, or as many as the controller sends at most if that is more, up to 100)',
    whole(1, 1000),
  )
  .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--json', 'the names of the files as JSON on stdout')
  .action(async (model, options) => (await import('./device-plot.ts')).devicePlot(model, options))

devices
  .command('new')
  .description('a commented file to start your own device from: NAME.yaml, equations with units')
  .argument('<name>', 'letters, digits, - and _')
  .option('--code', 'NAME.ts instead, functions in TypeScript')
  .action(async (name, options) => (await import('./device-new.ts')).deviceNew(name, options))

devices
  .command('fit')
  .description('a device model from measured pulses: a recipe with 95 % intervals, a residual report and a figure')
  .argument(
    '<pulses>',
    'CSV with columns device, pulse, elapsed_s, conductance_us and, where RESETs are listed, kind (set or reset)',
  )
  .requiredOption('--out <file>', 'recipe to write, .yaml; report and figure go beside it')
  .option('--columns <list>', 'what the file calls them, e.g. device=cell,conductance_us=G')
  .option('--unit <list>', 'units of its numbers, e.g. conductance_us=nS,elapsed_s=ms')
  .option('--range <low,high>', 'declare the range instead of fitting it, e.g. "0.1 uS,12 uS"; either end may be left out')
  .option('--t0 <time>', 'age at which the model gives G (default: the one most pulses were read at)')
  .option('--among <laws>', 'only these laws, e.g. soft-bounds,nandakumar')
  .option('--json', 'the report as JSON on stdout')
  .option('--quiet', 'no progress')
  .action(async (pulses, options) => (await import('./device-fit.ts')).deviceFit(pulses, options))

program
  .command('verify')
  .description('check the engine against results from elsewhere')
  .command('eprop')
  .description('network and e-prop against a case with gradients of another tool; exit 1 where they differ by more than 1e-4')
  .argument('<case>', 'JSON file')
  .option('--mode <mode>', 'adjoint or online', 'adjoint')
  .option('--json', 'as JSON on stdout')
  .action(async (file, options) => (await import('./verify.ts')).verifyEprop(file, options))

program
  .command('list')
  .description('what there is: devices, wrappers, schemes, tasks or rules, with units, defaults and citation')
  .argument('<what>', 'devices, wrappers, schemes, tasks or rules')
  .option('--json', 'as JSON on stdout')
  .action(async (what, options) => (await import('./list.ts')).list(what, options))

program
  .command('schema')
  .description('the JSON Schema of spec files, for editors')
  .action(async () => (await import('./schema.ts')).schema())

program
  .command('search')
  .description("random search for an update scheme's hyper-parameters")
  .argument('<scheme>', 'a scheme of `memxbar list schemes`')
  .option('--candidates <n>', 'candidates, all tried on the first seed', whole(1, 100_000), 80)
  .option('--finalists <n>', 'how many of them go on to all seeds', whole(1, 100_000), 10)
  .option('--seeds <list>', 'seeds, e.g. 0..4 or 1,5,7', '0..4')
  .option('--seed <n>', 'seed of the search itself', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--set <path=value>', 'fix a field of the spec; repeatable', collect, [])
  .option('--threads <n>', 'workers (default: one a core)', whole(1, 1024))
  .option('--out <file>', 'write all candidates as CSV')
  .option('--json', 'the candidates as JSON on stdout')
  .option('--quiet', 'no progress')
  .action(async (scheme, options) => (await import('./search.ts')).searchCommand(scheme, options))

program
  .command('reproduce')
  .description('a published result as a table: demirag-2021 compares all update schemes over several seeds')
  .argument('<name>', 'demirag-2021')
  .option('--seeds <list>', 'seeds, e.g. 10..19', '10..19')
  .option('--set <path=value>', 'override a field of every run; repeatable', collect, [])
  .option('--threads <n>', 'workers (default: one a core)', whole(1, 1024))
  .option('--out <dir>', 'folder; runs that are there already are not run again', 'results/demirag-2021')
  .option('--force', 'replace other results in that folder')
  .option('--quiet', 'no progress')
  .action(async (name, options) => (await import('./reproduce.ts')).reproduce(name, options))

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCode(error)
}

/** 2 for a user's mistake, told in a line or a few; 1 for ours, with its trace. */
function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Error && error.name === 'InputError') {
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}
