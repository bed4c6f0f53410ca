/** Rows of devices read at once: the reads of the model, device by device. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRowBuffer } from '../../../crossbar/periphery/row-buffer.ts'
import { createBank, createCellList, setPulse } from '../../../devices/bank.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { createRng } from '../../../kernels/rng.ts'
import { generic, model } from '../../support/bank.ts'
import { words } from '../../support/columns.ts'
import { pick } from '../../support/draws.ts'
import { arena } from './sites.ts'

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 1, max: 9 }),
  cols: fc.integer({ min: 1, max: 40 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  draw: fc.integer({ min: 0, max: 2 ** 52 }),
  age: fc.integer({ min: 1, max: 1e9 }),
})

describe('a row buffer', () => {
  it.each([
    ['fused', 2e-6],
    ['device by device', 0],
  ] as const)('%s holds what each device reads at that moment, loaded rows and others', (how, tolerance) => {
    fc.assert(
      fc.property(shapes, ({ seed, rows, cols, replicas, draw, age }) => {
        const stride = (cols + 15) & ~15
        const device = model(pcm, { nu_std: 0.01 })
        const bank = createBank(arena, how === 'fused' ? device : generic(device), 2 * replicas * rows * stride, createRng(seed))
        const buffer = createRowBuffer(bank, { rows, cols, stride, replicas })
        const pulsed = createCellList(arena, 8)
        for (const id of pick(seed, bank.size, 0.1).slice(0, 8)) pulsed.ids[pulsed.n++] = id
        setPulse(bank, pulsed, 3)
        buffer.programmed(3)
        const when = { t: 3 + age, draw, event: 0 }
        const listed = pick(seed + 1, rows, 0.5)
        buffer.load(words(arena, listed), 0, listed.length, when)
        const [cells, out] = [createCellList(arena, cols), arena.f32(cols)]
        // Those that were loaded first: others read all rows anew.
        for (const row of [...listed, ...Array.from({ length: rows }, (_, i) => i)]) {
          const first = buffer.place(row, when)
          for (let group = 0; group < 2 * replicas; group++) {
            cells.n = cols
            for (let c = 0; c < cols; c++) cells.ids[c] = (group * rows + row) * stride + c
            bank.model.read(bank.columns, cells, when.t, draw, bank.streams.read, arena, out)
            const error = out.reduce((most, g, c) => Math.max(most, Math.abs(g - buffer.values[first + group * stride + c]!)), 0)
            expect(error).toBeLessThanOrEqual(tolerance * 12)
          }
        }
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('reads anew at another moment and after pulses', () => {
    const bank = createBank(arena, model(pcm), 2 * 16, createRng(1))
    const buffer = createRowBuffer(bank, { rows: 1, cols: 5, stride: 16, replicas: 1 })
    const at = (t: number, draw: number) => Array.from(buffer.values.subarray(buffer.place(0, { t, draw, event: 0 }), 5))
    const one = at(50, 0)
    expect(at(50, 0)).toEqual(one)
    expect(at(50, 1)).not.toEqual(one)
    expect(at(50, 0)).toEqual(one)
    bank.columns.g[0] = 9
    expect(at(50, 0)).toEqual(one)
    buffer.programmed(10)
    expect(at(50, 0)[0]).toBeGreaterThan(5)
  })
})
