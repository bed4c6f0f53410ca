/** The commands `reproduce`, `analyze`, `plot` and `report`. A command's module is loaded only when it is called. */
import type { Command } from 'commander'
import { NETWORK_KIND, STATE_KINDS } from '../../analysis/plots/names.ts'
import { collect, number, whole } from './arguments.ts'

const WHERE =
  'only runs that meet this condition, e.g. update.kind=sign,fp32 or "device.nu>=0.05"; operators = != >= <= > <; repeatable'

export function addResultsCommands(program: Command): void {
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
    .action(async (name, options) => (await import('../reproduce.ts')).reproduce(name, options))

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
    .action(async (folder, options) => (await import('../analyze.ts')).analyze(folder, options))

  program
    .command('plot')
    .description(
      `draw figures, SVG and PNG, 85 mm wide. Of results: see \`memxbar list figures\`; of a spec or run: ${NETWORK_KIND}; of a state: ${STATE_KINDS.join(', ')}`,
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
    .action(async (folder, options) => (await import('../plot.ts')).plot(folder, options))

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
    .action(async (folder, options) => (await import('../report.ts')).report(folder, options))
}
