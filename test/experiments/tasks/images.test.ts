import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { images } from '../../../experiments/tasks/images.ts'
import { copyOf, loaded, memoryFiles, samplerOf } from './shown.ts'

/** An IDX file of unsigned bytes. */
function idx(sizes: readonly number[], values: readonly number[], magic = 0x800 + sizes.length): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, word] of [magic, ...sizes].entries()) view.setUint32(4 * i, word)
  bytes.set(values, 4 + 4 * sizes.length)
  return bytes
}

const good = {
  'd/train-images-idx3-ubyte': idx([3, 1, 2], [0, 255, 51, 102, 255, 0]),
  'd/train-labels-idx1-ubyte': idx([3], [2, 0, 1]),
  'd/t10k-images-idx3-ubyte': idx([2, 1, 2], [255, 255, 0, 51]),
  'd/t10k-labels-idx1-ubyte': idx([2], [1, 0]),
}
const load = (contents: Record<string, Uint8Array>, fields = {}) =>
  loaded(images, { data: 'd', ...fields }, memoryFiles(contents))

describe('images from IDX files', () => {
  it('are values in [0, 1] with labels, five steps where nothing is said', async () => {
    const dataset = await load(good)
    expect(dataset).toMatchObject({
      inputs: 2,
      outputs: 3,
      steps: 5,
      dt: 1e-3,
      size: { train: 3, test: 2 },
      classes: ['0', '1', '2'],
    })
    const sampler = samplerOf(dataset)
    const shown = copyOf(sampler.show('train', 1, 0))
    expect(shown.label).toBe(0)
    expect(shown.rows).toEqual(Array(5).fill([0, 1]))
    expect(shown.values!.slice(0, 2)).toEqual([Math.fround(0.2), Math.fround(0.4)])
    expect(copyOf(sampler.show('test', 1, 0))).toMatchObject({ label: 0, rows: Array(5).fill([1]) })
  })

  it('are the same when packed, and under the names with a dot', async () => {
    const packed = Object.fromEntries(
      Object.entries(good).map(([name, bytes]) => [`${name}.gz`, new Uint8Array(gzipSync(bytes))]),
    )
    const dotted = Object.fromEntries(Object.entries(good).map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes]))
    for (const contents of [packed, dotted]) {
      const dataset = await load(contents)
      expect(dataset.contents).toEqual((await load(good)).contents)
      expect(copyOf(samplerOf(dataset).show('train', 2, 0))).toEqual(copyOf(samplerOf(await load(good)).show('train', 2, 0)))
    }
  })

  it('are the first of the file where fewer are asked for, and the others are not kept', async () => {
    const dataset = await load(good, { train: 2, test: 1, encoder: { kind: 'bernoulli' } })
    expect(dataset).toMatchObject({ outputs: 3, size: { train: 2, test: 1 }, graded: false })
    expect(dataset.contents[0]).toEqual(Uint8Array.of(0, 255, 51, 102))
    await expect(load(good, { train: 4 })).rejects.toThrow(
      'task.train: 4 samples are more than the 3 of "d/train-images-idx3-ubyte"',
    )
  })

  const image = 'd/train-images-idx3-ubyte'
  const label = 'd/train-labels-idx1-ubyte'
  it.each([
    [
      'another magic number',
      image,
      idx([3], [2, 0, 1]),
      /train-images-idx3-ubyte: begins with 0x00000801, an IDX file of unsigned bytes with 1 dim.*expected 0x00000803/,
    ],
    [
      'another type',
      image,
      idx([3, 1, 2], [], 0xd03),
      /0x00000d03, an IDX file of floats with 3 dimensions; expected 0x00000803/,
    ],
    [
      'no IDX file',
      label,
      new TextEncoder().encode('hello, this is text'),
      /train-labels-idx1-ubyte: begins with 0x68656c6c; expected 0x00000801/,
    ],
    ['an empty file', label, new Uint8Array(0), /0 bytes are not an IDX file/],
    ['a file cut in its head', image, good[image].slice(0, 9), /ends after 9 bytes, within its header of 16/],
    [
      'a file cut in its values',
      image,
      good[image].slice(0, 20),
      /train-images-idx3-ubyte: is cut short: 20 bytes, where 3 x 1 x 2 values take 22/,
    ],
    ['bytes after the end', label, Uint8Array.of(...good[label], 9), /has bytes after its end: 12 bytes, where 3 values take 11/],
    [
      'another count',
      label,
      idx([2], [2, 0]),
      /"d\/train-images-idx3-ubyte" has 3 images and "d\/train-labels-idx1-ubyte" 2 labels/,
    ],
    [
      'another size',
      'd/t10k-images-idx3-ubyte',
      idx([2, 2, 1], [1, 2, 3, 4]),
      /t10k-images-idx3-ubyte" have 2 x 1 pixels, those of "d\/train.* 1 x 2/,
    ],
    ['no images', image, idx([0, 1, 2], []), /has 0 images and/],
    [
      'a class that is not trained',
      'd/t10k-labels-idx1-ubyte',
      idx([2], [1, 7]),
      /test sample 1 is of class 7, those of training end at 2/,
    ],
    [
      'a damaged gzip file',
      image,
      new Uint8Array(gzipSync(good[image])).slice(0, -9),
      /train-images-idx3-ubyte: the gzip file of \d+ bytes is damaged or cut short/,
    ],
  ])('are refused with %s, by name and with what was expected', async (_, name, bytes, message) => {
    await expect(load({ ...good, [name]: bytes })).rejects.toThrow(message)
    await expect(load({ ...good, [name]: bytes })).rejects.toHaveProperty('name', 'InputError')
  })

  it('are refused where a file is missing, which is named', async () => {
    const { 'd/t10k-labels-idx1-ubyte': _, ...rest } = good
    await expect(load(rest)).rejects.toThrow('no "t10k-labels-idx1-ubyte" and no "t10k-labels-idx1-ubyte.gz" in "d"')
  })
})
