import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { events } from '../../../experiments/tasks/events.ts'
import { copyOf, loaded, memoryFiles, samplerOf } from './shown.ts'

const load = (contents: Record<string, Uint8Array | string>, fields: object) => loaded(events, fields, memoryFiles(contents))

/** Events of a sample as [step, row]. */
async function shown(dataset: Awaited<ReturnType<typeof load>>, i: number, split: 'train' | 'test' = 'train') {
  const { rows, label } = copyOf(samplerOf(dataset).show(split, i, 0))
  return { label: dataset.classes![label!], events: rows.flatMap((ids, step) => ids.map((id) => [step, id])) }
}

describe('events from CSV', () => {
  const contents = {
    'e.csv': 'sample,unit,t_s\nb,1,0.29\na,2,0\na,0,0.05\na,1,0.05\na,1,0.051\nb,0,0.1\na,2,0.31\n',
    'l.csv': 'sample,label\na,10\nb,9\nsilent,10\n',
  }
  const fields = { data: 'e.csv', labels: 'l.csv', duration: 0.3 }

  it('are put on the steps of the trial by time and unit, in whatever order they come', async () => {
    const dataset = await load(contents, fields)
    expect(dataset).toMatchObject({ inputs: 3, outputs: 2, steps: 30, dt: 0.01, graded: false })
    expect(dataset.size).toEqual({ train: 3, test: 0 })
    expect(dataset.classes).toEqual(['9', '10'])
    expect(await shown(dataset, 0)).toEqual({
      label: '10',
      events: [
        [0, 2],
        [5, 0],
        [5, 1],
      ],
    })
    // 0.29 / 0.01 is a little less than 29 in floating point.
    expect(await shown(dataset, 1)).toEqual({
      label: '9',
      events: [
        [10, 0],
        [29, 1],
      ],
    })
    expect(await shown(dataset, 2)).toEqual({ label: '10', events: [] })
  })

  it('are shown the same way whatever was shown before', async () => {
    const sampler = samplerOf(await load(contents, fields))
    const first = copyOf(sampler.show('train', 0, 0))
    sampler.show('train', 1, 0)
    expect(copyOf(sampler.show('train', 0, 7))).toEqual(first)
    expect(() => sampler.show('test', 0, 0)).toThrow(RangeError)
  })

  it('that come after the trial or share step and row are counted in the notes', async () => {
    expect((await load(contents, fields)).notes).toEqual([
      '1 of the 3 samples of split train last longer than 0.3 s and are cut there',
      '1 of the 6 events of split train share step and input with another and count once',
    ])
    expect((await load(contents, { ...fields, duration: 1, dt: 0.001 })).notes).toBeUndefined()
  })

  it('make one input of neighbouring units where they are grouped', async () => {
    const dataset = await load(contents, { ...fields, group: 2 })
    expect(dataset.inputs).toBe(2)
    expect((await shown(dataset, 0)).events).toEqual([
      [0, 1],
      [5, 0],
    ])
    expect((await load(contents, { ...fields, units: 700, group: 7 })).inputs).toBe(100)
  })

  it('read the first samples where fewer are asked for, of the classes of the whole file', async () => {
    const dataset = await load(contents, { ...fields, train: 1 })
    expect(dataset).toMatchObject({ outputs: 2, inputs: 3, size: { train: 1, test: 0 } })
    expect(await shown(dataset, 0)).toEqual(await shown(await load(contents, fields), 0))
    await expect(load(contents, { ...fields, train: 4 })).rejects.toThrow('task.train: 4 samples are more than the 3 of "l.csv"')
  })

  it('have a test split of files of their own, packed or not', async () => {
    const gz = (text: string) => new Uint8Array(gzipSync(text))
    const test = { 't.csv.gz': gz('sample,t_s,unit\n0,0.02,4\n'), 'm.csv': 'sample,label\n0,9\n' }
    const dataset = await load({ ...contents, ...test }, { ...fields, test_data: 't.csv.gz', test_labels: 'm.csv' })
    expect(dataset).toMatchObject({ inputs: 5, size: { train: 3, test: 1 } })
    expect(await shown(dataset, 0, 'test')).toEqual({ label: '9', events: [[2, 4]] })
  })

  it.each([
    ['e.csv', 'sample,unit,t_s\na,1,0.1\nc,1,0.2\n', /^e\.csv:3:1: sample "c" has no label in "l\.csv"/],
    ['e.csv', 'sample,unit,t_s\na,1,-0.1\n', /^e\.csv:2:5: the time is -0\.1 s/],
    ['e.csv', 'sample,unit,t_s\na,1.5,0.1\n', /^e\.csv:2:3: the unit is 1\.5; give a whole number/],
    ['e.csv', 'sample,unit,t_s\na,65536,0.1\n', /^e\.csv:2:3: the unit is 65536/],
    ['e.csv', 'sample,unit,t_s\na,1,soon\n', /^e\.csv:2:5: "soon" in column "t_s" is not a number/],
    ['e.csv', 'sample,units,t_s\na,1,0\n', /^task\.data: "e\.csv" has no column "unit"; .*did you mean "units"/],
    ['l.csv', 'sample,label\na,1\na,2\n', /^l\.csv:3:1: sample "a" has a label already/],
    ['l.csv', 'sample,label\na,1\nb,\n', /^l\.csv:3:3: the label is missing/],
    ['l.csv', 'sample,label\na,1\nb,1\n', /^task\.data: all samples are of class "1"/],
  ])('are refused where %s is %j', async (name, text, message) => {
    await expect(load({ ...contents, [name]: text }, fields)).rejects.toThrow(message)
  })

  it('are refused beyond the units of the sensor', async () => {
    await expect(load(contents, { ...fields, units: 2 })).rejects.toThrow(
      '"e.csv" has a unit 2, where 2 units end at 1; raise it',
    )
  })

  it('need their labels named, and a duration of whole steps', () => {
    const given = { data: 'e.csv', test_data: 't.csv', labels: null, test_labels: null, duration: 0.105, dt: 0.01 }
    expect(events.check!(given as never).map(([field]) => field)).toEqual(['duration', 'labels', 'test_labels'])
    expect(events.check!({ ...given, labels: 'l', test_labels: 'm', duration: 0.3 } as never)).toEqual([])
    const long = { ...given, data: 'e.h5', test_data: null, duration: 1e5, dt: 1e-6 }
    expect(events.check!(long as never).map(([field]) => field)).toEqual(['dt'])
  })
})

describe('events of N-MNIST', () => {
  const event = (x: number, y: number, polarity: number, us: number) => [
    ...[x, y, (polarity << 7) | (us >> 16), (us >> 8) & 255, us & 255],
  ]
  const contents = {
    'N/7/00002.bin': Uint8Array.from([...event(0, 0, 0, 0), ...event(33, 33, 1, 70_000)]),
    'N/3/00001.bin': Uint8Array.from(event(2, 1, 0, 12_345)),
    'N/3/00003.bin': new Uint8Array(0),
    'N/readme.txt': new Uint8Array(3),
  }

  it('have pixels and polarities as units and classes by folder, in the order of their numbers', async () => {
    const dataset = await load(contents, { data: 'N/', duration: 0.3 })
    expect(dataset).toMatchObject({ inputs: 2312, outputs: 2, classes: ['3', '7'], size: { train: 3, test: 0 } })
    expect(await shown(dataset, 0)).toEqual({ label: '3', events: [[1, 36]] })
    expect(await shown(dataset, 1)).toEqual({
      label: '7',
      events: [
        [0, 0],
        [7, 2311],
      ],
    })
    expect(await shown(dataset, 2)).toEqual({ label: '3', events: [] })
  })

  it.each([
    [{ 'N/7/1.bin': new Uint8Array(7) }, /^N\/7\/1\.bin: 7 bytes are not a multiple of 5/],
    [{ 'N/7/1.bin': Uint8Array.from(event(34, 0, 0, 0)) }, /^N\/7\/1\.bin: event 0 is at \(34, 0\), outside the 34 x 34 pixels/],
    [{ 'N/1.bin': new Uint8Array(5) }, /^task\.data: no files such as "3\/00002\.bin" in "N"/],
    [{}, /^task\.data: cannot read the folder "N"; give a folder .* HDF5 \(\.h5\) or CSV/],
  ])('are refused where a file is wrong: case %#', async (files, message) => {
    await expect(load(files, { data: 'N' })).rejects.toThrow(message)
  })
})

const hasH5wasm = existsSync('node_modules/h5wasm')
const file = new Uint8Array(readFileSync('test/golden/shd_layout.h5'))

describe.runIf(hasH5wasm)('events in the layout of SHD', () => {
  it('are read from lists of 16-bit floats and integers, with the names of classes', async () => {
    const dataset = await load({ 'a.h5': file }, { data: 'a.h5' })
    expect(dataset).toMatchObject({ inputs: 700, outputs: 3, steps: 100, classes: ['eins', 'null', 'zwei'] })
    expect(await shown(dataset, 0)).toEqual({
      label: 'null',
      events: [
        [0, 0],
        [1, 3],
        [50, 699],
        // float16(0.9) is 0.8999.
        [89, 5],
      ],
    })
    expect(await shown(dataset, 1)).toEqual({ label: 'zwei', events: [] })
    // float16(0.02) is 0.02000427, in step 2.
    expect(await shown(dataset, 2)).toEqual({
      label: 'eins',
      events: [
        [2, 7],
        [2, 9],
      ],
    })
    expect(await shown(dataset, 3)).toEqual({ label: 'zwei', events: [[25, 2]] })
    expect(dataset.notes).toEqual([
      '1 of the 4 samples of split train last longer than 1 s and are cut there',
      '1 of the 8 events of split train share step and input with another and count once',
    ])
  })

  it('are read twice, packed, and in part', async () => {
    const fields = { data: 'a.h5', test_data: 'b.h5.gz', train: 3 }
    const dataset = await load({ 'a.h5': file, 'b.h5.gz': new Uint8Array(gzipSync(file)) }, fields)
    expect(dataset.size).toEqual({ train: 3, test: 4 })
    expect(await shown(dataset, 0, 'test')).toEqual(await shown(dataset, 0, 'train'))
  })

  it('are refused where the file is cut short', async () => {
    await expect(load({ 'a.h5': file.slice(0, 3000) }, { data: 'a.h5' })).rejects.toThrow(/^a\.h5: HDF5 cannot read it/)
  })

  it('are refused where the file is no HDF5', async () => {
    await expect(load({ 'a.h5': 'text' }, { data: 'a.h5' })).rejects.toThrow(
      'a.h5: begins with 74 65 78 74; expected an HDF5 file, 89 48 44 46 0d 0a 1a 0a',
    )
  })
})

describe.skipIf(hasH5wasm)('events in HDF5 without h5wasm', () => {
  it('are refused with how to install it', async () => {
    await expect(load({ 'a.h5': file }, { data: 'a.h5' })).rejects.toThrow(
      /need h5wasm.*install it: npm install h5wasm@0\.10\.3$/,
    )
  })
})
