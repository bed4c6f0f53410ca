import { describe, expect, it } from 'vitest'
import { digits } from '../../../experiments/tasks/digits.ts'
import { copyOf, loaded, samplerOf } from './shown.ts'

/** Values of a sample that is coded directly: row -> value in the first step. */
function image(shown: ReturnType<typeof copyOf>): number[] {
  const values = Array(64).fill(0)
  shown.rows[0]!.forEach((row, i) => {
    values[row] = shown.values![i]
  })
  return values
}

describe('digits', () => {
  it('is 1,297 training and 500 test samples of 64 values in [0, 1] and ten classes, each image once', async () => {
    const dataset = await loaded(digits, { steps: 1 })
    expect(dataset).toMatchObject({ inputs: 64, outputs: 10, size: { train: 1297, test: 500 }, graded: true, steps: 1 })
    const sampler = samplerOf(dataset)
    const classes = Array(10).fill(0)
    const sums = { value: 0, seen: new Set<string>() }
    for (const split of ['train', 'test'] as const) {
      for (let i = 0; i < dataset.size[split]; i++) {
        const shown = copyOf(sampler.show(split, i, 0))
        const values = image(shown)
        expect(values.every((v) => v >= 0 && v <= 1 && Number.isInteger(16 * v))).toBe(true)
        classes[shown.label!]++
        sums.value += values.reduce((a, b) => a + 16 * b, 0)
        sums.seen.add(values.join())
      }
    }
    // Class counts as UCI states them; the sum of all pixels was taken from digits.csv.gz with NumPy.
    expect(classes).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    expect(sums.value).toBe(561718)
    expect(sums.seen.size).toBe(1797)
  })

  it('splits by its seed: the same for the same, other samples for another', async () => {
    const first = async (split_seed: number) => {
      const dataset = await loaded(digits, { steps: 1, split_seed })
      return Array.from({ length: 20 }, (_, i) => copyOf(samplerOf(dataset).show('test', i, 0)))
    }
    expect(await first(1)).toEqual(await first(1))
    expect(await first(1)).not.toEqual(await first(2))
  })

  it('has about the same share of each class in both splits at the default seed', async () => {
    const dataset = await loaded(digits, { steps: 1 })
    const sampler = samplerOf(dataset)
    const counts = Array(10).fill(0)
    for (let i = 0; i < 500; i++) counts[sampler.show('test', i, 0).label!]++
    for (const n of counts) expect(Math.abs(n - 50)).toBeLessThan(20)
  })

  it('takes the first samples of each split where fewer are asked for, and the limit changes none of them', async () => {
    const few = await loaded(digits, { train: 10, test: 5, steps: 1 })
    const all = await loaded(digits, { steps: 1 })
    expect(few.size).toEqual({ train: 10, test: 5 })
    expect(copyOf(samplerOf(few).show('test', 4, 0))).toEqual(copyOf(samplerOf(all).show('test', 4, 0)))
    expect(() => samplerOf(few).show('test', 5, 0)).toThrow(RangeError)
    await expect(loaded(digits, { train: 1298 })).rejects.toThrow('task.train: 1298 samples are more than the 1297')
  })

  it('counts the output in the last share of the trial', async () => {
    expect((await loaded(digits, { steps: 20 })).window).toEqual([0, 20])
    expect((await loaded(digits, { steps: 20, window: 0.25 })).window).toEqual([15, 20])
    expect((await loaded(digits, { steps: 20, window: 0.001 })).window).toEqual([19, 20])
  })
})
