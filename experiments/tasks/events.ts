/**
 * Recorded events: HDF5 in the layout of the Spiking Heidelberg Digits (.h5, .hdf5), N-MNIST (a folder), or CSV (.csv). Events are mapped to
 * the trial's steps, at most one per step and row; events after the trial's end are cut, and the dataset's notes give their number.
 */
import { z } from 'zod'
import { count, positive } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { limitField, lossField, windowField } from './classification.ts'
import { MOST_STEPS } from './encode/draws.ts'
import { MOST_ROWS } from './read/binned.ts'
import { createClasses } from './read/classes.ts'
import { readEventCsv } from './read/event-csv.ts'
import { gunzipped } from './read/gunzip.ts'
import { readNmnist } from './read/nmnist.ts'
import { recordedDataset } from './read/recorded.ts'
import type { Grid, Recording } from './read/recording.ts'
import { readShd } from './read/shd.ts'
import { type Files, type Split, taskKind } from './task.ts'

const optionalFile = (doc: string) =>
  z
    .union([z.string(), z.null()])
    .default(null)
    .meta({ description: `${doc}; null: none` })

const isCsv = (name: string) => /\.csv(\.gz)?$/i.test(name)
const isHdf5 = (name: string) => /\.(h5|hdf5)(\.gz)?$/i.test(name)

export const events = taskKind({
  name: 'events',
  title: "recorded events: HDF5 in SHD's layout, N-MNIST, or CSV",
  fields: {
    data: z.string().meta({
      description:
        'training samples: an HDF5 file (.h5), a folder of N-MNIST such as N-MNIST/Train, or a CSV file (sample, t_s, unit)',
    }),
    test_data: optionalFile('test samples, in the same form'),
    labels: optionalFile('for CSV: file of the labels of `data` (sample, label)'),
    test_labels: optionalFile('for CSV: file of the labels of `test_data`'),
    train: limitField('training samples, the first of the file'),
    test: limitField('test samples, the first of the file'),
    duration: positive('s', 'duration of a trial, from the start of a sample', 1e5).default(1),
    dt: positive('s', 'time step', 1).default(0.01),
    units: z
      .union([count('units of the sensor', 1, 1e6), z.null()])
      .default(null)
      .meta({ description: 'units of the sensor; null: up to the largest of the files (N-MNIST: 2312)' }),
    group: count('neighbouring units that make one input', 1, 1e6).default(1),
    loss: lossField,
    window: windowField,
  },
  check({ data, test_data, labels, test_labels, duration, dt }) {
    const steps = duration / dt
    const problems: [string, string][] = []
    if (steps < 1 || Math.abs(steps - Math.round(steps)) > 1e-6 * steps) {
      problems.push(['duration', `${duration} s is not a whole number of steps of ${dt} s; make it a multiple of task.dt`])
    }
    if (steps > MOST_STEPS) {
      problems.push(['dt', `a trial would have ${Math.round(steps)} steps; at most ${MOST_STEPS}: shorten it or raise task.dt`])
    }
    if (isCsv(data) && labels === null) problems.push(['labels', `"${data}" holds no labels; name the CSV file that does`])
    if (test_data !== null && isCsv(test_data) && test_labels === null) {
      problems.push(['test_labels', `"${test_data}" holds no labels; name the CSV file that does`])
    }
    return problems
  },
  async load({ data, test_data, labels, test_labels, ...values }, files) {
    const classes = createClasses()
    const { dt, group } = values
    const steps = Math.round(values.duration / dt)
    const grid = (split: Split) => ({ steps, dt, group, classes, limit: values[split], limitField: `task.${split}` })
    const train = await readRecording(files, { data, field: 'task.data', labels, labelsField: 'task.labels' }, grid('train'))
    const test =
      test_data === null
        ? undefined
        : await readRecording(
            files,
            { data: test_data, field: 'task.test_data', labels: test_labels, labelsField: 'task.test_labels' },
            grid('test'),
          )
    const units = values.units ?? Math.max(train.units, test?.units ?? 0)
    for (const [set, name] of [[train, data] as const, [test, test_data] as const]) {
      if (set && set.units > units) {
        throw new InputError(
          `task.units: "${name}" has a unit ${set.units - 1}, where ${units} units end at ${units - 1}; raise it`,
        )
      }
    }
    const inputs = Math.ceil(units / group)
    if (inputs > MOST_ROWS)
      throw new InputError(`task.group: ${units} units make ${inputs} inputs; at most ${MOST_ROWS}: raise it`)
    return recordedDataset(train, test, { ...classes.sorted(), inputs, steps, ...values })
  },
})

interface Source {
  readonly data: string
  readonly field: string
  readonly labels: string | null
  readonly labelsField: string
}

async function readRecording(files: Files, { data, field, labels, labelsField }: Source, grid: Grid): Promise<Recording> {
  const contents = async (file: string, by: string, mend: string) => ({
    file,
    field: by,
    bytes: await gunzipped(await files.read(file, by, mend), file),
  })
  if (isHdf5(data)) return readShd((await contents(data, field, 'give an HDF5 file')).bytes, data, grid)
  if (!isCsv(data)) return readNmnist(files, data, field, grid)
  return readEventCsv(
    await contents(data, field, 'give a CSV file (sample, t_s, unit)'),
    await contents(labels!, labelsField, 'give a CSV file (sample, label)'),
    grid,
  )
}
