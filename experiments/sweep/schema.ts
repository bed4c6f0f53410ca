/** The `sweep:` section of a spec file. */
import { z } from 'zod'
import { InputError } from '../../input/input-error.ts'
import { sentence } from '../../input/sentence.ts'
import { suggest } from '../../input/suggest.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { Locate } from '../config/resolve.ts'
import type { Summary } from '../run/summary.ts'
import { stopSchema } from './stop.ts'
import { LIST_HELP, RANGE_HELP } from './values.ts'

/** Columns of runs.csv that can be the objective of a search. */
const OBJECTIVES = [
  'mse_last50_mean',
  'mse_best',
  'epoch_below_0_1',
  'rate_hz',
  'set_pulses',
  'reset_pulses',
  'set_max',
  'reset_max',
  'depress_pulses',
  'depress_max',
  'accuracy_test',
  'loss_test',
  'accuracy',
  'loss',
] as const satisfies readonly (keyof Summary)[]

const seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const list = z.union([z.string(), z.array(z.unknown())], { error: `give ${LIST_HELP}` })
const range = z.union([z.string(), z.array(z.unknown())], { error: `give ${RANGE_HELP}` })
const lists = (doc: string) => z.record(z.string(), list).default({}).meta({ description: doc })
const ranges = z.record(z.string(), range)

const search = z.strictObject({
  method: z.enum(['sobol', 'random']).default('sobol').meta({ description: 'how candidates are drawn' }),
  budget: z.number().int().min(1).max(100_000).meta({ description: 'candidates for each scheme and each point of the grid' }),
  ranges: ranges.default({}).meta({ description: `path of the spec -> ${RANGE_HELP}` }),
  schemes: z
    .partialRecord(z.enum(Object.keys(schemes) as [keyof typeof schemes, ...(keyof typeof schemes)[]]), ranges)
    .default({})
    .meta({ description: 'update schemes to search, each with its own ranges in addition to the common ones' }),
  objective: z
    .enum(OBJECTIVES)
    .optional()
    .meta({ description: 'column of runs.csv that candidates are ranked by; default: the main result of the task' }),
  maximize: z.boolean().optional().meta({ description: 'whether a higher objective is better; default: for accuracies it is' }),
  rank_by: z.enum(['worst', 'mean']).default('worst').meta({ description: 'rank by the worst seed, or by the mean over seeds' }),
  seed: seed.default(1).meta({ description: 'seed of the candidates themselves' }),
  early_stop: z.boolean().default(false).meta({ description: 'whether bad candidates are stopped early, by the rule in `stop`' }),
  stop: stopSchema,
})

const sweepSchema = z.strictObject({
  seeds: z
    .union([z.string(), z.array(seed).min(1), seed], {
      error: 'give seeds as 0..9, as a list such as [1, 5, 7], or as one number',
    })
    .optional()
    .meta({ description: 'every point runs once with each of these; default: the seed of the spec' }),
  grid: lists(`path of the spec -> ${LIST_HELP}; every combination is run`),
  zip: lists('paths that change together: lists of equal length'),
  ablate: z
    .union([z.literal('all'), z.array(z.union([z.string().min(1), z.record(z.string(), z.unknown())])).min(1)], {
      error: 'give `all` for every switch of the device model that is on, or a list such as [drift, {device.nu_std: 0}]',
    })
    .optional()
    .meta({
      description:
        'runs with each of these off alone and on alone, and with all on and all off: switches of the device model by name, and assignments that remove a non-ideality',
    }),
  search: search.optional(),
})

export type Sweep = z.infer<typeof sweepSchema>

/** The JSON Schema of the section, for editors. */
export function sweepJsonSchema(): object {
  const { $schema: _, ...schema } = z.toJSONSchema(sweepSchema, { io: 'input' })
  return { ...schema, description: 'many runs of this spec: for memxbar sweep' }
}

/** @throws InputError listing every problem with its place */
export function parseSweep(raw: unknown, locate: Locate): Sweep {
  const parsed = sweepSchema.safeParse(raw ?? {}, { reportInput: true })
  if (parsed.success) {
    if (Object.keys(raw ?? {}).length > 0) return parsed.data
    const what = raw === undefined ? 'this spec has no "sweep:" section' : 'sweep: this section is empty'
    throw new InputError(
      `${locate(['sweep']) ?? 'spec'}: ${what}, so there is nothing to sweep; write for example sweep: { seeds: 0..9 }, or use memxbar run for a single run`,
    )
  }
  throw new InputError(parsed.error.issues.flatMap((issue) => explain(issue, locate)).join('\n'))
}

function explain(issue: z.core.$ZodIssue, locate: Locate): string[] {
  const path = ['sweep', ...issue.path]
  const say = (message: string, at: readonly PropertyKey[] = path) => {
    const where = locate(at)
    return `${where ? `${where}: ` : ''}${at.map(String).join('.')}: ${message}`
  }
  if (issue.code === 'unrecognized_keys') {
    // Keys of the section, of `search`, and of its `schemes`.
    const known = [sweepSchema.shape, search.shape, schemes][issue.path.length]!
    return issue.keys.map((key) => say(`unknown key; ${suggest(key, Object.keys(known))}`, [...path, key]))
  }
  const given = JSON.stringify(issue.input) ?? 'nothing'
  const shown = given.length > 60 ? `${given.slice(0, 57)}...` : given
  if (issue.code === 'invalid_value')
    return [say(`unknown value ${shown}; ${suggest(String(issue.input), issue.values.map(String))}`)]
  return [say(`${sentence(issue)}, ${issue.input === undefined ? 'and is missing' : `given ${shown}`}`)]
}
