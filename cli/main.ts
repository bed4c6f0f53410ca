#!/usr/bin/env node
/** `memxbar`: commands are loaded only when called, so that help is quick. */
import { createRequire } from 'node:module'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { outliveReaders } from './pipes.ts'
import { shortage } from './shortage.ts'

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

function number(min = -Infinity, max = Infinity) {
  return (text: string) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(Number.isFinite(min) ? `give a number from ${min} to ${max}.` : 'give a number.')
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
  .option('--record', "also spikes.csv and membrane.csv: spikes, and a few neurons' membrane, in each pattern's last trial")
  .option('--save-state', 'also state.npz: conductances, counters, times and parameters of all devices (docs/state.md)')
  .option('--checkpoint <n>', 'keep every n epochs what --resume goes on from', whole(1, 1_000_000))
  .option('--resume <dir>', 'go on with the interrupted run in this folder, to the same tables')
  .option('--from <state>', 'start with the devices, or else the weights, of a state or of the folder of a run that has one')
  .option('--age <time>', 'with --from: time that has passed since, e.g. "1 day"')
  .option('--json', 'the summary as one JSON object on stdout')
  .option('--quiet', 'no progress')
  .action(async (spec, options) => (await import('./run.ts')).run(spec, options))

program
  .command('export')
  .description('the state of a run for other tools: tables, numpy, HDF5, or a graph of NIR (docs/state.md)')
  .argument('<run>', 'folder of a run with --save-state, or a state')
  .requiredOption('--format <name>', 'csv, npz, hdf5 or nir')
  .option('--out <dir>', 'folder (default: export in that of the state)')
  .action(async (path, options) => (await import('./export.ts')).exportCommand(path, options))

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
  .command('symmetric-point')
  .description('where the steps up and down of a device balance: alternating pulses from low, middle and high conductances')
  .argument('<model>', DEVICE)
  .option('--set <name=value>', PARAMETER, collect, [])
  .option('--devices <n>', 'size of the population', whole(2, 1_000_000), 1000)
  .option('--pairs <n>', 'pairs of a SET and a depression pulse', whole(2, 1_000_000), 2000)
  .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--json', 'as JSON on stdout')
  .action(async (model, options) => (await import('./symmetric-point.ts')).symmetricPoint(model, options))

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
    'CSV with columns device, pulse, elapsed_s, conductance_us and, where there are any, kind (set, depress or reset), sweep and time_s',
  )
  .requiredOption('--out <file>', 'recipe to write, .yaml; report and figure go beside it')
  .option('--columns <list>', 'what the file calls them, e.g. device=cell,conductance_us=G')
  .option('--unit <list>', 'units of its numbers, e.g. conductance_us=nS,elapsed_s=ms')
  .option('--range <low,high>', 'declare the range instead of fitting it, e.g. "0.1 uS,12 uS"; either end may be left out')
  .option('--t0 <time>', 'age at which the model gives G (default: the one most pulses were read at)')
  .option('--among <laws>', 'only these laws, e.g. soft-bounds,nandakumar')
  .option('--exclude <devices>', 'leave these devices out, e.g. 3,17')
  .option('--keep-outliers', 'fit glitches, stuck and dead devices too (default: they are named and left out)')
  .option('--json', 'the report as JSON on stdout')
  .option('--quiet', 'no progress')
  .action(async (pulses, options) => (await import('./device-fit.ts')).deviceFit(pulses, options))

program
  .command('array')
  .description('crossbars as circuits')
  .command('solve')
  .description('currents and voltages of a crossbar whose lines have resistance: tables, and a map of the cell voltages')
  .argument('<conductances>', 'CSV of numbers only, one row a word line, one column a bit line')
  .requiredOption('--input <file>', 'CSV of voltages (V), one row an input, one column a word line; all inputs are solved')
  .option('--row <R>', 'resistance of a word line from cell to cell, e.g. 1ohm', '0 ohm')
  .option('--column <R>', 'of a bit line from cell to cell', '0 ohm')
  .option('--driver <R>', "of a word line's driver", '0 ohm')
  .option('--sense <R>', 'between a bit line and its sense amplifier at 0 V', '0 ohm')
  .option('--sinh <k>', 'cells of I = G/k sinh(kV), k per volt, instead of ohmic ones')
  .option('--unit <unit>', 'unit of the conductances', 'uS')
  .option('--back', 'a back read: inputs drive the bit lines, word lines are sensed')
  .option('--map <n>', 'which input the figure shows, from 0', whole(0, Number.MAX_SAFE_INTEGER), 0)
  .option('--out <dir>', 'folder (default: results/array-<name of the file>)')
  .option('--json', 'the summary as JSON on stdout')
  .action(async (file, options) => (await import('./array-solve.ts')).arraySolve(file, options))

const verify = program.command('verify').description('check the engine against results from elsewhere')
verify
  .command('eprop')
  .description('network and e-prop against a case with gradients of another tool; exit 1 where they differ by more than 1e-4')
  .argument('<case>', 'JSON file')
  .option('--mode <mode>', 'adjoint or online', 'adjoint')
  .option('--json', 'as JSON on stdout')
  .action(async (file, options) => (await import('./verify.ts')).verifyEprop(file, options))

verify
  .command('gradient')
  .description(
    'a network given as a graph and its gradients against a case of another tool; exit 1 where they differ by more than 1e-4',
  )
  .argument('<case>', 'JSON file')
  .option('--rule <rule>', 'eprop or bptt (default: all that the case has results of)')
  .option('--mode <mode>', 'adjoint or online (default: all)')
  .option('--json', 'as JSON on stdout')
  .action(async (file, options) => (await import('./verify.ts')).verifyGradient(file, options))

program
  .command('list')
  .description('what there is, with units, defaults and citations')
  .argument('<what>', 'devices, wrappers, schemes, tasks, encoders, neurons, rules, feedbacks, costs or papers')
  .option('--json', 'as JSON on stdout')
  .action(async (what, options) => (await import('./list.ts')).list(what, options))

program
  .command('explain')
  .description('what a field of a spec means (unit, default, range, who uses it), or what a spec comes to')
  .argument('[what]', 'a path such as crossbar.scale, a section, or a spec file (.yaml); without it the default spec')
  .option('--set <path=value>', 'override a field of the spec; repeatable', collect, [])
  .option('--json', 'as JSON on stdout')
  .action(async (what, options) => (await import('./explain.ts')).explain(what, options))

program
  .command('schema')
  .description('the JSON Schema of spec files or of device recipes, for editors')
  .argument('[what]', 'spec or device', 'spec')
  .action(async (what) => (await import('./schema.ts')).schema(what))

program
  .command('search')
  .description(
    "search for an update scheme's hyper-parameters: Sobol candidates on one seed, with early stop; the best on all seeds",
  )
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

const sweep = program
  .command('sweep')
  .description('every run of a spec with a `sweep:` section, then their tables; the same command goes on where it was stopped')
  .argument('<spec>', 'spec file, YAML')
  .option('--set <path=value>', 'override a field of the spec, also of its sweep; repeatable', collect, [])
  .option('--out <dir>', 'folder (default: results/<name of the spec file>)')
  .option('--threads <n>', 'workers (default: one a core)', whole(1, 1024))
  .option('--dry-run', 'say how many runs, how long and how much disk, from a short trial; write nothing')
  .option('--retry-failed', 'do failed runs again')
  .option('--allow-code', "run devices that are code where the folder's record names them, not this spec (docs/security.md)")
  .option('--extend', 'go on with a changed spec in the folder: finished runs that are still part of the sweep are kept')
  .option('--json', 'the outcome as one JSON object on stdout')
  .option('--quiet', 'no progress')
  .allowExcessArguments()
  .action(async (file, options, command) => (await import('./sweep.ts')).sweepCommand(file, options, command.args.slice(1)))

sweep
  .command('status')
  .description('what is done, failed and missing in the folder of a sweep')
  .argument('<dir>', 'folder of a sweep')
  .action(async (dir, _options, command) => (await import('./sweep-status.ts')).sweepStatus(dir, command.optsWithGlobals()))

sweep
  .command('collect')
  .description(
    'merge finished runs into runs.csv, epochs.csv and pulses.csv; exit 1 if some failed, or are missing and nothing is written',
  )
  .argument('<dir>', 'folder of a sweep')
  .option('--partial', 'collect what there is, though runs are missing')
  .option('--parquet', 'as Parquet too (needs: npm install @duckdb/node-api)')
  .action(async (dir, _options, command) => (await import('./sweep-collect.ts')).sweepCollect(dir, command.optsWithGlobals()))

sweep
  .command('submit')
  .description('hand what is missing of a sweep to a cluster; again: only what is neither done nor queued')
  .argument('<spec>', 'spec file, YAML')
  .option('--engine <name>', 'slurm', 'slurm')
  .option('--partition <name>', 'partition of the cluster')
  .option('--time <limit>', 'time limit of a task, as sbatch takes it, e.g. 2:00:00')
  .option('--concurrency <n>', 'tasks at once at most', whole(1, 1_000_000))
  .option('--shard-minutes <n>', 'about how long a task runs, by a measured trial', whole(1, 10_000), 15)
  .option('--shard-runs <n>', 'runs of a task, instead of a trial', whole(1, 1_000_000))
  .option('--attempts <n>', 'how often a task is begun at most', whole(1, 1000), 3)
  .option('--sbatch <option>', 'any option of sbatch, e.g. --sbatch=--account=NAME; repeatable', collect, [])
  .action(async (file, _options, command) => (await import('./sweep-submit.ts')).sweepSubmit(file, command.optsWithGlobals()))

sweep
  .command('wait')
  .description('wait for a submitted sweep and submit again what was lost; exit 1 if it does not end')
  .argument('<dir>', 'folder of a sweep')
  .option('--timeout <time>', 'give up after this, e.g. "12 hours"', '7 days')
  .option('--interval <time>', 'look this often', '30 s')
  .action(async (dir, _options, command) => (await import('./sweep-wait.ts')).sweepWait(dir, command.optsWithGlobals()))

program
  .command('run-shard')
  .description('do one shard of a sweep: what the tasks of a cluster call')
  .argument('<manifest>', "the sweep's sweep.json")
  .argument('<index>', 'number of the shard', whole(0, Number.MAX_SAFE_INTEGER))
  .option('--allow-code', 'run devices that are code (docs/security.md)')
  .action(async (manifest, index, options) => (await import('./run-shard.ts')).runShardCommand(manifest, index, options))

program
  .command('reproduce')
  .description('published results and our own as tables and figures (`memxbar list papers`); finished runs are kept')
  .argument('[name]', 'a result of `memxbar list papers`')
  .option('--all', 'all of them, one after the other')
  .option('--quick', 'few seeds, epochs and devices: to see that all works; the numbers mean nothing')
  .option('--seeds <list>', "seeds, e.g. 10..19 (default: the result's own)")
  .option('--set <path=value>', 'override a field of every run; repeatable', collect, [])
  .option('--threads <n>', 'workers (default: one a core)', whole(1, 1024))
  .option('--out <dir>', 'folder; runs that are there already are not run again (default: results/NAME; with --all: DIR/NAME)')
  .option('--force', 'replace other results in that folder')
  .option('--quiet', 'no progress')
  .action(async (name, options) => (await import('./reproduce.ts')).reproduce(name, options))

const WHERE = 'only runs that meet it, e.g. update.kind=sign,fp32 or "device.nu>=0.05"; operators = != >= <= > <; repeatable'

program
  .command('analyze')
  .description('the statistics of results: per group, paired between schemes, and where the variance comes from')
  .argument('<dir>', 'folder that run, reproduce or sweep collect wrote, or a folder of such')
  .option('--by <columns>', 'columns that make the groups, e.g. update,device.nu_std (default: all that was varied)')
  .option('--metric <column>', 'column of runs.csv to ask about (default: the first result of the task that it has)')
  .option('--better <which>', 'lower or higher: which values of the metric are good (default: what is known of it)')
  .option('--threshold <x>', 'a run on the good side of it is a success (default: 0.1 for an MSE)', number())
  .option('--where <condition>', WHERE, collect, [])
  .option('--pair <column[=level]>', 'differences between its levels on the same seeds; with a level, against that one only')
  .option(
    '--decompose <columns>',
    'how much of the variance comes from each of these factors, from pairs of them, and from the seed',
  )
  .option('--level <p>', 'of confidence intervals', number(0.5, 0.9999), 0.95)
  .option('--resamples <n>', 'of the sign-flip test with more than 16 seeds', whole(100, 1_000_000), 10_000)
  .option('--seed <n>', 'of the resampling', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--out <dir>', 'write summary.csv, paired.csv, decomposition.csv')
  .option('--json', 'the tables as JSON on stdout')
  .action(async (folder, options) => (await import('./analyze.ts')).analyze(folder, options))

program
  .command('plot')
  .description(
    'figures of results, SVG and PNG, 85 mm wide: learning, box, heat, trade-off, confusion, cost, wear, raster, drift; network; and of a state conductance, array-map',
  )
  .argument(
    '<dir>',
    'folder that run, reproduce or sweep collect wrote, or a folder of such; for --kind network also a spec file; for the last two a run with --save-state',
  )
  .option(
    '--kind <kinds>',
    'which, e.g. learning,box (default: all that the data allow); network: populations, connections and arrays',
  )
  .option('--by <columns>', 'columns that make the groups (default: all that was varied)')
  .option('--metric <column>', 'column of runs.csv (default: the first result of the task that it has)')
  .option('--better <which>', 'as in analyze')
  .option('--against <column>', 'of a trade-off: the metric of its x axis, e.g. set_pulses')
  .option('--size <column>', 'of a trade-off: the metric that is the area of its points')
  .option('--where <condition>', WHERE, collect, [])
  .option('--title <text>', 'above every figure')
  .option('--threshold <x>', 'a line at this level', number())
  .option('--band <what>', 'of curves: quartiles (with the median) or ci (95 % interval, with the mean)', 'quartiles')
  .option('--out <dir>', 'folder for the figures (default: figures in <dir>)')
  .action(async (folder, options) => (await import('./plot.ts')).plot(folder, options))

program
  .command('report')
  .description('results as one HTML file that needs nothing from outside: tables, figures, provenance')
  .argument('<dir>', 'folder that run, reproduce or sweep collect wrote, or a folder of such')
  .option('--by <columns>', 'columns that make the groups (default: all that was varied)')
  .option('--metric <column>', 'column of runs.csv to report on (default: the first result of the task that it has)')
  .option('--better <which>', 'as in analyze')
  .option('--threshold <x>', 'as in analyze', number())
  .option('--where <condition>', WHERE, collect, [])
  .option('--against <column>', 'as in plot')
  .option('--size <column>', 'as in plot')
  .option('--title <text>', 'of the report (default: the name of the folder)')
  .option('--pair <column[=level]>', 'as in analyze (default: the column varied, if it is one of 8 levels or fewer)')
  .option('--decompose <columns>', 'as in analyze')
  .option('--band <what>', 'as in plot', 'quartiles')
  .option('--level <p>', 'of confidence intervals', number(0.5, 0.9999), 0.95)
  .option('--resamples <n>', 'of the sign-flip test with more than 16 seeds', whole(100, 1_000_000), 10_000)
  .option('--seed <n>', 'of the resampling', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--out <file>', 'the report (default: report.html in <dir>)')
  .action(async (folder, options) => (await import('./report.ts')).report(folder, options))

outliveReaders()

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCode(error)
}

/** 2 for a user's mistake, 1 for a run that failed, told in a line or a few; 1 for a mistake of ours, with its trace. */
function exitCode(error: unknown): number {
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
