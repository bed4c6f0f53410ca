/** The commands below `sweep`, and `run-shard`. A command's module is loaded only when it is called. */
import type { Command } from 'commander'
import { collect, whole } from './arguments.ts'

export function addSweepCommands(program: Command): void {
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
    .option(
      '--allow-code',
      "run devices that are code if the folder's record names them but this spec does not (docs/security.md)",
    )
    .option('--extend', 'continue with a changed spec in the folder: finished runs that are still part of the sweep are kept')
    .option('--json', 'the outcome as one JSON object on stdout')
    .option('--quiet', 'no progress')
    .allowExcessArguments()
    .action(async (file, options, command) => (await import('../sweep.ts')).sweepCommand(file, options, command.args.slice(1)))

  sweep
    .command('status')
    .description('show finished, failed and missing runs in the folder of a sweep')
    .argument('<dir>', 'folder of a sweep')
    .action(async (dir, _options, command) => (await import('../sweep-status.ts')).sweepStatus(dir, command.optsWithGlobals()))

  sweep
    .command('collect')
    .description(
      'merge finished runs into runs.csv, epochs.csv and pulses.csv; exit 1 if runs failed, or if runs are missing and nothing is written',
    )
    .argument('<dir>', 'folder of a sweep')
    .option('--partial', 'collect the finished runs although some are missing')
    .option('--parquet', 'also write Parquet (needs: npm install @duckdb/node-api)')
    .action(async (dir, _options, command) => (await import('../sweep-collect.ts')).sweepCollect(dir, command.optsWithGlobals()))

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
    .action(async (file, _options, command) => (await import('../sweep-submit.ts')).sweepSubmit(file, command.optsWithGlobals()))

  sweep
    .command('wait')
    .description('wait for a submitted sweep and resubmit lost tasks; exit 1 if it does not finish')
    .argument('<dir>', 'folder of a sweep')
    .option('--timeout <time>', 'stop waiting after this time, e.g. "12 hours"', '7 days')
    .option('--interval <time>', 'time between checks', '30 s')
    .action(async (dir, _options, command) => (await import('../sweep-wait.ts')).sweepWait(dir, command.optsWithGlobals()))

  program
    .command('run-shard')
    .description('run one shard of a sweep; cluster tasks call this')
    .argument('<manifest>', "the sweep's sweep.json")
    .argument('<index>', 'number of the shard', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--allow-code', 'run devices that are code (docs/security.md)')
    .action(async (manifest, index, options) => (await import('../run-shard.ts')).runShardCommand(manifest, index, options))
}
