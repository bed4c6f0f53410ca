/** What the columns of a file of pulses are called, in which units their numbers are, and how its rows are cut into fields. */
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { parseQuantity } from '../../input/units.ts'

/** Columns by name, each with its unit. */
const COLUMNS = {
  device: '',
  pulse: '',
  elapsed_s: 's',
  conductance_us: 'uS',
  kind: '',
  sweep: '',
  time_s: 's',
  voltage: '',
} as const
export type Name = keyof typeof COLUMNS
/** The rest has to be there. Without `device` all readings are of one device, without `elapsed_s` all were read at one age. */
const NEEDED: readonly Name[] = ['pulse', 'conductance_us']
const QUANTITIES = ['elapsed_s', 'conductance_us', 'time_s'] as const
export type Quantity = (typeof QUANTITIES)[number]

/** Other names under which a column is known without a mapping. */
const ALSO: Partial<Record<Name, readonly string[]>> = {
  sweep: ['cycle'],
  kind: ['polarity'],
  device: ['device_id'],
  pulse: ['pulse_number', 'pulse_count'],
  voltage: ['voltage_v', 'pulse_v', 'v'],
}
/** Columns that a file of one device may have beside; any other might name devices. */
const BESIDE = /^(v|i|voltage|current|resistance|r|temp|temperature|time|date|width|amplitude|note|comment|row|index|#)(_|$)/
/** Units that a column's own name may carry: `conductance_ns`, `elapsed_ms`. */
const SUFFIXES: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  conductance_us: {
    conductance_s: 1e6,
    conductance_ms: 1e3,
    conductance_ns: 1e-3,
    g_s: 1e6,
    g_ms: 1e3,
    g_us: 1,
    g_ns: 1e-3,
  },
  elapsed_s: { elapsed_ms: 1e-3, elapsed_us: 1e-6, elapsed_ns: 1e-9 },
  time_s: { time_ms: 1e-3 },
}

export interface Header {
  /** Places of the columns found. */
  readonly at: Partial<Record<Name, number>>
  /** Factors that bring numbers to s and uS. */
  readonly factors: Readonly<Record<Quantity, number>>
}

/** `device=cell,conductance_us=G`. */
export function mapping(text: string | undefined, flag: string): Partial<Record<Name, string>> {
  const result: Partial<Record<Name, string>> = {}
  for (const pair of text?.split(',') ?? []) {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim())
    if (!Object.hasOwn(COLUMNS, name))
      throw new InputError(`${flag}: unknown column "${name}"; ${suggest(name, Object.keys(COLUMNS))}`)
    if (value === '') throw new InputError(`${flag}: "${pair}" has no value; write ${name}=...`)
    result[name as Name] = value
  }
  return result
}

/** Factors of the units named, `conductance_us=nS`. @throws InputError where a column has no unit, or one of another dimension */
export async function scales(units: Partial<Record<Name, string>>): Promise<Partial<Record<Quantity, number>>> {
  const result: Partial<Record<Quantity, number>> = {}
  for (const [name, unit] of Object.entries(units)) {
    if (!(QUANTITIES as readonly string[]).includes(name))
      throw new InputError(`--unit: ${name} has no unit; known: ${QUANTITIES.join(', ')}`)
    const quantity = name as Quantity
    result[quantity] = await parseQuantity(`1 ${unit}`, COLUMNS[quantity], `--unit ${name}`)
  }
  return result
}

/** Columns of a file by its first row. @throws InputError where one is missing or there twice */
export function headerOf(
  file: string,
  record: readonly string[],
  names: Partial<Record<Name, string>>,
  units: Partial<Record<Quantity, number>>,
): Header {
  if (record.some((cell) => cell.includes('\0'))) throw new InputError(`${file} is UTF-16 or no text at all; save it as UTF-8`)
  const lower = record.map(plain)
  const at: Partial<Record<Name, number>> = {}
  const factors: Record<Quantity, number> = { elapsed_s: 1, conductance_us: 1, time_s: 1, ...units }
  for (const name of Object.keys(COLUMNS) as Name[]) {
    const called = names[name]
    if (called !== undefined) {
      at[name] = only(called, record)
      continue
    }
    const suffixes = SUFFIXES[name as Quantity] ?? {}
    const known = [name, ...(ALSO[name] ?? []), ...Object.keys(suffixes)].filter((text) => lower.includes(text))
    if (known.length > 1) throw new InputError(`${file}: ${known.join(' and ')} are the same column; say --columns ${name}=ONE`)
    if (known.length === 1) {
      at[name] = only(known[0]!, lower)
      if (units[name as Quantity] === undefined && suffixes[known[0]!] !== undefined)
        factors[name as Quantity] = suffixes[known[0]!]!
    } else if (NEEDED.includes(name)) {
      if (record.every((text) => Number.isFinite(Number(text.replace(',', '.')))))
        throw new InputError(`${file} line 1: it holds numbers and no names of columns; put a line such as ${EXAMPLE} before it`)
      throw new InputError(
        `${file} line 1: no column "${name}"; ${listed(name, record)}; if another holds it, say --columns ${name}=THAT${name === 'conductance_us' ? ' and its unit, --unit conductance_us=nS' : ''}`,
      )
    }
  }
  if (at.device === undefined) {
    const used = new Set(Object.values(at))
    const other = record.find((text, i) => text !== '' && !used.has(i) && !BESIDE.test(lower[i]!))
    if (other !== undefined)
      throw new InputError(
        `${file} line 1: no column "device", and "${other}" may hold devices; say --columns device=THAT, or leave "${other}" out of the file if all rows are of one device`,
      )
  }
  return { at, factors }

  function only(called: string, among: readonly string[]): number {
    const index = among.indexOf(called)
    if (index < 0) throw new InputError(`${file} line 1: no column "${called}"; ${listed(called, record)}`)
    if (among.indexOf(called, index + 1) >= 0)
      throw new InputError(`${file}: two columns are called "${called}"; give one of them another name`)
    return index
  }
}

/** What a file should begin with. */
export const EXAMPLE = 'device,pulse,elapsed_s,conductance_us,kind'

/** `G (uS)`, `G [µS]`, `G/uS` and `g_us` are one name. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/[)\]]+$/, '')
    .replace(/[\s([/]+/g, '_')
}

/** The columns that the file has. */
function listed(wanted: string, record: readonly string[]): string {
  return suggest(wanted, record).replace(/^known:/, 'it has')
}

/** What parts the fields of a file whose first line is this. Decimals may have a comma where it is not a comma. */
export function delimiterOf(firstLine: string): ',' | ';' | '\t' {
  if (firstLine.includes(';')) return ';'
  return firstLine.includes('\t') ? '\t' : ','
}
