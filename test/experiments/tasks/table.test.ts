import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { table } from '../../../experiments/tasks/table.ts'
import { copyOf, loaded, memoryFiles, samplerOf } from './shown.ts'

const iris = readFileSync('examples/data/iris.csv', 'utf8')
const load = (text: string, fields = {}) => loaded(table, { data: 'x.csv', ...fields }, memoryFiles({ 'x.csv': text }))
const plain = { encoder: { kind: 'direct' }, steps: 1, normalize: false }

/** All samples of a split as [label, row -> value]. */
async function samples(text: string, fields: object, split: 'train' | 'test') {
  const dataset = await load(text, { ...plain, ...fields })
  const sampler = samplerOf(dataset)
  return Array.from({ length: dataset.size[split] }, (_, i) => {
    const { label, rows, values } = copyOf(sampler.show(split, i, 0))
    return [dataset.classes![label!], Object.fromEntries(rows[0]!.map((row, n) => [row, values![n]]))] as const
  })
}

describe('a table', () => {
  it('gives the same share of each class to the test split, and each row to one of the two', async () => {
    const dataset = await load(iris, { test_share: 0.3 })
    expect(dataset).toMatchObject({ inputs: 32, outputs: 3, size: { train: 105, test: 45 }, graded: false, steps: 50 })
    expect(dataset.classes).toEqual(['setosa', 'versicolor', 'virginica'])
    const counts = [0, 0, 0]
    const sampler = samplerOf(dataset)
    for (let i = 0; i < 45; i++) counts[sampler.show('test', i, 0).label!]++
    expect(counts).toEqual([15, 15, 15])
    const both = [...(await samples(iris, {}, 'train')), ...(await samples(iris, {}, 'test'))]
    const written = iris.trim().split('\n').slice(1)
    const text = both.map(([label, values]) => [...Object.values(values).map((v) => v!.toFixed(1)), label].join())
    expect(text.sort()).toEqual(written.sort())
  })

  it('splits by its seed', async () => {
    expect(await samples(iris, {}, 'test')).toEqual(await samples(iris, {}, 'test'))
    expect(await samples(iris, { split_seed: 2 }, 'test')).not.toEqual(await samples(iris, {}, 'test'))
  })

  it('puts columns on [0, 1] by its training rows alone, so that test values may lie outside', async () => {
    const text = `a,b,c\n${Array.from({ length: 20 }, (_, i) => `${i * i},5,${i % 2}`).join('\n')}\n`
    const raw = await samples(text, { test_share: 0.5 }, 'train')
    const [least, most] = [Math.min, Math.max].map((f) => f(...raw.map(([, v]) => v[0] ?? 0)))
    for (const split of ['train', 'test'] as const) {
      const before = await samples(text, { test_share: 0.5 }, split)
      const after = await samples(text, { test_share: 0.5, normalize: true }, split)
      after.forEach(([label, values], i) => {
        expect(label).toBe(before[i]![0])
        expect(values[0] ?? 0).toBeCloseTo(((before[i]![1][0] ?? 0) - least!) / (most! - least!), 6)
        expect(values[1]).toBeUndefined()
      })
    }
    expect((await load(text)).notes).toEqual(['x.csv: constant in all training rows, set to 0: column "b"'])
  })

  it('takes the columns and the labels that are named, in that order, and sorts labels that are numbers by value', async () => {
    const text = 'kind,id,x,y\n10,a,1,2\n9,b,3,4\n10,c,5,6\n9,d,7,8\n'
    const fields = { label: 'kind', columns: ['y', 'x'], test_share: 0 }
    const found = await samples(text, fields, 'train')
    expect((await load(text, { ...plain, ...fields })).classes).toEqual(['9', '10'])
    expect(found.map(([label, v]) => [label, v[0], v[1]]).sort()).toEqual([
      ['10', 2, 1],
      ['10', 6, 5],
      ['9', 4, 3],
      ['9', 8, 7],
    ])
  })

  it('keeps a row of each class for training', async () => {
    const dataset = await load('x,c\n1,a\n2,b\n3,b\n4,b\n', { ...plain, test_share: 0.9 })
    expect(dataset.size).toEqual({ train: 2, test: 2 })
  })

  it.each([
    ['x,c\n1,a\noops,b\n', {}, /^x\.csv:3:1: "oops" in column "x" is not a number/],
    ['x,c\n1,a\n2,\n', {}, /^x\.csv:3:3: the label is missing/],
    ['x,c\n1,a\n2,a\n', {}, /^task\.label: "x\.csv" has 2 rows with 1 different labels in column "c"/],
    ['x,c\n1,a\n2,b\n', { label: 'k' }, /^task\.label: "x\.csv" has no column "k"; known: x, c/],
    ['x,c\n1,a\n2,b\n', { columns: ['x', 'c'] }, /^task\.columns: "c" is the column of labels/],
    ['c\na\nb\n', {}, /^task\.data: "x\.csv" has one column/],
    [
      'x,y,z,c\n1,2,3,a\n2,2,3,b\n',
      { encoder: { kind: 'delta', channels: 2 } },
      /^task\.encoder\.channels: 3 values .* give one of 1$/,
    ],
  ])('is refused: %j %j', async (text, fields, message) => {
    await expect(load(text, fields)).rejects.toThrow(message)
    await expect(load(text, fields)).rejects.toHaveProperty('name', 'InputError')
  })

  it('names a file that is not there', async () => {
    await expect(loaded(table, { data: 'y.csv' }, memoryFiles())).rejects.toThrow(
      'task.data: cannot read "y.csv"; give a CSV file',
    )
  })
})
