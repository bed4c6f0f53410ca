/** Tidy CSV of measured pulses, read as a stream into columns. */
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { keptRows, type Pulses } from '../../devices/fit/pulses.ts'
import { InputError } from '../../input/input-error.ts'
import { readBytes } from '../disk/read-file.ts'
import { delimiterOf, EXAMPLE, type Header, headerOf, mapping, type Name, scales } from './columns.ts'
import { fieldNumber, KINDS, kindOf } from './field.ts'
import { growingRows, type RawRows } from './raw-rows.ts'
import { type Doubt, emptyPlaces, placeDevice, type Told } from './sweeps.ts'

export interface PulsesFile {
  readonly pulses: Pulses
  readonly file: string
  readonly sha256: string
  /** Rows without a reading: blank, NaN or over the range of the instrument. */
  readonly blank: { readonly count: number; readonly lines: readonly number[] }
  /** Columns that the file does not have, and what was taken instead. */
  readonly assumed: readonly string[]
}

export interface ReadOptions {
  /** `device=cell,conductance_us=G`: what the file calls a column. */
  readonly columns?: string
  /** `conductance_us=nS,elapsed_s=ms`: the unit of a column's numbers. */
  readonly units?: string
}

/** Lines that a message names at most. */
const NAMED = 10
/** Bytes of the first line that tell what parts its fields. */
const LONGEST_HEADER = 65_536

/**
 * The readings of a file, the same whatever the order of its rows. Devices and sweeps are numbered by the order of their names.
 * @throws InputError with the line of what cannot be read, or with what to add where rows do not tell sweeps apart
 */
export async function readPulses(file: string, options: ReadOptions = {}): Promise<PulsesFile> {
  const names = mapping(options.columns, '--columns')
  const factors = await scales(mapping(options.units, '--unit'))
  const table = growingRows()
  const [devices, sweeps] = [labels(), labels()]
  const { stream, first } = opened(file)
  const delimiter = delimiterOf(first)
  const blank = { count: 0, lines: [] as number[] }
  let header: Header | undefined
  let depresses = false
  const { parse, CsvError } = await import('csv-parse')
  const hash = createHash('sha256')
  stream.on('data', (chunk) => hash.update(chunk))
  let problem: Error | undefined
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    delimiter,
    on_record(record: string[], { lines }: { lines: number }) {
      try {
        if (header) addRow(record, lines, header)
        else header = headerOf(file, record, names, factors)
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
      else reject(error instanceof CsvError ? new InputError(`${file}: ${error.message}${commaHint(error.message)}`) : error)
    })
    parser.on('end', resolve)
    stream.pipe(parser)
  })
  if (!header) throw new InputError(`${file} is empty; it needs a first line such as ${EXAMPLE}, and one row for each reading`)
  const raw = table.rows()
  if (raw.n === 0) throw new InputError(`${file} has a header (line 1) and no rows; it needs one for each reading`)
  if (raw.n === blank.count)
    throw new InputError(
      `${file}: none of its ${raw.n} rows (from line ${raw.line[0]}) has a reading: conductance_us is blank or no number throughout; name the column that holds readings by --columns conductance_us=THAT`,
    )
  const { at: found } = header
  const told = {
    kinds: found.kind !== undefined || depresses,
    sweeps: found.sweep !== undefined,
    times: found.time_s !== undefined,
    depresses,
  }
  const assumed = [
    ...(found.device === undefined ? ['there is no column device: all readings are taken for those of one device'] : []),
    ...(found.elapsed_s === undefined
      ? ['there is no column elapsed_s: all readings are taken for equally old, and no drift is fitted']
      : []),
    ...(found.kind === undefined && depresses
      ? ['there is no column kind: pulses with a voltage below 0 are taken for depression']
      : []),
  ]
  const pulses = arranged(file, raw, devices.names(), sweeps.names(), told)
  return { pulses, file, sha256: hash.digest('hex'), blank, assumed }

  function addRow(record: readonly string[], line: number, { at, factors: factor }: Header): void {
    if (record.every((text) => text === '')) return
    const fail = (message: string) => new InputError(`${file} line ${line}: ${message}`)
    const number = (name: Name, remedy: string) => {
      const text = record[at[name]!]
      const value = fieldNumber(text, delimiter !== ',')
      if (value !== undefined) return value
      const decimal = /^[-+]?\d*,\d+$/.test(text ?? '') ? 'write decimals with a point, or part columns by semicolons' : remedy
      throw fail(`${name} is "${text}"; ${decimal}`)
    }
    const label = at.device === undefined ? '1' : (record[at.device] ?? '')
    if (label === '') throw fail('device is empty; give each device a name or a number')
    const pulse = number('pulse', 'give a whole number: pulses since RESET')
    if (!(Number.isInteger(pulse) && pulse >= 0 && pulse < 2 ** 32))
      throw fail(`pulse is ${record[at.pulse!] || 'empty'}; give a whole number: SET pulses since RESET`)
    const elapsed = at.elapsed_s === undefined ? 1 : number('elapsed_s', 'give a number, or leave the row out') * factor.elapsed_s
    if (elapsed <= 0) throw fail(`elapsed_s is ${elapsed}; a reading comes after its pulse: give a time above 0`)
    const g = number('conductance_us', 'give a number, or leave the row out') * factor.conductance_us
    const time = at.time_s === undefined ? 0 : number('time_s', 'give a number') * factor.time_s
    if (Number.isNaN(time)) throw fail('time_s is empty; give the time of each reading, or leave the column out')
    const negative = at.kind === undefined && at.voltage !== undefined && number('voltage', 'give a number') < 0
    const kind = at.kind === undefined ? (negative ? 'depress' : '') : kindOf(record[at.kind] ?? '')
    if (kind === undefined) throw fail(`kind is "${record[at.kind!]}"; known: set, reset, depress`)
    if (kind === 'depress') depresses = true
    const missing = Number.isNaN(g) || Number.isNaN(elapsed)
    if (missing && blank.count++ < NAMED) blank.lines.push(line)
    table.add({
      device: devices.number(label),
      sweep: at.sweep === undefined ? 0 : sweeps.number(record[at.sweep] ?? ''),
      kind: KINDS.indexOf(kind),
      pulse,
      elapsed,
      g: missing ? Number.NaN : g,
      time,
      line,
    })
  }
}

/** Rows as sweeps of pulses; those without a reading are left out once their place is known. */
function arranged(file: string, raw: RawRows, devices: readonly string[], sweeps: readonly string[], told: Told): Pulses {
  const numbers = ranks(devices)
  const ranked = ranks(sweeps)
  const sweep = told.sweeps ? raw.sweep.map((label) => ranked[label]!) : raw.sweep
  const rows: number[][] = devices.map(() => [])
  for (let i = 0; i < raw.n; i++) rows[numbers[raw.device[i]!]!]!.push(i)
  const places = emptyPlaces(raw.n)
  const names = [...devices].sort(natural)
  rows.forEach((own, d) => {
    const doubt = placeDevice({ ...raw, sweep }, own, told, places)
    if (doubt) throw new InputError(`${file}: ${doubtText(names[d]!, doubt, raw)}`)
  })
  const device = raw.device.map((label) => numbers[label]!)
  const { elapsed, g, line } = raw
  const all = { names, device, elapsed, g, line, ...places }
  return keptRows(all, (i) => !Number.isNaN(g[i]!))
}

function doubtText(device: string, doubt: Doubt, { line, pulse }: RawRows): string {
  const lines = [...doubt.rows].map((i) => line[i]!).sort((a, b) => a - b)
  const where = `lines ${lines[0]} and ${lines[1]}`
  if (doubt.why === 'resets') {
    return `device "${device}" has ${doubt.count} RESETs with no pulse after them (${where}); if they are gradual steps down, write kind depress in their rows`
  }
  const add =
    'add a column sweep that numbers the sweeps of a device (the same number for all readings of one sweep, repeated ones too), or a column time_s with the time of each reading'
  if (doubt.why === 'repeated') {
    return `device "${device}" has several readings after pulse ${pulse[doubt.rows[1]]} (${where}), and nothing tells whether they are of one sweep or of several; ${add}`
  }
  return `device "${device}": its rows are not in the order of time (${where}), and counts alone do not tell its sweeps apart; ${add}`
}

/** Numbers before names, numbers by size. */
function natural(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (Number.isFinite(x) && Number.isFinite(y) && x !== y) return x - y
  if (Number.isFinite(x) !== Number.isFinite(y)) return Number.isFinite(x) ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** Place of each label among all in their natural order. */
function ranks(all: readonly string[]): Uint32Array {
  const result = new Uint32Array(all.length)
  ;[...all.keys()]
    .sort((i, j) => natural(all[i]!, all[j]!))
    .forEach((label, rank) => {
      result[label] = rank
    })
  return result
}

function labels() {
  const numbers = new Map<string, number>()
  return {
    number(text: string): number {
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, numbers.size)
      return numbers.size - 1
    },
    names: () => [...numbers.keys()],
  }
}

/** A file as a stream, and its first line; what is none, such as a pipe, is read whole first. @throws InputError */
function opened(file: string): { readonly stream: Readable; readonly first: string } {
  const line = (bytes: Buffer) => bytes.toString('utf8', 0, Math.min(bytes.length, LONGEST_HEADER)).split(/\r?\n/)[0]!
  try {
    if (!statSync(file).isFile()) {
      const bytes = readBytes(file)
      return { stream: Readable.from([bytes]), first: line(bytes) }
    }
    const handle = openSync(file, 'r')
    const bytes = Buffer.alloc(LONGEST_HEADER)
    const length = readSync(handle, bytes)
    closeSync(handle)
    return { stream: createReadStream(file), first: line(bytes.subarray(0, length)) }
  } catch (error) {
    throw new InputError(`cannot read "${file}": ${(error as Error).message}`)
  }
}

function commaHint(message: string): string {
  return /Invalid Record Length/.test(message) ? '; if decimals are written with a comma, part columns by semicolons' : ''
}
