import { describe, expect, it } from 'vitest'
import { normalize, sinusoids, targetFromCsv } from '../../../experiments/tasks/target.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'

describe('a target from CSV', () => {
  it('is interpolated from end to end, one output a column', async () => {
    const { target, outputs } = await targetFromCsv('a,b\n0,10\n1,20\n2,0\n', 'x.csv', 5)
    expect(outputs).toBe(2)
    expect([...target]).toEqual([0, 10, 0.5, 15, 1, 20, 1.5, 10, 2, 0])
  })

  it('heeds an uneven time column', async () => {
    const { target, outputs } = await targetFromCsv('t_s,a\n0,0\n3,3\n4,0\n', 'x.csv', 5)
    expect(outputs).toBe(1)
    expect([...target]).toEqual([0, 1, 2, 3, 0])
  })

  it.each([
    ['a,b\n1,2\n3,\n', /x\.csv:3: the value of column "b" is missing/],
    ['a\n1\nnan\n', /x\.csv:3: the value of column "a" is "nan", not a number/],
    ['a\n1\n', /at least two rows/],
    ['y\n1\n-1e300\n', /x\.csv:3: the value of column "y" is "-1e300", and the largest target value is 3\.4e38/],
    [`${'a,'.repeat(100_000)}\n`.repeat(3), /x\.csv:1: 100001 columns, and a target has at most 1001/],
    ['1,2\n3,4\n5,6\n', /first row holds numbers/],
    ['t\n1\n2\n', /only a time column/],
    ['t,a\n1,0\n1,0\n', /x\.csv:3: time does not increase/],
    ['a,b\n1,2\n3\n', /x\.csv/],
    ['', /at least two rows/],
  ])('is refused with line and mend: %j', async (text, expected) => {
    await expect(targetFromCsv(text, 'dir/x.csv', 10)).rejects.toThrow(expected)
  })
})

describe('generated sinusoids', () => {
  const options = { steps: 1000, dt: 1e-3, outputs: 2, frequencies: [1, 2, 3, 5], amplitude: [0.5, 2] } as const

  it('hold the given frequencies with amplitudes in the given range and nothing else', () => {
    const target = sinusoids(new Arena(1e6), createRng(7), options)
    for (let f = 0; f <= 20; f++) {
      let re = 0
      let im = 0
      for (let k = 0; k < 1000; k++) {
        re += (target[2 * k]! * Math.cos((2 * Math.PI * f * k) / 1000)) / 500
        im += (target[2 * k]! * Math.sin((2 * Math.PI * f * k) / 1000)) / 500
      }
      const amplitude = Math.hypot(re, im)
      if ([1, 2, 3, 5].includes(f)) expect(amplitude > 0.5 && amplitude < 2).toBe(true)
      else expect(amplitude).toBeLessThan(1e-9)
    }
  })

  it('differ between outputs and seeds and reach 1 when normalised', () => {
    const a = normalize(sinusoids(new Arena(1e6), createRng(7), options), 2)
    const b = sinusoids(new Arena(1e6), createRng(8), options)
    expect(a[0]).not.toBe(a[1])
    expect(a[0]).not.toBe(b[0])
    for (const o of [0, 1]) expect(Math.max(...a.filter((_, i) => i % 2 === o).map(Math.abs))).toBe(1)
  })
})
