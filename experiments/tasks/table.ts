/**
 * Any table of numbers with a column of labels: a CSV file with a header, one row per sample. Every class gives the same share of its
 * rows to the test split. Each column is scaled by its smallest and largest training value to [0, 1]; test values may lie outside.
 */
import { z } from 'zod'
import { count, pure } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { trialFields } from './classification.ts'
import { encoderField } from './encode/registry.ts'
import { type Vectors, vectorDataset } from './encode/vectors.ts'
import { permutation } from './permutation.ts'
import { createClasses } from './read/classes.ts'
import { type CsvTable, csvTable } from './read/csv.ts'
import { growing } from './read/growing.ts'
import { gunzipped } from './read/gunzip.ts'
import { taskKind } from './task.ts'

export const table = taskKind({
  name: 'table',
  title: 'a CSV file of the user with numeric columns and a column of labels',
  fields: {
    data: z.string().meta({ description: 'CSV file with a header, a row for each sample, packed (.gz) or not' }),
    label: z
      .union([z.string(), z.null()])
      .default(null)
      .meta({ description: 'name of the column of labels, numbers or texts; null: the last one' }),
    columns: z
      .union([z.array(z.string()).min(1), z.null()])
      .default(null)
      .meta({ description: 'names of the numeric columns to use; null: all but the labels' }),
    normalize: z
      .boolean()
      .default(true)
      .meta({ description: 'scale each column to [0, 1] by its smallest and largest training value' }),
    test_share: pure('share of the rows of each class in the test split', 0, 0.9).default(0.3),
    split_seed: count('seed of the split into training and test samples', 0, Number.MAX_SAFE_INTEGER).default(1),
    encoder: encoderField('population'),
    ...trialFields(50),
  },
  async load(values, files) {
    const { data, test_share, split_seed } = values
    const csv = csvTable(await gunzipped(await files.read(data, 'task.data', 'give a CSV file with a header'), data), data)
    const { label, columns } = columnsOf(csv, values.label, values.columns)
    const rows = readRows(csv, label, columns)
    const { train, test } = splitByClass(rows.labels, rows.classes.length, test_share, split_seed)
    const features = columns.length
    const { from, span } = values.normalize ? rangesOf(rows.values, features, train) : unchanged(features)
    const take = (chosen: Uint32Array): Vectors => ({
      scale: 1,
      labels: Uint16Array.from(chosen, (row) => rows.labels[row]!),
      values: Float32Array.from({ length: chosen.length * features }, (_, i) => {
        const f = i % features
        return (rows.values[chosen[Math.floor(i / features)]! * features + f]! - from[f]!) / span[f]!
      }),
    })
    const constant = columns.filter((_, f) => span[f] === Infinity).map((c) => `"${csv.header[c]}"`)
    const note = `${data}: constant in all training rows, set to 0: column ${constant.join(', ')}`
    const dataset = vectorDataset({ train: take(train), test: take(test) }, features, rows.classes, values)
    return constant.length > 0 ? { ...dataset, notes: [note] } : dataset
  },
})

/** Indices of the columns that are used. @throws InputError */
function columnsOf({ file, header, columnOf }: CsvTable, label: string | null, names: readonly string[] | null) {
  const labels = label === null ? header.length - 1 : columnOf(label, 'task.label')
  const columns = names?.map((name) => columnOf(name, 'task.columns')) ?? [...header.keys()].filter((c) => c !== labels)
  if (columns.length === 0) throw new InputError(`task.data: "${file}" has one column; a table has labels and numbers`)
  if (columns.includes(labels)) {
    throw new InputError(`task.columns: "${header[labels]}" is the column of labels; leave it out, or name another as task.label`)
  }
  return { label: labels, columns }
}

/** All rows, in float64 until they are scaled to [0, 1]. */
function readRows(csv: CsvTable, label: number, columns: readonly number[]) {
  const values = growing(Float64Array)
  const labels = growing(Uint16Array)
  const classes = createClasses()
  for (const row of csv.rows) {
    const name = row.cells[label]!
    if (name === '') {
      throw new InputError(`${csv.file}:${row.line}:${row.columns[label]}: the label is missing; fill it in or remove the row`)
    }
    for (const column of columns) values.push(csv.numberIn(row, column))
    labels.push(classes.numberOf(name))
  }
  const { names, place } = classes.sorted()
  if (names.length < 2 || names.length > 1000) {
    const found = `${labels.length} rows with ${names.length} different labels in column "${csv.header[label]}"`
    throw new InputError(`task.label: "${csv.file}" has ${found}; 2 to 1000 make a task: name the column of labels`)
  }
  return { values: values.whole(), labels: labels.whole().map((number) => place[number]!), classes: names }
}

/** Rows of each split, in the order of the permutation: in each class the first share of rows is for testing, and at least one for training. */
function splitByClass(labels: Uint16Array, classes: number, share: number, seed: number) {
  const left = new Float64Array(classes)
  for (const label of labels) left[label]!++
  for (const [label, n] of left.entries()) left[label] = Math.min(n - 1, Math.round(share * n))
  const [train, test] = [growing(Uint32Array), growing(Uint32Array)]
  for (const row of permutation(labels.length, seed, 'table/split')) {
    const label = labels[row]!
    if (left[label]!-- > 0) test.push(row)
    else train.push(row)
  }
  return { train: train.whole(), test: test.whole() }
}

/** Smallest value and span of each column over these rows; the span is infinite if all values are equal. */
function rangesOf(values: Float64Array, features: number, rows: Uint32Array) {
  const from = new Float64Array(features).fill(Infinity)
  const to = new Float64Array(features).fill(-Infinity)
  for (const row of rows) {
    for (let f = 0; f < features; f++) {
      const value = values[row * features + f]!
      if (value < from[f]!) from[f] = value
      if (value > to[f]!) to[f] = value
    }
  }
  return { from, span: from.map((least, f) => to[f]! - least || Infinity) }
}

function unchanged(features: number) {
  return { from: new Float64Array(features), span: new Float64Array(features).fill(1) }
}
