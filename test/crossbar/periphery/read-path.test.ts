/** Reads through a periphery: with nothing in it the ideal read, with wires the circuit, with tiles their sum. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../crossbar/cost/meter.ts'
import { createCrossbar } from '../../../crossbar/create.ts'
import type { Crossbar } from '../../../crossbar/crossbar.ts'
import { bytesOfReadPath, createReadPath } from '../../../crossbar/periphery/read-path.ts'
import { createPulseList, deviceOf, push, sendPulses } from '../../../crossbar/pulse.ts'
import type { Reader } from '../../../crossbar/read.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { createRng } from '../../../kernels/rng.ts'
import { solveCircuit } from '../../oracle/resistive-crossbar.ts'
import { generic, model } from '../../support/bank.ts'
import { distance } from '../../support/columns.ts'
import { normals, pick } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { named } from '../../support/meter.ts'
import { arena, effect, peripheral, READ } from './sites.ts'

type Way = 'read' | 'readBack' | 'readDiagonal'

function result(
  reader: Pick<Reader, Way>,
  way: Way,
  { rows, cols, stride }: Crossbar,
  list: readonly number[],
  values?: ArrayLike<number>,
) {
  const out = arena.f32(Math.max(rows, stride))
  reader[way](events(arena, list, values), { t: 50, drawIndex: 7, gain: 1.5 }, out)
  return Array.from(out.subarray(0, way === 'readBack' ? rows : cols))
}

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 20 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  combine: fc.constantFrom('mean' as const, 'sum' as const),
})
const tiles = fc.option(fc.tuple(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 20 })), { nil: undefined })

describe('a read path without effects', () => {
  it('is the ideal read, noise and drift of each device included, forward and back, graded and signed, on any tiles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), shapes, tiles, fc.boolean(), (seed, shape, tile, graded) => {
        const { xbar, reader } = peripheral(seed, shape, model(pcm), { ...(tile ? { tile } : {}) })
        for (const way of ['read', 'readBack'] as const) {
          const lines = way === 'read' ? shape.rows : shape.cols
          const acting = pick(seed, lines, 0.6)
          const values = graded ? normals(seed + 1, lines).subarray(0, acting.length) : undefined
          const expected = result(xbar, way, xbar, acting, values)
          result(reader, way, xbar, acting, values).forEach((value, k) => {
            expect(Math.abs(value - expected[k]!)).toBeLessThan(
              3e-5 * Math.max(1, shape.rows * shape.cols * shape.replicas) ** 0.5,
            )
          })
        }
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('leaves out autapses and reads diagonals as the ideal read does', () => {
    const { xbar, reader } = peripheral(3, { rows: 9, cols: 9, autapses: false }, model(pcm), { tile: [4, 5] })
    const all = Array.from({ length: 9 }, (_, i) => i)
    for (const way of ['read', 'readBack'] as const) {
      expect(distance(result(reader, way, xbar, all), result(xbar, way, xbar, all))).toBeLessThan(1e-5)
    }
    const row = peripheral(4, { rows: 1, cols: 9 }, model(pcm), {})
    expect(result(row.reader, 'readDiagonal', row.xbar, [1, 5])).toEqual(result(row.xbar, 'readDiagonal', row.xbar, [1, 5]))
  })

  it('is how a crossbar with a periphery is read, after pulses too', () => {
    const effects = [effect('wires', { row: 50 }), effect('adc', { range: 'fixed', max: 60, gain_std: 0.05 })]
    const one = peripheral(11, { rows: 6, cols: 5 }, model(pcm), { effects })
    const rng = createRng(11)
    const options = { rows: 6, cols: 5, scale: 10, model: model(pcm), rng, periphery: { effects, read: READ } }
    const initial = Float32Array.from(normals(11, 96), (x, i) => (i % 16 < 5 ? 0.5 * x : 0))
    const xbar = createCrossbar(arena, options, initial)
    for (const _ of [0, 1]) {
      for (const way of ['read', 'readBack'] as const) {
        expect(result(xbar, way, xbar, [0, 2, 4])).toEqual(result(one.reader, way, one.xbar, [0, 2, 4]))
      }
      for (const each of [xbar, one.xbar]) {
        const list = createPulseList(arena, 2)
        push(list, 3, 2)
        push(list, 33, -5)
        sendPulses(each, list, 20)
      }
      one.reader.programmed(20)
    }
  })

  it('takes no more memory than it says, whatever its effects', () => {
    const stochastic = { rounding: 'stochastic' }
    const effects = [
      effect('wires'),
      effect('dac', stochastic),
      effect('adc', { ...stochastic, noise_std: 1, offset_std: 1, gain_std: 0.1 }),
    ]
    const faults = { open_row: 0.1, open_column: 0.1, open_rows: [], open_columns: [] }
    for (const [rows, cols, replicas, tile] of [
      [1, 1, 1],
      [100, 3, 2],
      [64, 70, 1, [16, 16]],
      [7, 90, 3, [3, 8]],
    ] as const) {
      for (const device of [model(pcm), generic(model(pcm))]) {
        const { xbar } = peripheral(1, { rows, cols, replicas }, device, {})
        const before = arena.used
        const options = { effects, faults, read: READ, autapses: true, weight: 1, chip: xbar.bank.rng, ...(tile ? { tile } : {}) }
        createReadPath(xbar.bank, xbar.layout, options)
        expect(arena.used - before).toBeLessThanOrEqual(bytesOfReadPath(xbar.layout, tile))
      }
    }
  })

  it('does nothing where nothing acts, and refuses a read before the last pulse', () => {
    const meter = createMeter()
    const { xbar, reader } = peripheral(5, { rows: 4, cols: 4 }, model(pcm), { meter })
    expect(result(reader, 'read', xbar, [])).toEqual([0, 0, 0, 0])
    expect(meter).toEqual(createMeter())
    reader.programmed(60)
    expect(() => result(reader, 'read', xbar, [1])).toThrow("a read at 50 s comes before the array's last pulse at 60 s")
  })
})

/** [rows N][cols] of one polarity, replicas in neighbouring word lines, uS. */
function planes({ xbar }: { xbar: Crossbar }, negative: boolean): number[][] {
  const { rows, cols, stride, replicas } = xbar.layout
  return Array.from({ length: rows * replicas }, (_, i) =>
    Array.from(
      { length: cols },
      (__, j) => xbar.bank.columns.g[deviceOf(xbar, Math.floor(i / replicas) * stride + j, negative, i % replicas)]!,
    ),
  )
}

const LINES = { row: 40, column: 25, driver: 60, sense: 15 }

/** What the oracle says of the whole array as one tile. */
function currentsOf(
  one: { xbar: Crossbar },
  way: Way,
  volts: readonly number[],
  connected: { word?: number[]; bit?: number[] } = {},
) {
  const { rows, cols, replicas } = one.xbar.layout
  const [plus, minus] = [false, true].map((negative) => {
    const g = planes(one, negative)
    const V = g.map((_, i) => (way === 'read' ? volts[Math.floor(i / replicas)]! : 0))
    const U = way === 'read' ? new Array<number>(cols).fill(0) : [...volts]
    const reach = {
      ...(connected.word && { wordConnected: connected.word }),
      ...(connected.bit && { bitConnected: connected.bit }),
    }
    const { word, bit, I } = solveCircuit({ g, ...LINES, V, U, ...reach })
    if (way === 'read') return I
    const line = (i: number) => g[i]!.reduce((sum, uS, j) => sum + uS * (bit[i]![j]! - word[i]![j]!), 0)
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: replicas }, (__, k) => line(row * replicas + k)).reduce((a, b) => a + b),
    )
  })
  return plus!.map((current, k) => ((current - minus![k]!) * 1.5) / (10 * replicas) / READ.voltage)
}

describe('a read path with wires', () => {
  const exact = () => effect('wires', { ...LINES, solver: 'exact' })

  it.each(['read', 'readBack'] as const)(
    '%s gives the currents of the circuit, groups of devices in neighbouring word lines',
    (way) => {
      const one = peripheral(6, { rows: 5, cols: 7, replicas: 2 }, model(ideal), { effects: [exact()] })
      const volts = way === 'read' ? [0, 0.2, 0, 0.2, 0.2] : [0.2, 0, 0, 0.2, 0.2, 0, 0]
      const acting = volts.flatMap((v, i) => (v > 0 ? [i] : []))
      expect(distance(result(one.reader, way, one.xbar, acting), currentsOf(one, way, volts))).toBeLessThan(1e-6)
      const half = volts.map((v, i) => (i === acting[0] ? v / 2 : v))
      const values = acting.map((i) => (i === acting[0] ? 0.5 : 1))
      expect(distance(result(one.reader, way, one.xbar, acting, values), currentsOf(one, way, half))).toBeLessThan(1e-6)
    },
  )

  it('reads negative values in a read of their own', () => {
    const meter = createMeter()
    const one = peripheral(7, { rows: 4, cols: 3 }, model(ideal), { effects: [exact()], meter })
    const [up, down] = [currentsOf(one, 'read', [0.2, 0, 0, 0.1]), currentsOf(one, 'read', [0, 0.06, 0, 0])]
    const both = result(one.reader, 'read', one.xbar, [0, 1, 3], [1, -0.3, 0.5])
    expect(
      distance(
        both,
        up.map((value, j) => value - down[j]!),
      ),
    ).toBeLessThan(1e-6)
    expect(named(meter.events).reads).toBe(2)
  })

  it('without any resistance is the read without wires', () => {
    const none = { row: 0, column: 0, driver: 0, sense: 0 }
    for (const solver of ['exact', 'first-order']) {
      const with_ = peripheral(8, { rows: 6, cols: 5 }, model(pcm), { effects: [effect('wires', { ...none, solver })] })
      const without = peripheral(8, { rows: 6, cols: 5 }, model(pcm), {})
      for (const way of ['read', 'readBack'] as const) {
        const [a, b] = [with_, without].map(({ reader, xbar }) => result(reader, way, xbar, [0, 2, 4]))
        expect(distance(a!, b!)).toBeLessThan(1e-7)
      }
    }
  })

  it('sums tiles, each a circuit of its own with drivers of its own', () => {
    const whole = peripheral(9, { rows: 4, cols: 6 }, model(ideal), {})
    const tiled = peripheral(9, { rows: 4, cols: 6 }, model(ideal), { effects: [exact()], tile: [2, 3] })
    const read = result(tiled.reader, 'read', tiled.xbar, [0, 1, 3])
    const [plus, minus] = [planes(whole, false), planes(whole, true)]
    const tile = (g: number[][], row: number, col: number) => g.slice(row, row + 2).map((line) => line.slice(col, col + 3))
    const current = (g: number[][], row: number, col: number, V: number[]) =>
      solveCircuit({ g: tile(g, row, col), ...LINES, V, U: [0, 0, 0] }).I
    const sum = (col: number) => {
      const of = (g: number[][]) => current(g, 0, col, [0.2, 0.2]).map((I, j) => I + current(g, 2, col, [0, 0.2])[j]!)
      return of(plus).map((I, j) => ((I - of(minus)[j]!) * 1.5) / 10 / 0.2)
    }
    expect(distance(read, [...sum(0), ...sum(3)])).toBeLessThan(1e-6)
  })

  it('has open lines as the circuit has them', () => {
    const faults = { open_row: 0, open_column: 0, open_rows: [1], open_columns: [2] }
    const lines = { word: [4, 0, 4, 4], bit: [4, 4, 0, 4] }
    const one = peripheral(10, { rows: 4, cols: 4 }, model(ideal), { effects: [exact()], faults })
    for (const way of ['read', 'readBack'] as const) {
      expect(
        distance(result(one.reader, way, one.xbar, [0, 1, 2]), currentsOf(one, way, [0.2, 0.2, 0.2, 0], lines)),
      ).toBeLessThan(1e-6)
    }
    const bare = peripheral(10, { rows: 4, cols: 4 }, model(ideal), { faults })
    const sound = peripheral(10, { rows: 4, cols: 4 }, model(ideal), {})
    const without = result(sound.reader, 'read', sound.xbar, [0, 2])
    expect(result(bare.reader, 'read', bare.xbar, [0, 1, 2])).toEqual(without.map((value, j) => (j === 2 ? 0 : value)))
    expect(result(bare.reader, 'readBack', bare.xbar, [0, 1])[1]).toBe(0)
  })

  it('are listed before converters, and once', () => {
    const make =
      (...names: string[]) =>
      () =>
        peripheral(1, { rows: 2, cols: 2 }, model(ideal), { effects: names.map((n) => effect(n)) })
    expect(make('adc', 'wires')).toThrow(
      'crossbar.periphery lists wires after adc; wires lies closer to the devices: list it first',
    )
    expect(make('wires', 'wires')).toThrow('crossbar.periphery lists wires twice; list it once')
    expect(make('wires', 'dac', 'adc')).not.toThrow()
  })
})
