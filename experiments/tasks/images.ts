/**
 * Images from a folder of IDX files, gzipped or not: Fashion-MNIST as Debian's dataset-fashion-mnist installs it in
 * /usr/share/datasets/fashion-mnist, MNIST, KMNIST and other sets with the same file names. Pixels 0..255 become values 0..1.
 */
import { z } from 'zod'
import { InputError } from '../../input/input-error.ts'
import { limitField, sampleLimit, trialFields } from './classification.ts'
import { encoderField } from './encode/registry.ts'
import { type Vectors, vectorDataset } from './encode/vectors.ts'
import { gunzipped } from './read/gunzip.ts'
import { type Idx, readIdx } from './read/idx.ts'
import { type Files, type Split, taskKind } from './task.ts'

const PREFIX = { train: 'train', test: 't10k' } as const

export const images = taskKind({
  name: 'images',
  title: 'images from a folder of IDX files, such as Fashion-MNIST and MNIST',
  fields: {
    data: z.string().default('/usr/share/datasets/fashion-mnist').meta({
      description: 'folder of train-images-idx3-ubyte, train-labels-idx1-ubyte and the same of t10k, packed (.gz) or not',
    }),
    train: limitField('training samples, the first of the file'),
    test: limitField('test samples, the first of the file'),
    encoder: encoderField('direct'),
    ...trialFields(5),
  },
  async load(values, files) {
    const train = await readSet(files, values.data, 'train', values.train)
    const test = await readSet(files, values.data, 'test', values.test)
    const [rows, columns] = train.size
    if (test.size[0] !== rows || test.size[1] !== columns) {
      const given = `${test.size.join(' x ')} pixels, those of "${train.file}" ${rows} x ${columns}`
      throw new InputError(`task.data: the images of "${test.file}" have ${given}; give files of one data set`)
    }
    const { classes } = train
    const odd = test.labels.findIndex((label) => label >= classes)
    if (odd >= 0) {
      const given = `test sample ${odd} is of class ${test.labels[odd]}, those of training end at ${classes - 1}`
      throw new InputError(`task.data: ${given}; give files of one data set`)
    }
    return vectorDataset(
      { train, test },
      rows * columns,
      Array.from({ length: classes }, (_, i) => String(i)),
      values,
    )
  },
})

interface ImageSet extends Vectors {
  readonly file: string
  readonly labels: Uint8Array
  /** Number of classes in the whole file: the limit does not change the network. */
  readonly classes: number
  readonly size: readonly [rows: number, columns: number]
}

async function readSet(files: Files, folder: string, split: Split, limit: number | null): Promise<ImageSet> {
  const pixels = await readPart(files, folder, `${PREFIX[split]}-images`, 3)
  const marks = await readPart(files, folder, `${PREFIX[split]}-labels`, 1)
  const [count, rows, columns] = pixels.sizes as [number, number, number]
  if (count !== marks.sizes[0]) {
    throw new InputError(
      `task.data: "${pixels.file}" has ${count} images and "${marks.file}" ${marks.sizes[0]} labels; give files that belong together`,
    )
  }
  if (count * rows * columns === 0) throw new InputError(`task.data: "${pixels.file}" has no images: ${pixels.sizes.join(' x ')}`)
  const n = sampleLimit(limit, count, `task.${split}`, `"${pixels.file}"`)
  // A part is copied, so that the whole file can be freed.
  const first = (all: Uint8Array, length: number) => (n < count ? all.slice(0, length) : all)
  return {
    file: pixels.file,
    classes: 1 + marks.values.reduce((a, b) => Math.max(a, b), 0),
    size: [rows, columns],
    values: first(pixels.values, n * rows * columns),
    scale: 255,
    labels: first(marks.values, n),
  }
}

async function readPart(files: Files, folder: string, part: string, dimensions: 1 | 3): Promise<Idx & { file: string }> {
  const stems = [`${part}-idx${dimensions}-ubyte`, `${part}.idx${dimensions}-ubyte`]
  const base = folder.replace(/\/+$/, '')
  const file = await files.find(stems.flatMap((stem) => [`${base}/${stem}`, `${base}/${stem}.gz`]))
  if (file === undefined) {
    throw new InputError(
      `task.data: no "${stems[0]}" and no "${stems[0]}.gz" in "${folder}"; give the folder of the four files (Fashion-MNIST: apt install dataset-fashion-mnist)`,
    )
  }
  const bytes = await gunzipped(await files.read(file, 'task.data'), file)
  return { file, ...readIdx(bytes, dimensions, file) }
}
