/**
 * Handwritten digits, 8x8 pixels: the test set of UCI's Optdigits, included in the package (data/README.md). Split by a seeded
 * permutation of the file's order into 1,297 training and 500 test images; pixels 0..16 become values 0..1.
 */
import { count } from '../../input/fields.ts'
import { limitField, sampleLimit, trialFields } from './classification.ts'
import { encoderField } from './encode/registry.ts'
import { type Vectors, vectorDataset } from './encode/vectors.ts'
import { permutation } from './permutation.ts'
import { type Split, taskKind } from './task.ts'

const PIXELS = 64
const SIZE = { train: 1297, test: 500 } as const

export const digits = taskKind({
  name: 'digits',
  title: 'handwritten digits of 8x8 pixels, 1,297 to train and 500 to test, part of the package',
  cite: `@misc{alpaydin1998,
  author = {Alpaydin, E. and Kaynak, C.},
  title = {Optical Recognition of Handwritten Digits},
  howpublished = {UCI Machine Learning Repository},
  year = {1998},
  doi = {10.24432/C50P49}
}`,
  fields: {
    train: limitField('training samples, the first of the 1,297'),
    test: limitField('test samples, the first of the 500'),
    split_seed: count('seed of the split into training and test samples', 0, Number.MAX_SAFE_INTEGER).default(1),
    encoder: encoderField('direct'),
    ...trialFields(20),
  },
  async load(values) {
    // Loaded only if used: the images are a large text.
    const { DIGIT_LABELS, DIGIT_PIXELS } = await import('./data/digits.ts')
    const pixels = base17(DIGIT_PIXELS)
    const labels = base17(DIGIT_LABELS)
    const order = permutation(labels.length, values.split_seed, 'digits/split')
    const take = (split: Split, from: number): Vectors => {
      const n = sampleLimit(values[split], SIZE[split], `task.${split}`, 'this split')
      const taken = { values: new Uint8Array(n * PIXELS), scale: 16, labels: new Uint8Array(n) }
      for (let i = 0; i < n; i++) {
        const image = order[from + i]!
        taken.values.set(pixels.subarray(image * PIXELS, (image + 1) * PIXELS), i * PIXELS)
        taken.labels[i] = labels[image]!
      }
      return taken
    }
    const classes = Array.from({ length: 10 }, (_, digit) => String(digit))
    return vectorDataset({ train: take('train', 0), test: take('test', SIZE.train) }, PIXELS, classes, values)
  },
})

/** The digits 0..9, a..g of a text; line breaks are ignored. */
function base17(text: string): Uint8Array {
  const values = new Uint8Array(text.length)
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48) values[n++] = code < 97 ? code - 48 : code - 87
  }
  return values.slice(0, n)
}
