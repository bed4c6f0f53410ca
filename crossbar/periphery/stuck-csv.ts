/** A map of stuck devices as a CSV file. */
import { parse } from 'csv-parse/sync'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import type { StuckDevice } from './stuck-map.ts'

const POLARITIES: Readonly<Record<string, boolean>> = {
  '+': false,
  plus: false,
  positive: false,
  '-': true,
  minus: true,
  negative: true,
}

/** What each column may be called; uS in a unit of the conductance columns. */
const NAMES = {
  row: ['row'],
  col: ['col', 'column'],
  polarity: ['polarity'],
  replica: ['replica'],
  array: ['array', 'connection'],
} as const
const CONDUCTANCES: Readonly<Record<string, number>> = { g_us: 1, conductance_us: 1, g_s: 1e6, conductance_s: 1e6 }
const WANTED =
  'give row, column, polarity, g_us (or g_s) and, if need be, replica (of several devices in a group) and array (of several arrays)'

type Field = keyof typeof NAMES

/**
 * Reads a CSV with the columns row, column, polarity (+ or -), g_us (uS) or g_s (S), and, where they tell devices apart, replica and array;
 * numbers count from 0. `col`, `connection`, `conductance_us` and `conductance_s` are other names.
 * @param file names it in messages
 * @throws InputError with file and line: no number, a negative or infinite conductance, the same device twice
 */
export function parseStuckMap(text: string, file: string): StuckDevice[] {
  const [header, ...records] = read(text, file)
  const { columns, unit } = columnsOf(header?.record ?? [], file)
  const seen = new Map<string, number>()
  const devices = records.map(({ record, line }) => {
    const at = `${file}:${line}`
    const textOf = (field: Field | 'g') => record[columns[field] ?? -1] ?? ''
    const whole = (field: Field) => {
      const n = textOf(field) === '' ? Number.NaN : Number(textOf(field))
      if (!(Number.isSafeInteger(n) && n >= 0))
        throw new InputError(`${at}: ${field} is "${textOf(field)}"; give a whole number from 0`)
      return n
    }
    const polarity = textOf('polarity').toLowerCase()
    const negative = Object.hasOwn(POLARITIES, polarity) ? POLARITIES[polarity]! : undefined
    if (negative === undefined) throw new InputError(`${at}: polarity is "${textOf('polarity')}"; give + or -`)
    const g = textOf('g') === '' ? Number.NaN : unit * Number(textOf('g'))
    if (!(g >= 0 && g <= MOST))
      throw new InputError(`${at}: the conductance is "${textOf('g')}"; give a number from 0 to ${MOST} uS`)
    const device = {
      ...{ row: whole('row'), col: whole('col'), negative, g, at },
      ...(textOf('replica') === '' ? {} : { replica: whole('replica') }),
      ...(textOf('array') === '' ? {} : { array: textOf('array') }),
    }
    holdOnce(seen, device, line)
    return device
  })
  const nameless = devices.find(({ array }) => array === undefined)
  if (nameless && devices.some(({ array }) => array !== undefined))
    throw new InputError(`${nameless.at}: names no array, and other lines do; name it in each line`)
  return devices
}

/** uS: what float32 and the sums of a row hold with room to spare. */
const MOST = 1e9

function read(text: string, file: string): { record: string[]; line: number }[] {
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true } as const
    const found = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]
    return found.map(({ record, info }) => ({ record, line: info.lines }))
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`)
  }
}

/** Places of the columns, and uS in the unit of the conductances. @throws InputError */
function columnsOf(header: readonly string[], file: string) {
  const columns: Partial<Record<Field | 'g', number>> = {}
  let unit = 1
  for (const [place, written] of header.entries()) {
    const name = written.toLowerCase()
    const field = (Object.keys(NAMES) as Field[]).find((each) => (NAMES[each] as readonly string[]).includes(name))
    const key = field ?? (Object.hasOwn(CONDUCTANCES, name) ? 'g' : undefined)
    if (key === undefined) {
      const known = [...Object.values(NAMES).flat(), ...Object.keys(CONDUCTANCES)]
      throw new InputError(`${file}:1: unknown column "${written}"; ${suggest(name, known)}`)
    }
    if (columns[key] !== undefined)
      throw new InputError(`${file}:1: column "${written}" stands there a second time; leave one out`)
    columns[key] = place
    if (key === 'g') unit = CONDUCTANCES[name]!
  }
  const missing = (['row', 'col', 'polarity', 'g'] as const).filter((key) => columns[key] === undefined)
  const called = { row: 'row', col: 'column', polarity: 'polarity', g: 'g_us' }
  if (missing.length > 0)
    throw new InputError(`${file}:1: has no column ${missing.map((key) => called[key]).join(', ')}; ${WANTED}`)
  return { columns, unit }
}

/** @throws InputError where a line names a device that one before it names, alone or with all of its group */
function holdOnce(seen: Map<string, number>, { array, row, col, negative, replica, at }: StuckDevice, line: number): void {
  const group = JSON.stringify([array, row, col, negative])
  const keys = replica === undefined ? [group, `${group} any`] : [group, `${group} ${replica}`]
  const before = keys.map((key) => seen.get(key)).find((other) => other !== undefined)
  if (before !== undefined)
    throw new InputError(`${at}: line ${before} names the same device; a device is stuck at one conductance: leave one out`)
  seen.set(replica === undefined ? group : `${group} ${replica}`, line)
  if (replica !== undefined && !seen.has(`${group} any`)) seen.set(`${group} any`, line)
}
