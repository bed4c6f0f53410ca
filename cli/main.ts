#!/usr/bin/env node
/** `memxbar`: command modules are loaded only when called, so that help is fast. */
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
  .action(async (spec, options) => (await import('./run.ts')).run(spec, options))

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
  .action(async (path, options) => (await import('./export.ts')).exportCommand(path, options))

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
  .action(async (device, options) => (await import('./characterize.ts')).characterizeCommand(device, options))

const devices = program.command('device').description('device models: create, fit to measurements, check and plot')
const DEVICE = 'a device from `memxbar list devices`, or the file of your own device: .yaml, .ts or .js'
const PARAMETER = 'a parameter of the device, e.g. nu=0.05 or g_max="20 uS"; repeatable'

devices
  .command('check')
  .description('check a model against the rules for every device and against its own declarations; exit 1 if a property fails')
  .argument('<model>', DEVICE)
  .option('--set <name=value>', PARAMETER, collect, [])
  .option('--devices <n>', 'size of the populations', whole(1000, 1_000_000), 20_000)
  .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--json', 'the report as JSON on stdout')
  .action(async (model, options) => (await import('./device-check.ts')).deviceCheck(model, options))

devices
  .command('plot')
  .description(
    'draw the figures of a device paper, SVG and PNG, each with its data as CSV: response, steps, distribution, drift, read noise, I-V',
  )
  .argument('<model>', DEVICE)
  .option('--out <dir>', 'folder (default: results/device-<name>)')
  .option('--kind <list>', 'one or more of response,step,distribution,drift,read-noise,current (default: all that the model has)')
  .option('--set <name=value>', PARAMETER, collect, [])
  .option('--devices <n>', 'size of the populations', whole(100, 1_000_000), 10_000)
  .option(
    '--pulses <n>',
    'pulses of the response (default: 20, or the maximum that the controller sends if that is more, up to 100)',
    whole(1, 1000),
  )
  .option('--seed <n>', 'seed', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--json', 'the names of the files as JSON on stdout')
  .action(async (model, options) => (await import('./device-plot.ts')).devicePlot(model, options))

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
  .action(async (model, options) => (await import('./symmetric-point.ts')).symmetricPoint(model, options))

devices
  .command('new')
  .description('write a commented template for your own device: NAME.yaml, equations with units')
  .argument('<name>', 'letters, digits, - and _')
  .option('--code', 'write NAME.ts instead: functions in TypeScript')
  .action(async (name, options) => (await import('./device-new.ts')).deviceNew(name, options))

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
  .action(async (pulses, options) => (await import('./device-fit.ts')).deviceFit(pulses, options))

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
  .action(async (file, options) => (await import('./array-solve.ts')).arraySolve(file, options))

const verify = program.command('verify').description('check the engine against results of other tools')
verify
  .command('eprop')
  .description(
    'check a network and e-prop against a case with gradients of another tool; exit 1 if they differ by more than 1e-4',
  )
  .argument('<case>', 'JSON file')
  .option('--mode <mode>', 'adjoint or online', 'adjoint')
  .option('--json', 'as JSON on stdout')
  .action(async (file, options) => (await import('./verify.ts')).verifyEprop(file, options))

verify
  .command('gradient')
  .description(
    'check a network given as a graph and its gradients against a case of another tool; exit 1 if they differ by more than 1e-4',
  )
  .argument('<case>', 'JSON file')
  .option('--rule <rule>', 'eprop or bptt (default: all with results in the case)')
  .option('--mode <mode>', 'adjoint or online (default: all)')
  .option('--json', 'as JSON on stdout')
  .action(async (file, options) => (await import('./verify.ts')).verifyGradient(file, options))

program
  .command('list')
  .description('list the available names, with units, defaults and citations')
  .argument('<what>', 'devices, wrappers, schemes, tasks, encoders, neurons, rules, feedbacks, costs or papers')
  .option('--json', 'as JSON on stdout')
  .action(async (what, options) => (await import('./list.ts')).list(what, options))

program
  .command('explain')
  .description('explain a field of a spec (unit, default, range, users), or summarize a spec')
  .argument('[what]', 'a path such as crossbar.scale, a section, or a spec file (.yaml); default: the default spec')
  .option('--set <path=value>', 'override a field of the spec; repeatable', collect, [])
  .option('--json', 'as JSON on stdout')
  .action(async (what, options) => (await import('./explain.ts')).explain(what, options))

program
  .command('schema')
  .description('print the JSON Schema of spec files or of device recipes, for editors')
  .argument('[what]', 'spec or device', 'spec')
  .action(async (what) => (await import('./schema.ts')).schema(what))

program
  .command('search')
  .description(
    "search for an update scheme's hyper-parameters: Sobol candidates are screened with early stop; the best run on all seeds",
  )
  .argument('<scheme>', 'a scheme of `memxbar list schemes`')
  .option('--candidates <n>', 'candidates, all screened', whole(1, 100_000), 80)
  .option('--finalists <n>', 'how many of them run on all seeds', whole(1, 100_000), 10)
  .option('--seeds <list>', 'seeds, e.g. 0..4 or 1,5,7', '0..4')
  .option('--screen-seeds <n>', 'how many of the seeds a candidate is screened on', whole(1, 1000), 1)
  .option('--screen-epochs <n>', 'epochs of a screening run (default: all)', whole(1, 1e9))
  .option('--range <path=range>', 'search a further field: "log(1, 10)" or a list of choices [1, 4, 8]; repeatable', collect, [])
  .option('--seed <n>', 'seed of the search itself', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--set <path=value>', 'fix a field of the spec; repeatable', collect, [])
  .option('--threads <n>', 'workers (default: one per core)', whole(1, 1024))
  .option('--out <file>', 'write all candidates as CSV')
  .option('--json', 'the candidates as JSON on stdout')
  .option('--quiet', 'no progress')
  .action(async (scheme, options) => (await import('./search.ts')).searchCommand(scheme, options))

const sweep = program
  .command('sweep')
  .description(
    'run all runs of a spec with a `sweep:` section and collect their tables; the same command continues a stopped sweep',
  )
  .argument('<spec>', 'spec file, YAML')
  .option('--set <path=value>', 'override a field of the spec, also of its sweep; repeatable', collect, [])
  .option('--out <dir>', 'folder (default: results/<name of the spec file>)')
  .option('--threads <n>', 'workers (default: one per core)', whole(1, 1024))
  .option('--dry-run', 'print the number of runs, and time and disk space estimated by a short trial; write nothing')
  .option('--retry-failed', 'repeat failed runs')
  .option('--allow-code', "run devices that are code if the folder's record names them but this spec does not (docs/security.md)")
  .option('--extend', 'continue with a changed spec in the folder: finished runs that are still part of the sweep are kept')
  .option('--json', 'the outcome as one JSON object on stdout')
  .option('--quiet', 'no progress')
  .allowExcessArguments()
  .action(async (file, options, command) => (await import('./sweep.ts')).sweepCommand(file, options, command.args.slice(1)))

sweep
  .command('status')
  .description('show finished, failed and missing runs in the folder of a sweep')
  .argument('<dir>', 'folder of a sweep')
  .action(async (dir, _options, command) => (await import('./sweep-status.ts')).sweepStatus(dir, command.optsWithGlobals()))

sweep
  .command('collect')
  .description(
    'merge finished runs into runs.csv, epochs.csv and pulses.csv; exit 1 if runs failed, or if runs are missing and nothing is written',
  )
  .argument('<dir>', 'folder of a sweep')
  .option('--partial', 'collect the finished runs although some are missing')
  .option('--parquet', 'also write Parquet (needs: npm install @duckdb/node-api)')
  .action(async (dir, _options, command) => (await import('./sweep-collect.ts')).sweepCollect(dir, command.optsWithGlobals()))

sweep
  .command('submit')
  .description('submit the missing runs of a sweep to a cluster; repeated: only those that are neither done nor queued')
  .argument('<spec>', 'spec file, YAML')
  .option('--engine <name>', 'slurm', 'slurm')
  .option('--partition <name>', 'partition of the cluster')
  .option('--time <limit>', 'time limit of a task, as sbatch takes it, e.g. 2:00:00')
  .option('--concurrency <n>', 'maximum number of tasks at once', whole(1, 1_000_000))
  .option('--shard-minutes <n>', 'approximate duration of a task, estimated by a trial', whole(1, 10_000), 15)
  .option('--shard-runs <n>', 'runs per task, instead of a trial', whole(1, 1_000_000))
  .option('--attempts <n>', 'maximum number of starts of a task', whole(1, 1000), 3)
  .option('--sbatch <option>', 'any option of sbatch, e.g. --sbatch=--account=NAME; repeatable', collect, [])
  .action(async (file, _options, command) => (await import('./sweep-submit.ts')).sweepSubmit(file, command.optsWithGlobals()))

sweep
  .command('wait')
  .description('wait for a submitted sweep and resubmit lost tasks; exit 1 if it does not finish')
  .argument('<dir>', 'folder of a sweep')
  .option('--timeout <time>', 'stop waiting after this time, e.g. "12 hours"', '7 days')
  .option('--interval <time>', 'time between checks', '30 s')
  .action(async (dir, _options, command) => (await import('./sweep-wait.ts')).sweepWait(dir, command.optsWithGlobals()))

program
  .command('run-shard')
  .description('run one shard of a sweep; cluster tasks call this')
  .argument('<manifest>', "the sweep's sweep.json")
  .argument('<index>', 'number of the shard', whole(0, Number.MAX_SAFE_INTEGER))
  .option('--allow-code', 'run devices that are code (docs/security.md)')
  .action(async (manifest, index, options) => (await import('./run-shard.ts')).runShardCommand(manifest, index, options))

program
  .command('reproduce')
  .description(
    'reproduce published results and our own as tables and figures (`memxbar list papers`); finished runs are not repeated',
  )
  .argument('[name]', 'a result from `memxbar list papers`')
  .option('--all', 'all results, one after another')
  .option('--quick', 'few seeds, epochs and devices, as a test that everything works; the numbers are meaningless')
  .option('--seeds <list>', "seeds, e.g. 10..19 (default: the result's own)")
  .option('--set <path=value>', 'override a field of every run; repeatable', collect, [])
  .option('--threads <n>', 'workers (default: one per core)', whole(1, 1024))
  .option('--out <dir>', 'folder; finished runs in it are not repeated (default: results/NAME; with --all: DIR/NAME)')
  .option('--force', 'replace other results in that folder')
  .option('--quiet', 'no progress')
  .action(async (name, options) => (await import('./reproduce.ts')).reproduce(name, options))

const WHERE =
  'only runs that meet this condition, e.g. update.kind=sign,fp32 or "device.nu>=0.05"; operators = != >= <= > <; repeatable'

program
  .command('analyze')
  .description('compute statistics of results: per group, paired between schemes, and sources of variance')
  .argument('<dir>', 'folder that run, reproduce or sweep collect wrote, or a folder of such folders')
  .option('--by <columns>', 'columns that make the groups, e.g. update,device.nu_std (default: all that was varied)')
  .option('--metric <column>', 'column of runs.csv to analyze (default: the first metric of the task in it)')
  .option('--better <which>', 'lower or higher: the better direction of the metric (default: known for each metric)')
  .option('--threshold <x>', 'a run on the better side of it is a success (default: 0.1 for an MSE)', number())
  .option('--where <condition>', WHERE, collect, [])
  .option('--pair <column[=level]>', 'differences between its levels on the same seeds; with a level, against that level only')
  .option('--decompose <columns>', 'decompose the variance into shares of these factors, of pairs of them, and of the seed')
  .option('--level <p>', 'level of confidence intervals', number(0.5, 0.9999), 0.95)
  .option('--resamples <n>', 'resamples of the sign-flip test with more than 16 seeds', whole(100, 1_000_000), 10_000)
  .option('--seed <n>', 'seed of the resampling', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--out <dir>', 'write summary.csv, paired.csv, decomposition.csv')
  .option('--json', 'the tables as JSON on stdout')
  .action(async (folder, options) => (await import('./analyze.ts')).analyze(folder, options))

program
  .command('plot')
  .description(
    'draw figures, SVG and PNG, 85 mm wide. Of results: learning, box, heat, trade-off, confusion, cost, wear, raster, drift; of a spec or run: network; of a state: conductance, array-map',
  )
  .argument(
    '<dir>',
    'folder that run, reproduce or sweep collect wrote, or a folder of such folders; for --kind network also a spec file; for the last two a run with --save-state',
  )
  .option(
    '--kind <kinds>',
    'kinds of figures, e.g. learning,box (default: all that the data allow); network: populations, connections and arrays',
  )
  .option('--by <columns>', 'columns that make the groups (default: all that was varied)')
  .option('--metric <column>', 'column of runs.csv (default: the first metric of the task in it)')
  .option('--better <which>', 'as in analyze')
  .option('--against <column>', 'trade-off: metric of the x axis, e.g. set_pulses')
  .option('--size <column>', 'trade-off: metric that sets the area of the points')
  .option('--where <condition>', WHERE, collect, [])
  .option('--title <text>', 'title above every figure')
  .option('--threshold <x>', 'a line at this level', number())
  .option('--band <what>', 'band of curves: quartiles (with the median) or ci (95 % interval, with the mean)', 'quartiles')
  .option('--out <dir>', 'folder for the figures (default: figures in <dir>)')
  .action(async (folder, options) => (await import('./plot.ts')).plot(folder, options))

program
  .command('report')
  .description('write results as one self-contained HTML file: tables, figures, provenance')
  .argument('<dir>', 'folder that run, reproduce or sweep collect wrote, or a folder of such folders')
  .option('--by <columns>', 'columns that make the groups (default: all that was varied)')
  .option('--metric <column>', 'column of runs.csv to report on (default: the first metric of the task in it)')
  .option('--better <which>', 'as in analyze')
  .option('--threshold <x>', 'as in analyze', number())
  .option('--where <condition>', WHERE, collect, [])
  .option('--against <column>', 'as in plot')
  .option('--size <column>', 'as in plot')
  .option('--title <text>', 'title of the report (default: the name of the folder)')
  .option('--pair <column[=level]>', 'as in analyze (default: the varied column, if there is one and it has at most 8 levels)')
  .option('--decompose <columns>', 'as in analyze')
  .option('--band <what>', 'as in plot', 'quartiles')
  .option('--level <p>', 'level of confidence intervals', number(0.5, 0.9999), 0.95)
  .option('--resamples <n>', 'resamples of the sign-flip test with more than 16 seeds', whole(100, 1_000_000), 10_000)
  .option('--seed <n>', 'seed of the resampling', whole(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--out <file>', 'file of the report (default: report.html in <dir>)')
  .action(async (folder, options) => (await import('./report.ts')).report(folder, options))

outliveReaders()

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCode(error)
}

/** Exit code 2 for a user's mistake, 1 for a failed run, each with a short message; 1 for an internal error, with its trace. */
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
