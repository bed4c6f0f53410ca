/** Reads from columns to rows, reads of diagonals, and graded events: the same weights, whichever way and however strongly they act. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WeightArray } from '../../crossbar/array.ts'
import { createCrossbar } from '../../crossbar/create.ts'
import type { Crossbar, CrossbarOptions } from '../../crossbar/crossbar.ts'
import { createDigitalWeights } from '../../crossbar/digital.ts'
import { compensated } from '../../crossbar/drift-compensation.ts'
import { createPulseList, deviceOf, push, sendPulses } from '../../crossbar/pulse.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { generic, model, type PcmChanges } from '../support/bank.ts'
import { bits, distance } from '../support/columns.ts'
import { normals, pick } from '../support/draws.ts'
import { events } from '../support/events.ts'
import { correlation, moments } from '../support/statistics.ts'

const arena = new Arena()
const seed = fc.integer({ min: 1, max: 2 ** 31 })
const size = fc.integer({ min: 1, max: 20 })

type Shape = Pick<CrossbarOptions, 'rows' | 'cols' | 'replicas' | 'autapses' | 'combine'>

/** [rows][stride] of weights of either sign. */
function initialWeights(s: number, rows: number, cols: number): Float32Array {
  const stride = (cols + 15) & ~15
  return Float32Array.from(normals(s, rows * stride), (x, i) => (i % stride < cols ? 0.3 * x : 0))
}

function crossbar(s: number, sh: Shape, changes: PcmChanges, fused = true): Crossbar {
  const device = model(pcm, changes)
  const options = { ...sh, model: fused ? device : generic(device), rng: createRng(s), scale: 10 }
  return createCrossbar(arena, options, initialWeights(s, sh.rows, sh.cols))
}

type Way = 'read' | 'readBack' | 'readDiagonal'

/** What a read adds to zeros. */
function result(
  array: WeightArray,
  way: Way,
  list: readonly number[],
  at: { t?: number; drawIndex?: number; gain?: number },
  values?: ArrayLike<number>,
): number[] {
  const length = way === 'readBack' ? array.rows : array.cols
  const out = arena.f32(Math.max(array.rows, array.stride))
  array[way](events(arena, list, values), { t: 50, drawIndex: 0, gain: 1, ...at }, out)
  return Array.from(out.subarray(0, length))
}

/** The array's matrix [rows][cols], read row by row at a time. */
const matrix = (array: WeightArray, t: number) =>
  Array.from({ length: array.rows }, (_, row) => result(array, 'read', [row], { t }))

const all = (n: number) => Array.from({ length: n }, (_, i) => i)

const shape = fc.oneof(
  fc.record({
    rows: size,
    cols: size,
    replicas: fc.integer({ min: 1, max: 3 }),
    combine: fc.constantFrom('mean' as const, 'sum' as const),
  }),
  fc.tuple(size, fc.integer({ min: 1, max: 3 })).map(([n, replicas]) => ({ rows: n, cols: n, replicas, autapses: false })),
)

const arrays = fc.tuple(seed, shape, fc.constantFrom('fused', 'generic', 'digital')).map(([s, sh, kind]) => {
  if (kind === 'digital') return createDigitalWeights(arena, sh.rows, sh.cols, initialWeights(s, sh.rows, sh.cols))
  return crossbar(s, sh, { read_noise: false, nu_std: 0.01 }, kind === 'fused')
})

describe('without noise, any array', () => {
  it('read backwards is the transposed matrix: any columns, values and gain, after drift, absent autapses left out', () => {
    fc.assert(
      fc.property(arrays, seed, fc.boolean(), fc.constantFrom(1, -0.3), fc.constantFrom(40, 3e5), (array, s, graded, gain, t) => {
        const w = matrix(array, t)
        const columns = pick(s, array.cols, 0.6)
        const values = graded ? Float32Array.from(normals(s, columns.length)) : undefined
        const got = result(array, 'readBack', columns, { t, gain }, values)
        const expected = w.map((row) => columns.reduce((sum, c, i) => sum + gain * (values?.[i] ?? 1) * row[c]!, 0))
        expect(distance(got, expected)).toBeLessThan(5e-6)
      }),
      { seed: 1, numRuns: 80 },
    )
  })

  it('read forwards with values is the sum of its rows times their values, of either sign', () => {
    fc.assert(
      fc.property(arrays, seed, fc.constantFrom(1, -0.3), (array, s, gain) => {
        const w = matrix(array, 40)
        const rows = pick(s, array.rows, 0.6)
        const values = Float32Array.from(normals(s, rows.length), (x) => 2 * x)
        const got = result(array, 'read', rows, { t: 40, gain }, values)
        const expected = all(array.cols).map((c) => rows.reduce((sum, row, i) => sum + gain * values[i]! * w[row]![c]!, 0))
        expect(distance(got, expected)).toBeLessThan(5e-6)
      }),
      { seed: 2, numRuns: 80 },
    )
  })

  it('as a diagonal gives each column its own weight times its value, and nothing to the others', () => {
    fc.assert(
      fc.property(arrays, seed, fc.boolean(), (array, s, graded) => {
        const [row] = matrix(array, 40)
        fc.pre(!('autapses' in array && array.autapses === false))
        const columns = pick(s, array.cols, 0.5)
        const values = graded ? Float32Array.from(normals(s, columns.length)) : undefined
        const got = result(array, 'readDiagonal', columns, { t: 40, gain: -0.7 }, values)
        const expected = all(array.cols).map((c) =>
          columns.includes(c) ? -0.7 * (values?.[columns.indexOf(c)] ?? 1) * row![c]! : 0,
        )
        expect(distance(got, expected)).toBeLessThan(5e-6)
      }),
      { seed: 3, numRuns: 80 },
    )
  })

  it.each(['read', 'readBack', 'readDiagonal'] as const)(
    '%s adds to what is there, and without events leaves every bit',
    (way) => {
      for (const array of [crossbar(5, { rows: 6, cols: 6 }, {}), createDigitalWeights(arena, 6, 6, initialWeights(5, 6, 6))]) {
        const list = events(arena, [1, 2, 4], [1, -2, 0.5])
        const at = { t: 40, drawIndex: 3, gain: 1 }
        const [zero, three] = [arena.f32(16), arena.f32(16).fill(3)]
        array[way](list, at, zero)
        array[way](list, at, three as typeof zero)
        expect(
          distance(
            three.subarray(0, 6),
            zero.subarray(0, 6).map((x) => x + 3),
          ),
        ).toBeLessThan(1e-6)
        const before = bits(three)
        array[way]({ ...list, n: 0 }, at, three as typeof zero)
        expect(bits(three)).toEqual(before)
      }
    },
  )

  it.each(['read', 'readBack', 'readDiagonal'] as const)('%s heeds the events at first, and those alone', (way) => {
    const array = crossbar(6, { rows: 7, cols: 7 }, { nu_std: 0.01 })
    const out = arena.f32(16)
    array[way]({ ...events(arena, [0, 1, 3, 6], [9, -2, 0.5, 9]), first: 1, n: 2 }, { t: 40, drawIndex: 1, gain: 1 }, out)
    expect(Array.from(out.subarray(0, 7))).toEqual(result(array, way, [1, 3], { t: 40, drawIndex: 1 }, [-2, 0.5]))
  })
})

describe('noise', () => {
  const quiet = { drift: false, read_noise_absolute: 0, read_noise_relative: 0.03 } as const

  it('of a graded read is that of the unit read, times the value: a device is read once, however strongly its row acts', () => {
    const array = crossbar(7, { rows: 5, cols: 9, replicas: 2 }, {})
    const unit = result(array, 'read', [3], { drawIndex: 5 })
    const graded = result(array, 'read', [3], { drawIndex: 5 }, [-2.5])
    expect(
      distance(
        graded,
        unit.map((x) => -2.5 * x),
      ),
    ).toBeLessThan(1e-6)
  })

  it('of a diagonal is that of the one row that it is stored in', () => {
    const array = crossbar(8, { rows: 1, cols: 11, replicas: 2 }, {})
    const [row, diagonal] = [
      result(array, 'read', [0], { drawIndex: 4 }),
      result(array, 'readDiagonal', all(11), { drawIndex: 4 }),
    ]
    expect(distance(diagonal, row)).toBeLessThan(1e-6)
  })

  it('of a read backwards has the size of the devices that act: 4 standard errors of 400 reads', () => {
    const [rows, cols, replicas] = [6, 8, 2]
    const array = crossbar(9, { rows, cols, replicas }, quiet)
    const { g } = array.bank.columns
    const [columns, values] = [
      [1, 2, 6],
      [1, -2, 0.5],
    ]
    const reads = all(400).map((drawIndex) => result(array, 'readBack', columns, { drawIndex }, values))
    for (let row = 0; row < rows; row++) {
      let [mean, variance] = [0, 0]
      columns.forEach((c, i) => {
        for (const negative of [false, true]) {
          for (let k = 0; k < replicas; k++) {
            const conductance = g[deviceOf(array, row * array.stride + c, negative, k)]!
            mean += ((negative ? -1 : 1) * values[i]! * conductance) / (10 * replicas)
            variance += ((values[i]! * 0.03 * conductance) / (10 * replicas)) ** 2
          }
        }
      })
      const measured = moments(reads.map((read) => read[row]!))
      expect(Math.abs(measured.mean - mean)).toBeLessThan(4 * measured.se)
      expect(Math.abs(measured.std / Math.sqrt(variance) - 1)).toBeLessThan(4 / Math.sqrt(2 * 400))
    }
  })

  it('of a read backwards is its own: not that of the forward read of the same number, and another in every read', () => {
    const array = crossbar(10, { rows: 12, cols: 12 }, { drift: false })
    const w = arena.f32(12 * array.stride)
    array.weights(0, w)
    // Device by device both ways: each weight alone, from its row and from its column.
    const noises = all(4).flatMap((drawIndex) => {
      const forward = all(12).map((row) => result(array, 'read', [row], { drawIndex }))
      const backward = all(12).map((c) => result(array, 'readBack', [c], { drawIndex }))
      return all(144).map((i) => {
        const [row, c] = [Math.floor(i / 12), i % 12]
        const exact = w[row * array.stride + c]!
        return [forward[row]![c]! - exact, backward[c]![row]! - exact] as const
      })
    })
    const [forward, backward] = [noises.map(([a]) => a), noises.map(([, b]) => b)]
    expect(Math.abs(correlation(forward, backward))).toBeLessThan(4 / Math.sqrt(576))
    expect(result(array, 'readBack', [3], { drawIndex: 1 })).toEqual(result(array, 'readBack', [3], { drawIndex: 1 }))
    expect(result(array, 'readBack', [3], { drawIndex: 1 })).not.toEqual(result(array, 'readBack', [3], { drawIndex: 2 }))
  })
})

it('reads in all directions see pulses that were sent since the last read', () => {
  const array = crossbar(11, { rows: 1, cols: 1 }, { read_noise: false, drift: false })
  const ways = ['read', 'readBack', 'readDiagonal'] as const
  for (const way of ways) result(array, way, [0], { t: 100 })
  const list = createPulseList(arena, 16)
  push(list, 0, 3)
  sendPulses(array, list, 100)
  const { g } = array.bank.columns
  for (const way of ways) expect(result(array, way, [0], { t: 100 })[0]).toBeCloseTo((g[0]! - g[16]!) / 10, 6)
})

it('drift compensation multiplies reads in all directions alike', () => {
  const array = crossbar(12, { rows: 5, cols: 5 }, {})
  for (const way of ['read', 'readBack', 'readDiagonal'] as const) {
    const plain = result(array, way, [0, 3], { drawIndex: 2 }, [1, -2])
    const twice = result(compensated(array, 2), way, [0, 3], { drawIndex: 2 }, [1, -2])
    expect(
      distance(
        twice,
        plain.map((x) => 2 * x),
      ),
    ).toBeLessThan(1e-6)
  }
})
