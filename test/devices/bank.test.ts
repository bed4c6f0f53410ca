/** What all devices share: lifetime counters, times, off-line programming; and the streams their noise comes from. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, createCellList, everyCell, program, readCells, resetPulse, setPulse } from '../../devices/bank.ts'
import { defaults } from '../../devices/kind.ts'
import type { DeviceModel } from '../../devices/model.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng, eventWords, fillNormals, fillUniforms } from '../../kernels/rng.ts'
import { normalAt, uniformAt } from '../oracle/normal.ts'
import { pcmBank } from '../support/bank.ts'
import { bits, floats } from '../support/columns.ts'
import { normalTolerance } from '../support/draws.ts'
import { correlation } from '../support/statistics.ts'

const arena = new Arena()

describe('a bank', () => {
  it("counts every pulse of each device's life and keeps the time of its last one", () => {
    const size = 12
    const act = fc.record({ reset: fc.boolean(), ids: fc.uniqueArray(fc.integer({ min: 0, max: size - 1 })) })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        const bank = pcmBank(arena, size, 'counts')
        const cells = createCellList(arena, size)
        const expected = { set: new Array(size).fill(0), reset: new Array(size).fill(0), t: new Array(size).fill(0) }
        acts.forEach(({ reset, ids }, step) => {
          cells.ids.set(ids)
          cells.n = ids.length
          const t = 1.5 * step
          ;(reset ? resetPulse : setPulse)(bank, cells, t)
          for (const id of ids) {
            expected[reset ? 'reset' : 'set'][id] += 1
            expected.t[id] = t
          }
        })
        expect(Array.from(bank.columns.set_count)).toEqual(expected.set)
        expect(Array.from(bank.columns.reset_count)).toEqual(expected.reset)
        expect(Array.from(bank.columns.t_programmed)).toEqual(expected.t)
      }),
      { seed: 1 },
    )
  })

  it('begins after RESET at time 0 with no pulse counted, and reading counts none', () => {
    const bank = pcmBank(arena, 30, 'fresh')
    const all = everyCell(arena, 30)
    const before = bits(bank.columns.g)
    readCells(bank, all, 100, 0, arena.f32(30))
    expect(bits(bank.columns.g)).toEqual(before)
    for (const column of [bank.columns.set_count, bank.columns.reset_count, bank.columns.t_programmed]) {
      expect(column.every((x) => x === 0)).toBe(true)
    }
  })

  it('is the same for the same stream, and another for another seed or name', () => {
    const g = (seed: string, name: string) => {
      const model = deviceKinds.pcm!.create(defaults(deviceKinds.pcm!))
      return bits(createBank(arena, model, 20, createRng(seed).fork(name)).columns.g)
    }
    expect(g('a', 'x')).toEqual(g('a', 'x'))
    expect(g('a', 'x')).not.toEqual(g('a', 'y'))
    expect(g('a', 'x')).not.toEqual(g('b', 'x'))
  })

  it('draws its pulses, reads and parameters from streams of their own', () => {
    const { streams, rng } = pcmBank(arena, 1, 'streams')
    const all = [...Object.values(streams), rng.fork('device'), rng.fork('initial')]
    expect(new Set(all.map(({ k0, k1 }) => `${k0} ${k1}`)).size).toBe(9)
  })

  it('programs off-line by exactly the change, within the range, and leaves devices without one as they are', () => {
    const bank = pcmBank(arena, 4, 'program')
    const before = bank.columns.g.slice()
    program(bank, everyCell(arena, 4), floats(arena, [3, 0, 100, -5]))
    const { g } = bank.columns
    expect(g[0]).toBeCloseTo(before[0]! + 3, 6)
    expect(g[1]).toBe(before[1])
    expect([g[2], g[3]]).toEqual([12, Math.fround(0.1)])
  })
})

describe('a stream of random numbers', () => {
  it('is named by its forks alone: the same path gives the same key in any order of forking', () => {
    const root = createRng(42)
    const a = root.fork('in').fork('read')
    root.fork('rec').fork('read')
    const b = createRng(42).fork('in').fork('read')
    expect([a.k0, a.k1]).toEqual([b.k0, b.k1])
  })

  it('has a key of its own for every seed, name and path', () => {
    const keys = new Set<string>()
    for (const seed of [0, 1, 2, '1/a', 'a']) {
      const root = createRng(seed)
      for (const rng of [
        root,
        root.fork('a'),
        root.fork('b'),
        root.fork('a').fork('b'),
        root.fork('b').fork('a'),
        root.fork('ab'),
      ]) {
        keys.add(`${rng.k0} ${rng.k1}`)
        for (const k of [rng.k0, rng.k1]) expect(k === k >>> 0).toBe(true)
      }
    }
    expect(keys.size).toBe(5 * 6)
  })

  it('fills columns with the draws of ids 0, 1, 2 ... of one event', () => {
    const rng = createRng('fill')
    for (const event of [3, 2 ** 32 + 3]) {
      const [x, u] = [arena.f32(37), arena.f64(37)]
      fillNormals(arena, rng, event, x)
      fillUniforms(arena, rng, event, u)
      for (let id = 0; id < 37; id++) {
        const key = [rng.k0, rng.k1] as const
        expect(Math.abs(x[id]! - normalAt(key, id, event))).toBeLessThan(normalTolerance(key, id, event))
        expect(u[id]).toBe(uniformAt(key, id, event))
      }
    }
    expect(eventWords(5 * 2 ** 32 + 7)).toEqual([7, 5])
  })

  it('is independent of its siblings (4 standard errors of 10,000 pairs)', () => {
    const draw = (name: string) => {
      const out = arena.f32(10_000)
      fillNormals(arena, createRng(1).fork(name), 0, out)
      return out
    }
    const streams = ['in', 'rec', 'out', 'set', 'reset'].map(draw)
    streams.forEach((a, i) => {
      for (const b of streams.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(0.04)
    })
  })
})

it('every registered kind is found by its own name and keeps the promises of a model', () => {
  for (const [name, kind] of Object.entries(deviceKinds)) {
    expect(kind.name).toBe(name)
    const values = defaults(kind)
    for (const [parameter, spec] of Object.entries(kind.parameters)) {
      expect(values[parameter], `${name}.${parameter}`).toBe(spec.default)
      const [low, high] = spec.between ?? [-Infinity, Infinity]
      if (typeof spec.default === 'number') expect(spec.default >= low && spec.default <= high, `${name}.${parameter}`).toBe(true)
    }
    const model: DeviceModel = kind.create(values)
    const [gMin, gMax] = model.range
    expect(gMin < gMax && model.step > 0 && model.step <= gMax - gMin, name).toBe(true)
    const bank = createBank(arena, model, 50, createRng(name))
    const all = everyCell(arena, 50)
    const mean = () => bank.columns.g.reduce((sum, g) => sum + g, 0) / 50
    const fresh = mean()
    for (let pulse = 0; pulse < 30; pulse++) {
      setPulse(bank, all, pulse)
      expect(
        bank.columns.g.every((g) => g >= Math.fround(gMin) && g <= Math.fround(gMax)),
        name,
      ).toBe(true)
    }
    // SET only raises; RESET brings back.
    expect(mean() - fresh, name).toBeGreaterThan(5 * model.step)
    resetPulse(bank, all, 31)
    expect(mean(), name).toBeCloseTo(fresh, 1)
  }
})
