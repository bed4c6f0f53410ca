/** Targets of the pattern-generation task: [steps][outputs], generated or from a user's CSV. */
import { excerpt } from '../../input/excerpt.ts'
import { InputError } from '../../input/input-error.ts'
import type { Arena } from '../../kernels/arena.ts'
import { sin } from '../../kernels/math.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'

/** Name of a time column, which is not an output. */
const TIME = /^(t|time)(_s)?$/i

/** The outputs of a task, and a time column. */
const MOST_COLUMNS = 1001

export interface SinusoidOptions {
  readonly steps: number
  readonly dt: number
  readonly outputs: number
  /** Hz */
  readonly frequencies: readonly number[]
  readonly amplitude: readonly [number, number]
}

/** A sum of sinusoids per output, amplitudes uniform in a range, phases in [0, 2 pi). */
export function sinusoids(arena: Arena, rng: Rng, { steps, dt, outputs, frequencies, amplitude }: SinusoidOptions): Float64Array {
  const target = new Float64Array(steps * outputs)
  const draws = arena.f64(2 * frequencies.length)
  const [low, high] = amplitude
  for (let o = 0; o < outputs; o++) {
    fillUniforms(arena, rng, o, draws)
    frequencies.forEach((frequency, f) => {
      const size = low + (high - low) * draws[2 * f]!
      const phase = 2 * Math.PI * draws[2 * f + 1]!
      for (let k = 0; k < steps; k++)
        target[k * outputs + o] = target[k * outputs + o]! + size * sin(2 * Math.PI * frequency * k * dt + phase)
    })
  }
  return target
}

/** Divides each output by its largest absolute value, in place. */
export function normalize(target: Float64Array, outputs: number): Float64Array {
  for (let o = 0; o < outputs; o++) {
    let largest = 0
    for (let i = o; i < target.length; i += outputs) largest = Math.max(largest, Math.abs(target[i]!))
    if (largest > 0) for (let i = o; i < target.length; i += outputs) target[i] = target[i]! / largest
  }
  return target
}

/**
 * A target from CSV text: a header, then one column per output (a column t, t_s, time or time_s is the time axis and may be
 * uneven). The whole recording is stretched or squeezed onto the task's steps by linear interpolation.
 * @throws InputError naming line and column of a missing or non-numeric value
 */
export async function targetFromCsv(
  text: string,
  file: string,
  steps: number,
): Promise<{ target: Float64Array; outputs: number }> {
  const name = file.split(/[\\/]/).at(-1)!
  // Loaded only if there is a recording: loading the parser takes a tenth of the start-up budget of a run.
  const { parse } = await import('csv-parse/sync')
  let parsed: { record: string[]; info: { lines: number } }[]
  try {
    parsed = parse(text, { skip_empty_lines: true, bom: true, trim: true, info: true }) as unknown as typeof parsed
  } catch (error) {
    throw new InputError(`${name}: ${(error as Error).message}`)
  }
  const [header, ...rows] = parsed.map(({ record }) => record)
  const lineOf = (row: number) => parsed[row + 1]!.info.lines
  if (!header || rows.length < 2) throw new InputError(`${name}: a target needs a header and at least two rows`)
  if (header.every((cell) => cell !== '' && Number.isFinite(Number(cell)))) {
    throw new InputError(`${name}:1: the first row holds numbers; put a header with the columns' names before it`)
  }
  if (header.length > MOST_COLUMNS)
    throw new InputError(`${name}:1: ${header.length} columns, and a target has at most ${MOST_COLUMNS}; take fewer`)
  const values = rows.map((row, r) =>
    row.map((cell, c) => {
      const value = cell === '' ? Number.NaN : Number(cell)
      if (Number.isFinite(Math.fround(value))) return value
      const size = Number.isNaN(value) ? 'not a number' : 'and the largest target value is 3.4e38'
      const problem = cell === '' ? 'is missing' : `is "${excerpt(cell)}", ${size}`
      throw new InputError(`${name}:${lineOf(r)}: the value of column "${header[c]}" ${problem}; fill it in or remove the row`)
    }),
  )
  const timeColumn = header.findIndex((column) => TIME.test(column))
  const columns = header.flatMap((_, c) => (c === timeColumn ? [] : [c]))
  if (columns.length === 0) throw new InputError(`${name}: only a time column; add one column for each output`)
  const times = values.map((row, r) => (timeColumn < 0 ? r : row[timeColumn]!))
  const backwards = times.findIndex((t, r) => r > 0 && t <= times[r - 1]!)
  if (backwards > 0)
    throw new InputError(`${name}:${lineOf(backwards)}: time does not increase; sort the rows by "${header[timeColumn]}"`)
  return { target: resample(times, values, columns, steps), outputs: columns.length }
}

function resample(times: number[], values: number[][], columns: number[], steps: number): Float64Array {
  const target = new Float64Array(steps * columns.length)
  const span = times.at(-1)! - times[0]!
  let r = 0
  for (let k = 0; k < steps; k++) {
    const t = times[0]! + (steps > 1 ? (span * k) / (steps - 1) : 0)
    while (r < times.length - 2 && times[r + 1]! <= t) r++
    const share = Math.min(1, (t - times[r]!) / (times[r + 1]! - times[r]!))
    columns.forEach((c, o) => {
      target[k * columns.length + o] = values[r]![c]! + share * (values[r + 1]![c]! - values[r]![c]!)
    })
  }
  return target
}
