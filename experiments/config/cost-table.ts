/** A table of prices that a user writes, as YAML text. */
import { z } from 'zod'
import { type EventName, eventNames } from '../../crossbar/cost/events.ts'
import { type Constant, type CostTable, checkTable, overridden } from '../../crossbar/cost/table.ts'
import { costTables } from '../../crossbar/cost/tables/registry.ts'
import { count, names, quantity } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { sentence } from '../../input/sentence.ts'
import { suggest } from '../../input/suggest.ts'
import { convertUnits } from '../../input/units.ts'
import { parseSpec } from './parse.ts'
import type { Locate } from './resolve.ts'

const PRICES = {
  energy: quantity('J', 'energy of one event').optional(),
  latency: quantity('s', 'time of one event, for events that wait for one another').optional(),
  area: quantity('um^2', 'area of one of the components that do it').optional(),
}

const constant = z
  .strictObject({
    event: z.enum(eventNames as [EventName, ...EventName[]]),
    ...PRICES,
    source: z.string(),
    year: count('year of the source', 1900, 2100),
    node: quantity('nm', 'technology node', 0, 1e6).optional(),
    note: z.string().default(''),
  })
  .refine(({ energy, latency, area }) => [energy, latency, area].some((price) => price !== undefined), {
    error: `has no price; give ${Object.keys(PRICES).join(', ')} or some of them`,
  })

/** Their energy is that of the currents that flow, whatever a table says. */
const BY_CURRENT: ReadonlySet<EventName> = new Set(['device_reads', 'controller_reads'])

/** Events that wait for one another, besides reads. */
const WAITED_FOR: ReadonlySet<EventName> = new Set(['adc_cycles', 'write_cycles', 'controller_reads', 'refreshes', 'transfers'])

const table = z.strictObject({
  title: z.string().optional(),
  base: z.enum(names(costTables)).optional(),
  constants: z.array(constant).min(1),
})

/**
 * The table of a text: prices of its own, over those of its `base`.
 * @param file names the text in messages
 * @throws InputError naming file, line and remedy
 */
export async function parseCostTable(text: string, file: string): Promise<CostTable> {
  const { raw, locate } = await parseSpec(text, file)
  const { value, problems } = await convertUnits(raw, table)
  const parsed = table.safeParse(value, { reportInput: true })
  const lines = problems.map(({ path, message }) => placed(locate, path.split('.'), message))
  const unconverted = new Set(problems.map(({ path }) => path))
  const issues = (parsed.error?.issues ?? []).filter((issue) => !unconverted.has(issue.path.join('.')))
  if (!parsed.success) throw new InputError([...lines, ...issues.flatMap((issue) => explain(issue, locate))].join('\n'))
  const { title = file, base, constants } = parsed.data
  const own = constants.map(
    ({ energy, latency, area, node, ...rest }): Constant => ({
      ...rest,
      ...(energy === undefined ? {} : { energy_j: energy }),
      ...(latency === undefined ? {} : { latency_s: latency }),
      ...(area === undefined ? {} : { area_um2: area }),
      node_nm: node ?? null,
    }),
  )
  const ignored = constants.flatMap(({ event, energy, latency }, i) => {
    const at = (price: string, message: string) => placed(locate, ['constants', i, price], `constants.${i}.${price}: ${message}`)
    return [
      ...(energy !== undefined && BY_CURRENT.has(event)
        ? [at('energy', `the energy of ${event} is V² G t of the devices, by crossbar.read; leave it out`)]
        : []),
      ...(latency !== undefined && event === 'reads'
        ? [at('latency', 'the time of a read is crossbar.read.pulse; set that')]
        : []),
      ...(latency !== undefined && event !== 'reads' && !WAITED_FOR.has(event)
        ? [at('latency', `several ${event} happen at once; give the time of ${[...WAITED_FOR].join(', ')}`)]
        : []),
    ]
  })
  if (ignored.length > 0) throw new InputError(ignored.join('\n'))
  const checked = checkTable({ name: file, title, constants: own })
  return base === undefined ? checked : { ...overridden(costTables[base]!, own), name: file, title }
}

function placed(locate: Locate, path: readonly PropertyKey[], message: string): string {
  const where = locate(path)
  return where === undefined ? message : `${where}: ${message}`
}

function explain(issue: z.core.$ZodIssue, locate: Locate): string[] {
  const { path } = issue
  const say = (message: string, at: readonly PropertyKey[] = path) =>
    placed(locate, at, at.length > 0 ? `${at.map(String).join('.')}: ${message}` : message)
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(path.length > 0 ? constant.shape : table.shape)
    return issue.keys.map((key) => say(`unknown key; ${suggest(key, known)}`, [...path, key]))
  }
  if (issue.input === undefined) return [say('is missing; see the example in docs/array.md')]
  if (issue.code === 'invalid_value')
    return [say(`unknown value "${issue.input}"; ${suggest(String(issue.input), issue.values.map(String))}`)]
  if (issue.code === 'custom') return [say(issue.message)]
  return [say(`${sentence(issue)}, given ${JSON.stringify(issue.input)?.slice(0, 60)}`)]
}
