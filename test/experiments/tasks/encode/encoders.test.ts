import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createDraws } from '../../../../experiments/tasks/encode/draws.ts'
import { bindEncoder, encoderField, encoders } from '../../../../experiments/tasks/encode/registry.ts'
import { Arena } from '../../../../kernels/arena.ts'
import { createRng } from '../../../../kernels/rng.ts'
import { createEventTrain } from '../../../../network/events.ts'
import { rowsByStep } from '../shown.ts'

/** An encoder with these fields, bound to values of a length: shows values as (sample, presentation) of a seed. */
function encoderOf(section: object, features: number, steps: number, seed = 1) {
  const encoder = bindEncoder(encoderField('direct').parse(section), { features, steps })
  const arena = new Arena(16 * encoder.capacity + 4e5)
  const train = createEventTrain(arena, encoder.rows, steps, encoder.capacity, encoder.graded, encoder.held)
  const draws = createDraws(arena, createRng(seed, 'task'))
  const encode = encoder.create(arena)
  const show = (values: readonly number[], sample = 0, presentation = 0, split: 'train' | 'test' = 'train') => {
    draws.begin(split, sample, presentation)
    encode(Float32Array.from(values), draws, train)
    return rowsByStep(train)
  }
  return { encoder, train, show }
}

const stepOf = (shown: number[][], row: number) => shown.findIndex((rows) => rows.includes(row))

describe('direct coding', () => {
  it('holds each value over all steps and leaves out zeros', () => {
    const { train, show } = encoderOf({ kind: 'direct', gain: 2 }, 4, 3)
    expect(show([0.5, 0, -1, 0.25])).toEqual([
      [0, 2, 3],
      [0, 2, 3],
      [0, 2, 3],
    ])
    expect([...train.values!.subarray(0, 3)]).toEqual([1, -2, 0.5])
  })

  it('shows a sample without values as no event', () => {
    expect(encoderOf({}, 2, 2).show([0, 0])).toEqual([[], []])
  })
})

describe('Bernoulli coding', () => {
  it('spikes at rate x value a step, within four standard errors', () => {
    const steps = 4000
    const { show } = encoderOf({ kind: 'bernoulli', rate: 0.5 }, 3, steps)
    const counts = [0, 0, 0]
    for (const rows of show([0.1, 0.6, 1])) for (const row of rows) counts[row]!++
    for (const [row, chance] of [0.05, 0.3, 0.5].entries()) {
      expect(Math.abs(counts[row]! / steps - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / steps))
    }
  })

  it('never spikes at 0 and always at 1 with rate 1', () => {
    expect(encoderOf({ kind: 'bernoulli' }, 2, 50).show([0, 1])).toEqual(Array.from({ length: 50 }, () => [1]))
  })

  it('shows a sample the same way whatever was shown before, and otherwise at each presentation, sample, split and seed', () => {
    const values = [0.3, 0.5, 0.7]
    const { show } = encoderOf({ kind: 'bernoulli' }, 3, 20)
    const first = show(values, 5, 2)
    const others = [show(values, 5, 3), show(values, 6, 2), show(values, 5, 2, 'test'), show(values, 5, 2 + 2 ** 16)]
    expect(show(values, 5, 2)).toEqual(first)
    for (const other of [...others, encoderOf({ kind: 'bernoulli' }, 3, 20, 2).show(values, 5, 2)])
      expect(other).not.toEqual(first)
    expect(encoderOf({ kind: 'bernoulli' }, 3, 20).show(values, 5, 2)).toEqual(first)
  })

  it('draws a row by itself: more rows beside it change nothing', () => {
    const few = encoderOf({ kind: 'bernoulli' }, 3, 20).show([0.3, 0.5, 0.7])
    const many = encoderOf({ kind: 'bernoulli' }, 40, 20).show([0.3, 0.5, 0.7, ...Array(37).fill(0)])
    expect(many).toEqual(few)
  })

  it('refuses samples and presentations for which an event number has no room', () => {
    const { show } = encoderOf({ kind: 'bernoulli' }, 1, 1)
    expect(() => show([1], 2 ** 28)).toThrow(RangeError)
    expect(() => show([1], 0, 2 ** 20)).toThrow(/2\^20 presentations/)
  })
})

describe('latency coding', () => {
  it('puts the largest value into the first step, the smallest into the last, and none at or below the floor', () => {
    const { show } = encoderOf({ kind: 'latency', floor: 0.1 }, 5, 11)
    const shown = show([1, 0.5, 0.11, 0.1, 2])
    expect([0, 1, 2, 3, 4].map((row) => stepOf(shown, row))).toEqual([0, 5, 9, -1, 0])
  })

  it('ends its spikes at the span', () => {
    const shown = encoderOf({ kind: 'latency', span: 0.5 }, 2, 20).show([1e-6, 1])
    expect([0, 1].map((row) => stepOf(shown, row))).toEqual([9, 0])
  })

  it('spikes once a row, earlier for larger values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }), (values) => {
        const shown = encoderOf({ kind: 'latency' }, values.length, 30).show(values)
        expect(new Set(shown.flat())).toEqual(new Set(values.keys()))
        expect(shown.flat()).toHaveLength(values.length)
        if (values[0]! > values[1]!) expect(stepOf(shown, 0)).toBeLessThanOrEqual(stepOf(shown, 1))
      }),
      { seed: 1, numRuns: 50 },
    )
  })
})

describe('population coding', () => {
  it('responds with Gaussian fields at the centres and the width of Bohte et al. 2002', () => {
    const { train, encoder, show } = encoderOf({ kind: 'population', neurons: 5, response: 'direct' }, 2, 1)
    show([0.3, 0.8])
    expect(encoder).toMatchObject({ rows: 10, graded: true, capacity: 10 })
    const [n, sigma] = [5, 1 / (1.5 * 3)]
    for (const [f, value] of [0.3, 0.8].entries()) {
      for (let i = 1; i <= n; i++) {
        const centre = (2 * i - 3) / (2 * (n - 2))
        const expected = Math.exp(-((value - centre) ** 2) / (2 * sigma ** 2))
        expect(train.values![f * n + i - 1]).toBeCloseTo(expected, 5)
      }
    }
  })

  it('lets the neuron nearest to the value spike first, and those that respond little not at all', () => {
    const shown = encoderOf({ kind: 'population', neurons: 6 }, 1, 50).show([0.625])
    expect(stepOf(shown, 3)).toBe(0)
    expect(stepOf(shown, 2)).toBeGreaterThan(stepOf(shown, 3))
    expect(stepOf(shown, 0)).toBe(-1)
  })

  it('takes Bernoulli spikes too', () => {
    const { encoder, show } = encoderOf({ kind: 'population', neurons: 4, response: 'bernoulli' }, 1, 200)
    expect(encoder.graded).toBe(false)
    const counts = [0, 0, 0, 0]
    for (const row of show([0.25]).flat()) counts[row]!++
    expect(counts[1]).toBe(200)
    expect(counts[3]).toBeLessThan(20)
  })
})

describe('delta coding', () => {
  it('is an up event for each rise by the threshold, a down event for each fall, and none for a constant', () => {
    const { encoder, show } = encoderOf({ kind: 'delta', channels: 2, threshold: 0.25 }, 10, 5)
    expect(encoder.rows).toBe(4)
    expect(show([0, 0.25, 0.5, 0.25, 0, 0.7, 0.7, 0.7, 0.7, 0.7])).toEqual([[], [0], [0], [1], [1]])
  })

  it('follows a signal to within a threshold where it is slow enough', () => {
    const steps = 200
    const { show } = encoderOf({ kind: 'delta', threshold: 0.05 }, 40, steps)
    const signal = Array.from({ length: 40 }, (_, t) => 0.5 + 0.4 * Math.sin(t / 5))
    let level = signal[0]!
    for (const [k, rows] of show(signal).entries()) {
      level += 0.05 * (rows.includes(0) ? 1 : 0) - 0.05 * (rows.includes(1) ? 1 : 0)
      const t = (k * 39) / (steps - 1)
      const left = Math.min(38, Math.floor(t))
      const at = signal[left]! + (t - left) * (signal[left + 1]! - signal[left]!)
      expect(Math.abs(level - at)).toBeLessThan(0.0501)
    }
  })

  it('refuses channels that do not divide the values, and names those that do', () => {
    const text = 'task.encoder.channels: 8 values do not make 3 signals of two values or more; give one of 1, 2, 4'
    expect(() => encoderOf({ kind: 'delta', channels: 3 }, 8, 5)).toThrow(text)
  })
})

describe('the encoder section', () => {
  const field = encoderField('latency')

  it('takes the kind of its task where none is written', () => {
    expect(field.parse(undefined)).toEqual({ kind: 'latency', floor: 0, span: 1 })
    expect(field.parse({ floor: 0.2 })).toEqual({ kind: 'latency', floor: 0.2, span: 1 })
  })

  it('refuses fields of another kind, and an unknown kind by what is near to it', () => {
    expect(field.safeParse({ kind: 'bernoulli', floor: 0.2 }).success).toBe(false)
    const problem = field.safeParse({ kind: 'bernouli' }).error
    expect(problem?.issues[0]?.message).toMatch(/is not a kind of encoder; known: direct, .*did you mean "bernoulli"/)
  })

  it.each(encoders.map(({ name, fields }) => [name, fields] as const))(
    'has defaults and a description for all of %s',
    (_, fields) => {
      expect(z.strictObject(fields).safeParse({}).success).toBe(true)
      for (const one of Object.values(fields) as z.ZodDefault<z.ZodType>[]) {
        expect(one.meta()?.description ?? one.unwrap().meta()?.description).toBeTruthy()
      }
    },
  )

  it.each(encoders.map(({ name }) => name))('writes events of %s in ascending rows, no more than its capacity', (kind) => {
    const { encoder, train, show } = encoderOf({ kind }, 24, 30)
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { minLength: 24, maxLength: 24 }), (values) => {
        for (const rows of show(values)) {
          expect(rows.every((row, i) => row < encoder.rows && (i === 0 || row > rows[i - 1]!))).toBe(true)
        }
        expect(train.offsets[30]).toBeLessThanOrEqual(encoder.capacity)
      }),
      { seed: 1, numRuns: 20 },
    )
  })
})
