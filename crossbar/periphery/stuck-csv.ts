/** A map of stuck devices as a CSV file. */
import { parse } from 'csv-parse/sync'
import { InputError } from '../../input/input-error.ts'
import type { StuckDevice } from './stuck-map.ts'

const POLARITIES: Readonly<Record<string, boolean>> = {
  '+': false,
  plus: false,
  positive: false,
  '-': true,
  minus: true,
  negative: true,
}

/**
 * Reads a CSV with the columns row, col, polarity (+ or -), g_us, and, if a group has several devices, replica; numbers from 0.
 * @param file names it in messages
 * @throws InputError with file and row
 */
export function parseStuckMap(text: string, file: string): StuckDevice[] {
  let records: string[][]
  try {
    records = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }) as string[][]
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`)
  }
  const [header = [], ...rows] = records
  const column = (name: string) => header.indexOf(name)
  const missing = ['row', 'col', 'polarity', 'g_us'].filter((name) => column(name) < 0)
  if (missing.length > 0)
    throw new InputError(`${file} has no column ${missing.join(', ')}; give row, col, polarity, g_us and, if need be, replica`)
  return rows.map((record, r) => {
    const at = `${file}: row ${r + 2}`
    const text_ = (name: string) => record[column(name)] ?? ''
    const whole = (name: string) => {
      const n = text_(name) === '' ? Number.NaN : Number(text_(name))
      if (!(Number.isInteger(n) && n >= 0)) throw new InputError(`${at}: ${name} is "${text_(name)}"; give a whole number from 0`)
      return n
    }
    const negative = Object.hasOwn(POLARITIES, text_('polarity')) ? POLARITIES[text_('polarity')]! : undefined
    if (negative === undefined) throw new InputError(`${at}: polarity is "${text_('polarity')}"; give + or -`)
    const g = text_('g_us') === '' ? Number.NaN : Number(text_('g_us'))
    if (!(g >= 0 && Number.isFinite(g))) throw new InputError(`${at}: g_us is "${text_('g_us')}"; give a number, 0 or more`)
    const replica = column('replica') >= 0 && text_('replica') !== '' ? { replica: whole('replica') } : {}
    return { row: whole('row'), col: whole('col'), negative, ...replica, g }
  })
}
