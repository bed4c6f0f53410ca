/** The commands `list`, `explain`, `schema` and `search`. A command's module is loaded only when it is called. */
import type { Command } from 'commander'
import { collect, whole } from './arguments.ts'

export function addSpecCommands(program: Command): void {
  program
    .command('list')
    .description('list the available names, with units, defaults and citations')
    .argument('<what>', 'devices, wrappers, schemes, tasks, encoders, neurons, rules, feedbacks, costs or papers')
    .option('--json', 'as JSON on stdout')
    .action(async (what, options) => (await import('../list.ts')).list(what, options))

  program
    .command('explain')
    .description('explain a field of a spec (unit, default, range, users), or summarize a spec')
    .argument('[what]', 'a path such as crossbar.scale, a section, or a spec file (.yaml); default: the default spec')
    .option('--set <path=value>', 'override a field of the spec; repeatable', collect, [])
    .option('--json', 'as JSON on stdout')
    .action(async (what, options) => (await import('../explain.ts')).explain(what, options))

  program
    .command('schema')
    .description('print the JSON Schema of spec files or of device recipes, for editors')
    .argument('[what]', 'spec or device', 'spec')
    .action(async (what) => (await import('../schema.ts')).schema(what))

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
    .option(
      '--range <path=range>',
      'search a further field: "log(1, 10)" or a list of choices [1, 4, 8]; repeatable',
      collect,
      [],
    )
    .option('--seed <n>', 'seed of the search itself', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--set <path=value>', 'fix a field of the spec; repeatable', collect, [])
    .option('--threads <n>', 'workers (default: one per core)', whole(1, 1024))
    .option('--out <file>', 'write all candidates as CSV')
    .option('--json', 'the candidates as JSON on stdout')
    .option('--quiet', 'no progress')
    .action(async (scheme, options) => (await import('../search.ts')).searchCommand(scheme, options))
}
