/** The schema of a recipe file: its keys and their allowed values. Expressions and quantities are parsed later. */
import { z } from 'zod'
import { nearest, suggest } from '../../input/suggest.ts'
import { type Path, problem, type Source } from './source.ts'

const text = z.string().min(1).max(1000)
const expression = z.union([z.string(), z.number()], { error: 'an expression is expected, such as "g + 0.5 uS"' })
const quantity = z.union([z.number(), z.string()], { error: 'a number with its unit is expected, such as 0.1 uS' })
const statements = z.record(z.string(), expression, { error: 'statements are expected, such as "g: g + 0.5 uS"' })
const per = z.enum(['device', 'cycle'])
const doc = z.string().optional()
const limits = { min: quantity.optional(), max: quantity.optional() }

const distributions = {
  normal: z.strictObject({ distribution: z.literal('normal').optional(), mean: quantity, std: quantity, ...limits, per, doc }),
  truncated: z.strictObject({ distribution: z.literal('truncated'), mean: quantity, std: quantity, ...limits, per, doc }),
  lognormal: z.strictObject({ distribution: z.literal('lognormal'), median: quantity, sigma: quantity, ...limits, per, doc }),
  uniform: z.strictObject({ distribution: z.literal('uniform'), from: quantity, to: quantity, per, doc }),
  empirical: z.strictObject({
    distribution: z.literal('empirical'),
    file: text,
    column: text,
    unit: z.string().optional(),
    per,
    doc,
  }),
}
const fixed = z.strictObject({ value: quantity, doc })

export type DrawnEntry = {
  [K in keyof typeof distributions]: z.infer<(typeof distributions)[K]> & { readonly law: K }
}[keyof typeof distributions]
export type FixedEntry = z.infer<typeof fixed> & { readonly law: 'fixed' }

const parameter = z.union([quantity, z.record(z.string(), z.unknown())], {
  error: 'a number with its unit or a distribution is expected, such as { mean: 0.04, std: 0.01, per: device }',
})
const field = z.union([quantity, z.strictObject({ initial: quantity, unit: z.string().optional(), doc })], {
  error: 'the initial value is expected, such as { initial: 1, unit: "", doc: what it is }',
})

const recipe = z.strictObject({
  name: z
    .string('a name is expected, such as name: my-device')
    .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'a name has letters, digits, ".", "_" and "-", and begins with a letter')
    .max(100),
  title: text.optional(),
  cite: text.optional(),
  omits: text.optional(),
  range: z.tuple([expression, expression], { error: 'two conductances are expected, such as [g_min, g_max]' }).optional(),
  parameters: z.record(z.string(), parameter).default({}),
  state: z.record(z.string(), field).default({}),
  set: statements,
  reset: statements.optional(),
  depress: statements.optional(),
  drift: expression.optional(),
  read: expression.optional(),
  energy: z
    .strictObject({
      set: expression.optional(),
      reset: expression.optional(),
      depress: expression.optional(),
      read: expression.optional(),
    })
    .optional(),
  current: expression.optional(),
  controller: z.strictObject({ step: quantity.optional(), most_pulses: z.number().int().min(1).max(1e6).optional() }).default({}),
  declares: z.strictObject({ monotone: z.boolean().optional() }).default({}),
})

type Statements = z.infer<typeof statements>
export type Written = Omit<z.infer<typeof recipe>, 'reset'> & { readonly reset: Statements }

/**
 * The recipe with its `reset`: a device that steps both ways may omit it; RESET then sets the lower end of the range.
 * @throws InputError naming every problem, one per line
 */
export function readRecipe(source: Source): Written {
  if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
    throw problem(
      source,
      [],
      'a recipe is a mapping with name, set and reset; docs/devices.md of memxbar and `memxbar device new NAME` show one',
    )
  }
  const required = { set: 'SET', reset: 'RESET' } as const
  for (const [key, pulse] of Object.entries(required)) {
    if (!Object.hasOwn(source.value, key) && !(key === 'reset' && Object.hasOwn(source.value, 'depress'))) {
      const near = misspelt(Object.keys(source.value), key)
      if (near !== undefined) throw problem(source, [near], `unknown key, and "${key}" is missing; did you mean "${key}"?`)
      throw problem(
        source,
        [],
        `"${key}" is missing: what a ${pulse} pulse does; write, for example, ${key}: { g: ${key === 'set' ? 'g + 0.5 uS' : '0.1 uS'} }`,
      )
    }
  }
  const written = checked(source, [], recipe, source.value)
  return { ...written, reset: written.reset ?? { g: written.range?.[0] ?? 'g_min' } }
}

/** The unknown key that is closest to a missing one, if any is close. */
function misspelt(written: readonly string[], missing: string): string | undefined {
  const unknown = written.filter((key) => !Object.hasOwn(recipe.shape, key))
  return unknown.find((key) => nearest(key, Object.keys(recipe.shape)) === missing)
}

/** A parameter written as a mapping: a fixed value with a comment, or a distribution. */
export function readEntry(source: Source, path: Path, value: Readonly<Record<string, unknown>>): DrawnEntry | FixedEntry {
  if (Object.hasOwn(value, 'value')) return { ...checked(source, path, fixed, value), law: 'fixed' }
  const law = value.distribution ?? 'normal'
  if (typeof law !== 'string' || !Object.hasOwn(distributions, law)) {
    throw problem(
      source,
      [...path, 'distribution'],
      `unknown distribution "${String(law)}"; ${suggest(String(law), Object.keys(distributions))}`,
    )
  }
  if (!Object.hasOwn(value, 'per')) {
    throw problem(
      source,
      path,
      '"per" is missing: write per: device (drawn once for each device) or per: cycle (drawn anew at each pulse or read)',
    )
  }
  const schema = distributions[law as keyof typeof distributions]
  return { ...checked(source, path, schema as z.ZodType<object>, value), law } as DrawnEntry
}

function checked<T>(source: Source, path: Path, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => {
    const at = [...path, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys((shapeAt(schema, issue.path) as object | undefined) ?? {})
      return issue.keys.map((key) => {
        // YAML parses { mean: 0,15 } as mean: 0 and a key 15.
        const mend = /^\d+$/.test(key) ? 'write decimals with a point, such as 0.15' : suggest(key, known)
        return problem(source, [...at, key], `unknown key; ${mend}`)
      })
    }
    if (issue.code === 'invalid_value') {
      const given = String(issue.input)
      return [problem(source, at, `unknown value "${given}"; ${suggest(given, issue.values.map(String))}`)]
    }
    const given = issue.input === undefined ? '' : `, given ${JSON.stringify(issue.input)?.slice(0, 60)}`
    return [problem(source, at, `${issue.message}${given}`)]
  })
  const [first] = problems
  first!.message = problems.map(({ message }) => message).join('\n')
  throw first
}

function shapeAt(schema: unknown, path: Path): unknown {
  const def = (schema as { def?: { shape?: Record<string, unknown>; innerType?: unknown } } | undefined)?.def
  if (def?.innerType) return shapeAt(def.innerType, path)
  const [key, ...rest] = path
  return key === undefined ? def?.shape : shapeAt(def?.shape?.[String(key)], rest)
}

/** The JSON Schema of recipe files, for editors. The schema treats expressions and quantities as plain text. */
export function recipeJsonSchema(): object {
  const entry = z.union([quantity, fixed, ...Object.values(distributions)])
  const schema = z.toJSONSchema(recipe.extend({ parameters: z.record(z.string(), entry).default({}) }), { io: 'input' })
  return { title: 'device recipe of memxbar', ...schema, anyOf: [{ required: ['reset'] }, { required: ['depress'] }] }
}
