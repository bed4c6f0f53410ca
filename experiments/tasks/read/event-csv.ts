/** Events in two CSV files: one with columns sample, t_s and unit, in any order; one with columns sample and label, one row per sample. */
import { InputError } from '../../../input/input-error.ts'
import { sampleLimit } from '../classification.ts'
import { createBinner, MOST_ROWS } from './binned.ts'
import { csvTable } from './csv.ts'
import { growing } from './growing.ts'
import type { Grid, Recording } from './recording.ts'

/** A file's name and contents. */
interface Named {
  readonly file: string
  readonly bytes: Uint8Array
  /** Field of the spec that names it. */
  readonly field: string
}

/** @throws InputError naming file, line and column */
export function readEventCsv(recorded: Named, marked: Named, grid: Grid): Recording {
  const { labels, numberOf } = readLabels(marked, grid)
  const samples = sampleLimit(grid.limit, labels.length, grid.limitField, `"${marked.file}"`)
  const table = csvTable(recorded.bytes, recorded.file)
  const [sample, t_s, unit] = ['sample', 't_s', 'unit'].map((name) => table.columnOf(name, recorded.field)) as [
    number,
    number,
    number,
  ]
  const of = growing(Uint32Array)
  const times = growing(Float64Array)
  const units = growing(Uint32Array)
  let largest = 0
  for (const row of table.rows) {
    const place = (column: number) => `${recorded.file}:${row.line}:${row.columns[column]}`
    const number = numberOf.get(row.cells[sample]!)
    if (number === undefined) {
      throw new InputError(
        `${place(sample)}: sample "${row.cells[sample]}" has no label in "${marked.file}"; add a row for it there`,
      )
    }
    const t = table.numberIn(row, t_s)
    if (t < 0) throw new InputError(`${place(t_s)}: the time is ${t} s; times count from the sample's start, 0 or more`)
    const u = table.numberIn(row, unit)
    if (!(Number.isInteger(u) && u >= 0 && u / grid.group < MOST_ROWS)) {
      throw new InputError(`${place(unit)}: the unit is ${row.cells[unit]}; give a whole number from 0 to 65535`)
    }
    largest = Math.max(largest, u)
    if (number >= samples) continue
    of.push(number)
    times.push(t)
    units.push(u)
  }
  const binner = createBinner(grid.steps, grid.dt)
  const { order, from } = bySample(of.whole(), samples)
  const [t, u] = [times.whole(), units.whole()]
  for (let s = 0; s < samples; s++) {
    for (let i = from[s]!; i < from[s + 1]!; i++) binner.add(t[order[i]!]!, Math.floor(u[order[i]!]! / grid.group))
    binner.end()
  }
  return { events: binner.whole(), labels: Uint16Array.from(labels.slice(0, samples)), units: largest + 1 }
}

/** Numbers of the classes and places of the samples, in the order of the file. */
function readLabels({ file, bytes, field }: Named, { classes }: Grid) {
  const table = csvTable(bytes, file)
  const [sample, label] = ['sample', 'label'].map((name) => table.columnOf(name, field)) as [number, number]
  const numberOf = new Map<string, number>()
  const labels: number[] = []
  for (const { cells, line, columns } of table.rows) {
    const place = (column: number) => `${file}:${line}:${columns[column]}`
    if (cells[label] === '') throw new InputError(`${place(label)}: the label is missing; fill it in or remove the row`)
    if (numberOf.has(cells[sample]!)) {
      throw new InputError(`${place(sample)}: sample "${cells[sample]}" has a label already; remove one of the rows`)
    }
    numberOf.set(cells[sample]!, labels.length)
    labels.push(classes.numberOf(cells[label]!))
  }
  return { labels, numberOf }
}

/** Events in the order of their samples: those of sample s are order[from[s] .. from[s + 1]). */
function bySample(of: Uint32Array, samples: number) {
  const from = new Uint32Array(samples + 1)
  for (const sample of of) from[sample + 1]!++
  for (let s = 0; s < samples; s++) from[s + 1]! += from[s]!
  const next = from.slice()
  const order = new Uint32Array(of.length)
  for (const [i, sample] of of.entries()) order[next[sample]!++] = i
  return { order, from }
}
