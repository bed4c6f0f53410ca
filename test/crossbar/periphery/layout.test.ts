/** Tiles, open lines and maps of stuck devices. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCrossbar } from '../../../crossbar/create.ts'
import { type Faults, faultFields, openLines } from '../../../crossbar/periphery/faults.ts'
import { parseStuckMap } from '../../../crossbar/periphery/stuck-csv.ts'
import { withStuckMap } from '../../../crossbar/periphery/stuck-map.ts'
import { tilesOf } from '../../../crossbar/periphery/tiles.ts'
import { createPulseList, deviceOf, push, sendPulses } from '../../../crossbar/pulse.ts'
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
    sendPulses(xbar, list, 10)
    expect([g(0, 1, false), g(2, 0, true)]).toEqual([
      [7.5, 7.5],
      [0, 0],
    ])
    expect(g(0, 0, false)).not.toEqual(before)
    expect(xbar.bank.columns.set_count[deviceOf(xbar, 1, false, 0)]).toBeGreaterThan(0)
  })

  it('may name one device of a group', () => {
    expect(parseStuckMap('g_us,replica,row,col,polarity\n2,1,0,3,minus\n3,,0,3,plus', 'm')).toEqual([
      { row: 0, col: 3, negative: true, replica: 1, g: 2 },
      { row: 0, col: 3, negative: false, g: 3 },
    ])
  })

  it.each([
    ['row,col,g_us\n', 'm.csv has no column polarity'],
    ['row,col,polarity,g_us\n0,-1,+,1', 'm.csv: row 2: col is "-1"; give a whole number from 0'],
    ['row,col,polarity,g_us\n0,1,+,1\n0,1,up,1', 'm.csv: row 3: polarity is "up"; give + or -'],
    ['row,col,polarity,g_us\n0,1,+,', 'm.csv: row 2: g_us is ""; give a number, 0 or more'],
    [
      'row,col,polarity,g_us\n9,1,+,1',
      'the map of stuck devices names row 9, column 1; the array has 3 rows, 2 columns and 1 devices in a group',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => withStuckMap(model(pcm), parseStuckMap(text, 'm.csv'), { rows: 3, cols: 2, stride: 16, replicas: 1 })).toThrow(
      message,
    )
  })
})
