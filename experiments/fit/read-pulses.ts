/** Tidy CSV of measured pulses, read as a stream into columns. */
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { Pulses } from '../../devices/fit/pulses.ts'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { parseQuantity } from '../../input/units.ts'
import { readBytes } from '../disk/read-file.ts'

/** Columns of the file. `kind` is optional: set or reset. */
const COLUMNS = { device: '', pulse: '', elapsed_s: 's', conductance_us: 'uS', kind: '' } as const
type Name = keyof typeof COLUMNS

export interface PulsesFile {
  readonly pulses: Pulses
  readonly file: string
  readonly sha256: string
}

export interface ReadOptions {
  /** `device=cell,conductance_us=G`: what the file calls a column. */
  readonly columns?: string
  /** `conductance_us=nS,elapsed_s=ms`: the unit of a column's numbers. */
  readonly units?: string
}

/** Where one device stands in its file. */
interface Place {
  readonly device: number
  sweep: number
  /** Count that its pulses run on from. */
  base: number
  pulse: number
  /** The row before was a RESET: the next SET row tells whether counts start anew. */
  reset: boolean
}

/** @throws InputError with the line of what cannot be read */
export async function readPulses(file: string, options: ReadOptions = {}): Promise<PulsesFile> {
  const names = mapping(options.columns, '--columns')
  const factors = await scales(mapping(options.units, '--unit'))
  const table = growing()
  const places = new Map<string, Place>()
  const labels: string[] = []
  let at: Partial<Record<Name, number>> | undefined
  const { parse, CsvError } = await import('csv-parse')
  const hash = createHash('sha256')
  const stream = opened(file)
  stream.on('data', (chunk) => hash.update(chunk))
  let problem: Error | undefined
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    delimiter: [',', ';', '\t'],
    on_record(record: string[], { lines }: { lines: number }) {
      try {
        if (at) addRow(record, lines, at)
        else at = header(record)
      } catch (error) {
        problem ??= error as Error
        stream.destroy()
        parser.destroy(error as Error)
      }
      return null
    },
  })
  parser.resume()
  await new Promise<void>((resolve, reject) => {
    stream.on('error', (error) => reject(new InputError(`cannot read "${file}": ${error.message}`)))
    parser.on('error', (error) => {
      if (problem) reject(problem)
      else reject(error instanceof CsvError ? new InputError(`${file}: ${error.message}`) : error)
    })
    parser.on('end', resolve)
    stream.pipe(parser)
  })
  if (!at) throw new InputError(`${file} is empty; it needs a header: ${Object.keys(COLUMNS).join(', ')}`)
  if (table.rows() === 0) throw new InputError(`${file} has a header and no rows`)
  return { pulses: { names: labels, ...table.columns() }, file, sha256: hash.digest('hex') }

  function header(record: readonly string[]): Partial<Record<Name, number>> {
    if (record.some((cell) => cell.includes('\0'))) throw new InputError(`${file} is UTF-16 or no text at all; save it as UTF-8`)
    const found: Partial<Record<Name, number>> = {}
    for (const name of Object.keys(COLUMNS) as Name[]) {
      const called = names[name] ?? name
      const index = record.indexOf(called)
      if (index >= 0) found[name] = index
      else if (name !== 'kind' || names.kind) {
        const remedy = names[name] ? '' : `; if another holds it, say --columns ${name}=THAT`
        throw new InputError(`${file}: no column "${called}"; ${suggest(called, record)}${remedy}`)
      }
    }
    return found
  }

  function addRow(record: readonly string[], line: number, column: Partial<Record<Name, number>>): void {
    const fail = (message: string) => new InputError(`${file} line ${line}: ${message}`)
    const number = (name: 'pulse' | 'elapsed_s' | 'conductance_us') => {
      const text = record[column[name]!]
      const value = text === undefined || text === '' ? Number.NaN : Number(text)
      if (!Number.isFinite(value)) throw fail(`${name} is "${text ?? ''}"; give a number, or leave the row out`)
      return value
    }
    const label = record[column.device!] ?? ''
    if (label === '') throw fail('device is empty; give each device a name or a number')
    const pulse = number('pulse')
    if (!(Number.isInteger(pulse) && pulse >= 0 && pulse < 2 ** 32))
      throw fail(`pulse is ${pulse}; give a whole number: SET pulses since RESET`)
    const elapsed = number('elapsed_s') * factors.elapsed_s
    if (!(elapsed > 0)) throw fail(`elapsed_s is ${elapsed}; a reading comes after its pulse: give a time above 0`)
    const kind = column.kind === undefined ? undefined : (record[column.kind] ?? '').toLowerCase()
    if (kind !== undefined && kind !== '' && kind !== 'set' && kind !== 'reset') {
      throw fail(`kind is "${kind}"; known: set, reset`)
    }
    let place = places.get(label)
    if (!place) {
      place = { device: labels.length, sweep: 0, base: 0, pulse: 0, reset: false }
      places.set(label, place)
      labels.push(label)
    }
    advance(place, pulse, kind, fail)
    table.add(place.device, place.sweep, place.pulse, elapsed, number('conductance_us') * factors.conductance_us)
  }
}

/** Moves a device on by one row: its sweep and its pulses since RESET. */
function advance(place: Place, pulse: number, kind: string | undefined, fail: (message: string) => InputError): void {
  if (kind === 'reset' || (kind === undefined && pulse === 0)) {
    if (place.pulse > 0) place.sweep++
    place.base = kind === 'reset' ? pulse : 0
    place.pulse = 0
    place.reset = true
    return
  }
  // A file may count on over RESETs, or begin anew after each.
  if (place.reset && pulse <= place.base) place.base = 0
  place.reset = false
  const count = pulse - place.base
  if (count < place.pulse) {
    const remedy = kind === undefined ? 'a row of pulse 0 after a RESET, or a column kind' : 'a row of kind reset'
    throw fail(
      `pulse ${pulse} comes after pulse ${place.pulse + place.base} of the same device; put rows in order of time, with ${remedy}`,
    )
  }
  place.pulse = count
}

function mapping(text: string | undefined, flag: string): Partial<Record<Name, string>> {
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

async function scales(units: Partial<Record<Name, string>>): Promise<Record<'elapsed_s' | 'conductance_us', number>> {
  const result = { elapsed_s: 1, conductance_us: 1 }
  for (const [name, unit] of Object.entries(units)) {
    if (name !== 'elapsed_s' && name !== 'conductance_us')
      throw new InputError(`--unit: ${name} has no unit; known: elapsed_s, conductance_us`)
    result[name] = await parseQuantity(`1 ${unit}`, COLUMNS[name], `--unit ${name}`)
  }
  return result
}

/** Typed columns that double when full. */
function growing() {
  let capacity = 4096
  let n = 0
  let [device, sweep, pulse] = [new Uint32Array(capacity), new Uint32Array(capacity), new Uint32Array(capacity)]
  let [elapsed, g] = [new Float64Array(capacity), new Float64Array(capacity)]
  const whole = (column: Uint32Array, size: number) => {
    const larger = new Uint32Array(size)
    larger.set(column.subarray(0, size))
    return larger
  }
  const real = (column: Float64Array, size: number) => {
    const larger = new Float64Array(size)
    larger.set(column.subarray(0, size))
    return larger
  }
  const resize = (size: number) => {
    ;[device, sweep, pulse] = [whole(device, size), whole(sweep, size), whole(pulse, size)]
    ;[elapsed, g] = [real(elapsed, size), real(g, size)]
    capacity = size
  }
  return {
    rows: () => n,
    add(d: number, s: number, p: number, t: number, conductance: number) {
      if (n === capacity) resize(2 * capacity)
      device[n] = d
      sweep[n] = s
      pulse[n] = p
      elapsed[n] = t
      g[n++] = conductance
    },
    columns() {
      resize(n)
      return { device, sweep, pulse, elapsed, g }
    },
  }
}

/** A file as a stream; what is none, such as a pipe, is read whole first. @throws InputError */
function opened(file: string): Readable {
  try {
    return statSync(file).isFile() ? createReadStream(file) : Readable.from([readBytes(file)])
  } catch (error) {
    throw new InputError(`cannot read "${file}": ${(error as Error).message}`)
  }
}
