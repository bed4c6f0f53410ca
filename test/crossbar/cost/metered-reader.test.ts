/** Fused reads are counted as reads through a read path are. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../crossbar/cost/meter.ts'
import { meteredReader } from '../../../crossbar/cost/metered-reader.ts'
import { createCrossbar } from '../../../crossbar/create.ts'
import type { Crossbar } from '../../../crossbar/crossbar.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { normals, pick } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { named } from '../../support/meter.ts'
import { arena, peripheral, READ } from '../periphery/sites.ts'

const quiet = model(pcm, { read_noise: false, drift: false })

describe('a metered reader', () => {
  it('counts and gives what a read path does, forward and back, graded and signed', () => {
    const n = fc.integer({ min: 1, max: 9 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        n,
        n,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (seed, rows, cols, replicas, graded) => {
          const [fused, path] = [createMeter(), createMeter()]
          const { xbar, reader } = peripheral(seed, { rows, cols, replicas }, quiet, { meter: path })
          const metered = meteredReader(xbar.reader, xbar.bank, xbar.layout, fused, READ)
          for (const way of ['read', 'readBack'] as const) {
            const lines = way === 'read' ? rows : cols
            const acting = pick(seed, lines, 0.6)
            const list = events(arena, acting, graded ? normals(seed, lines).subarray(0, acting.length) : undefined)
            const [a, b, plain] = [arena.f32(48), arena.f32(48), arena.f32(48)]
            const at = { t: 50, drawIndex: 3, gain: 1 }
            metered[way](list, at, a)
            reader[way](list, at, b)
            xbar[way](list, at, plain)
            expect(Array.from(a)).toEqual(Array.from(plain))
          }
          expect(named(fused.events)).toEqual(named(path.events))
          path.joules.forEach((energy, event) => {
            expect(Math.abs(fused.joules[event]! - energy)).toBeLessThan(1e-6 * energy + 1e-30)
          })
        },
      ),
      { seed: 1, numRuns: 40 },
    )
  })

  it('is what reads a crossbar that has a meter and nothing else', () => {
    const meter = createMeter()
    const options = { rows: 3, cols: 4, model: model(pcm), rng: createRng(1), scale: 10 }
    const [plain, metered] = [{}, { periphery: { effects: [], read: READ, meter } }].map((more) =>
      createCrossbar(arena, { ...options, ...more }),
    )
    const read = (xbar: Crossbar) => {
      const out = arena.f32(16)
      xbar.read(events(arena, [0, 2]), { t: 50, drawIndex: 1, gain: 1 }, out)
      return Array.from(out)
    }
    expect(read(metered!)).toEqual(read(plain!))
    expect([named(meter.events).reads, named(meter.events).device_reads]).toEqual([1, 16])
  })

  it('follows pulses', () => {
    const meter = createMeter()
    const { xbar } = peripheral(1, { rows: 2, cols: 3 }, quiet, {})
    const metered = meteredReader(xbar.reader, xbar.bank, xbar.layout, meter, READ)
    const read = () => {
      const before = named(meter.joules).device_reads
      metered.read(events(arena, [1]), { t: 50, drawIndex: 0, gain: 1 }, arena.f32(16))
      return named(meter.joules).device_reads - before
    }
    const one = read()
    xbar.bank.columns.g[16] = xbar.bank.columns.g[16]! + 5
    metered.programmed(40)
    // 5 uS more at 0.2 V for 100 ns.
    expect((read() - one) / (5e-6 * 0.04 * 1e-7)).toBeCloseTo(1, 5)
  })
})
