/** Tiles, open lines and maps of stuck devices. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eventsOf } from '../../../crossbar/array.ts'
import { createCrossbar } from '../../../crossbar/create.ts'
import { type Faults, faultFields, openLines } from '../../../crossbar/periphery/faults.ts'
import { parseStuckMap } from '../../../crossbar/periphery/stuck-csv.ts'
import { withStuckMap } from '../../../crossbar/periphery/stuck-map.ts'
import { tilesOf } from '../../../crossbar/periphery/tiles.ts'
import { createPulseList, deviceOf, push, sendPulses } from '../../../crossbar/pulse.ts'
import { everyCell, readCells } from '../../../devices/bank.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { arena } from './sites.ts'

describe('tiles', () => {
  it('cover every weight once and hold no more lines than they have', () => {
    const n = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        n,
        n,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 4, max: 30 }),
        n,
        (rows, cols, replicas, lines, width) => {
          const covered = new Map<string, number>()
          for (const { row, rowEnd, col, colEnd } of tilesOf(rows, cols, replicas, [lines, width])) {
            expect((rowEnd - row) * replicas).toBeLessThanOrEqual(lines)
            expect(colEnd - col).toBeLessThanOrEqual(width)
            for (let i = row; i < rowEnd; i++)
              for (let j = col; j < colEnd; j++) covered.set(`${i},${j}`, (covered.get(`${i},${j}`) ?? 0) + 1)
          }
          expect(covered.size).toBe(rows * cols)
          expect(Math.max(...covered.values())).toBe(1)
        },
      ),
      { seed: 1 },
    )
  })

  it('are one without a size, and hold a group or are refused', () => {
    expect(tilesOf(5, 7, 2)).toEqual([{ row: 0, rowEnd: 5, col: 0, colEnd: 7 }])
    expect(() => tilesOf(5, 7, 4, [3, 7])).toThrow(
      'a tile of 3 word lines holds no group of 4 devices; give 4 word lines or more',
    )
    expect(() => tilesOf(5, 7, 1, [0, 7])).toThrow('a tile of [0, 7] lines; give whole numbers from 1')
  })
})

describe('open lines', () => {
  const tile = { row: 10, rowEnd: 1010, col: 20, colEnd: 1020 }
  const none: Faults = z.strictObject(faultFields).parse({})
  const of = (faults: Partial<Faults>, seed = 1) => openLines({ ...none, ...faults }, tile, 1, arena, createRng(seed))

  it('are drawn with their chance, and a larger one opens further lines', () => {
    const few = of({ open_row: 0.05 }).wordLines.map(({ line }) => line)
    const many = of({ open_row: 0.2 }).wordLines.map(({ line }) => line)
    expect(Math.abs(few.length - 50)).toBeLessThan(4 * Math.sqrt(1000 * 0.05 * 0.95))
    expect(Math.abs(many.length - 200)).toBeLessThan(4 * Math.sqrt(1000 * 0.2 * 0.8))
    expect(many).toEqual(expect.arrayContaining(few))
    expect(of({ open_row: 0.05 }, 2).wordLines.map(({ line }) => line)).not.toEqual(few)
    expect(of({ open_row: 0.05 }).bitLines).toEqual([])
    expect(of({})).toEqual({ wordLines: [], bitLines: [] })
  })

  it('are listed by the rows and columns of weights, all word lines of a group with them', () => {
    expect(openLines({ ...none, open_rows: [11, 5], open_columns: [20] }, tile, 3, arena, createRng(1))).toEqual({
      wordLines: [{ line: 3 }, { line: 4 }, { line: 5 }],
      bitLines: [{ line: 0 }],
    })
  })
})

describe('a map of stuck devices', () => {
  const csv = 'row,col,polarity,g_us\n0,1,+,7.5\n2,0,-,0\n'

  it('holds them at their conductance from the start, whatever is sent to them, and no others', () => {
    const layout = { rows: 3, cols: 2, stride: 16, replicas: 2 }
    const stuck = parseStuckMap(csv, 'map.csv')
    const xbar = createCrossbar(
      arena,
      { ...layout, stuck, model: model(pcm), rng: createRng(1), scale: 10 },
      new Float32Array(48).fill(0.3),
    )
    const g = (row: number, col: number, negative: boolean) =>
      [0, 1].map((k) => xbar.bank.columns.g[deviceOf(xbar, 16 * row + col, negative, k)])
    const list = createPulseList(arena, 96)
    for (let row = 0; row < 3; row++) for (let col = 0; col < 2; col++) push(list, 16 * row + col, row === 2 ? -4 : 4)
    const before = g(0, 0, false)
    const w = arena.f32(16)
    sendPulses(xbar, list, 10)
    expect([g(0, 1, false), g(2, 0, true)]).toEqual([
      [7.5, 7.5],
      [0, 0],
    ])
    expect(g(0, 0, false)).not.toEqual(before)
    xbar.bank.columns.g.fill(1)
    xbar.holdStuck()
    expect([g(0, 1, false), g(2, 0, true), g(0, 0, false)]).toEqual([
      [7.5, 7.5],
      [0, 0],
      [1, 1],
    ])
    // The other group of the weight is emptied, so that what is read is the stuck group alone, a month later.
    for (const k of [0, 1]) xbar.bank.columns.g[deviceOf(xbar, 1, true, k)] = 0
    xbar.read(eventsOf(arena, [0]), { t: 3e6, drawIndex: 5, gain: 1 }, w)
    expect(Math.abs(w[1]! - 0.75)).toBeLessThan(0.02)
    expect(xbar.bank.columns.set_count[deviceOf(xbar, 1, false, 0)]).toBeGreaterThan(0)
  })

  it('gives their conductance in every read, without drift and noise, and leaves the others as they are', () => {
    const layout = { rows: 2, cols: 16, stride: 16, replicas: 1 }
    const make = (map: ReturnType<typeof parseStuckMap>) =>
      createCrossbar(
        arena,
        { ...layout, stuck: map, model: model(pcm), rng: createRng(4), scale: 10 },
        new Float32Array(32).fill(0.5),
      )
    const stuck = make(parseStuckMap('row,column,polarity,g_s\n1,3,+,12e-6\n', 'map.csv'))
    const sound = make([])
    const reads = (xbar: typeof sound, t: number, event: number) => {
      const { bank } = xbar
      const out = arena.f32(64)
      readCells(bank, everyCell(arena, 64), t, event, out)
      return [...out]
    }
    for (const [n, t] of [40, 1e4, 1e8].entries()) {
      const [a, b] = [reads(stuck, t, n), reads(sound, t, n)]
      expect(a[19]).toBe(12)
      expect(b[19]).not.toBe(12)
      expect(a.toSpliced(19, 1)).toEqual(b.toSpliced(19, 1))
    }
  })

  it('is read by rows as device by device', () => {
    const layout = { rows: 4, cols: 5, stride: 16, replicas: 2 }
    const map = parseStuckMap('row,column,polarity,replica,g_us\n1,3,+,0,12\n3,0,-,1,0.25\n1,1,-,0,9', 'map.csv')
    const options = { ...layout, stuck: map, model: model(pcm), rng: createRng(4), scale: 10, autapses: false }
    const xbar = createCrossbar(arena, options, new Float32Array(64).fill(0.5))
    const { bank } = xbar
    expect(bank.model.rowRead).toBeDefined()
    const [out, g] = [arena.f32(16), arena.f32(bank.size)]
    xbar.read(eventsOf(arena, [1, 3], [0.5, -2]), { t: 500, drawIndex: 7, gain: 3 }, out)
    readCells(bank, everyCell(arena, bank.size), 500, 7, g)
    for (let col = 0; col < 5; col++) {
      let sum = 0
      for (const [row, value] of [[1, 0.5] as const, [3, -2] as const]) {
        if (row === col) continue
        for (const k of [0, 1]) {
          const device = (negative: boolean) => g[deviceOf(xbar, 16 * row + col, negative, k)]!
          sum += (3 * value * (device(false) - device(true))) / (10 * 2)
        }
      }
      expect(out[col]).toBeCloseTo(sum, 5)
    }
  })

  it('may name one device of a group, and call columns by other names and units', () => {
    expect(parseStuckMap('g_us,replica,row,col,polarity\n2,1,0,3,minus\n3,,0,3,plus', 'm')).toEqual([
      { row: 0, col: 3, negative: true, replica: 1, g: 2, at: 'm:2' },
      { row: 0, col: 3, negative: false, g: 3, at: 'm:3' },
    ])
    expect(parseStuckMap('Connection,Row,Column,Polarity,Conductance_S\nrec,0,3,-,2e-6', 'm')).toEqual([
      { array: 'rec', row: 0, col: 3, negative: true, g: 2, at: 'm:2' },
    ])
  })

  const HEADER = 'row,col,polarity,g_us'
  it.each([
    ['row,col,g_us\n', 'm.csv:1: has no column polarity'],
    ['row,col,polarity,g\n', 'm.csv:1: unknown column "g"; known: row'],
    ['row,col,column,polarity,g_us\n', 'm.csv:1: column "column" stands there a second time'],
    [`${HEADER}\n0,1.5,+,1`, 'm.csv:2: col is "1.5"; give a whole number from 0'],
    [`${HEADER}\n0,1,x,1`, 'm.csv:2: polarity is "x"; give + or -'],
    [`${HEADER}\n0,1,+,`, 'm.csv:2: the conductance is ""; give a number from 0'],
    [`${HEADER}\n0,1,+,NaN`, 'm.csv:2: the conductance is "NaN"'],
    [`${HEADER}\n0,1,+,-1`, 'm.csv:2: the conductance is "-1"'],
    [`${HEADER}\n\n0,1,+,Infinity`, 'm.csv:3: the conductance is "Infinity"'],
    [`${HEADER}\n0,1,+,1\n0,1,-,1\n0,1,+,2`, 'm.csv:4: line 2 names the same device'],
    [`${HEADER},replica\n0,1,+,1,0\n0,1,+,1,1\n0,1,+,2,`, 'm.csv:4: line 2 names the same device'],
    [`${HEADER},array\n0,1,+,1,in\n0,1,-,1,`, 'm.csv:3: names no array, and other lines do'],
    [`${HEADER}\n9,1,+,1`, 'm.csv:2: row is 9; the array has 3 rows: give 0 to 2'],
    [`${HEADER},replica\n0,1,+,1,2`, 'm.csv:2: replica is 2; the array has one replica, number 0'],
  ])('refuses %j', (text, message) => {
    expect(() => withStuckMap(model(pcm), parseStuckMap(text, 'm.csv'), { rows: 3, cols: 2, stride: 16, replicas: 1 })).toThrow(
      message,
    )
  })
})
