/** Event-driven reads: a read is a function of state, time and event, whatever else is read; and the fast path is the plain one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import type { Crossbar, CrossbarOptions } from '../../crossbar/crossbar.ts'
import { createPulseList, push, sendPulses } from '../../crossbar/pulse.ts'
import { float32 } from '../../devices/model.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { NANDAKUMAR_2018, readRows } from '../oracle/pcm.ts'
import { generic, model, type PcmChanges } from '../support/bank.ts'
import { bits, distance } from '../support/columns.ts'
import { normals, pick, shuffled } from '../support/draws.ts'
import { events } from '../support/events.ts'

const arena = new Arena()
const seed = fc.integer({ min: 1, max: 2 ** 31 })
const size = fc.integer({ min: 1, max: 24 })

type Shape = Pick<CrossbarOptions, 'rows' | 'cols' | 'replicas' | 'autapses' | 'combine'>

/** A crossbar with weights of either sign; the same for the same seed and shape. */
function crossbar(s: number, shape: Shape, changes: PcmChanges = { nu_std: 0.01 }, fused = true): Crossbar {
  const device = model(pcm, changes)
  const stride = (shape.cols + 15) & ~15
  const initial = Float32Array.from(normals(s, shape.rows * stride), (x) => 0.3 * x)
  return createCrossbar(arena, { ...shape, model: fused ? device : generic(device), rng: createRng(s), scale: 10 }, initial)
}

/** What a read of these rows adds to zeros, padding included. */
function read(xbar: Crossbar, rows: readonly number[], t: number, drawIndex: number, gain = 1): Float32Array {
  const out = arena.f32(xbar.stride)
  xbar.read(events(arena, rows), { t, drawIndex, gain }, out)
  return out
}

/** SET pulses on a few synapses that the seed picks. */
function pulse(xbar: Crossbar, s: number, t: number): void {
  const list = createPulseList(arena, xbar.rows * xbar.stride)
  for (const synapse of pick(s, xbar.rows * xbar.cols, 0.3)) {
    push(list, Math.floor(synapse / xbar.cols) * xbar.stride + (synapse % xbar.cols), (s % 5) - 2)
  }
  sendPulses(xbar, list, t)
}

describe('bits of a read', () => {
  const shape = fc.record({ rows: size, cols: size, replicas: fc.integer({ min: 1, max: 3 }) })
  const moment = fc.record({
    pulses: fc.boolean(),
    // Ages from an hour down to 1 ms, some of them within a 16th of each other: where reads share a reference time.
    age: fc.tuple(fc.constantFrom(-3, 0, 2, 3.5), fc.integer({ min: 0, max: 40 })).map(([e, k]) => 10 ** e * (1 + k / 40)),
    rows: seed,
    also: fc.boolean(),
  })

  it('do not change when the rows are read in two calls', () => {
    fc.assert(
      fc.property(seed, shape, fc.double({ min: 0, max: 1, noNaN: true }), (s, sh, cut) => {
        const xbar = crossbar(s, sh)
        const rows = pick(s, sh.rows, 0.6)
        const first = Math.round(cut * rows.length)
        const whole = read(xbar, rows, 50, 7)
        const out = arena.f32(xbar.stride)
        const at = { t: 50, drawIndex: 7, gain: 1 }
        const list = events(arena, rows)
        xbar.read({ ...list, n: first }, at, out)
        xbar.read({ ...list, first, n: rows.length - first }, at, out)
        expect(bits(out)).toEqual(bits(whole))
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('do not change when other times are not read, or in another order, between any pulses', () => {
    fc.assert(
      fc.property(seed, shape, fc.array(moment, { minLength: 1, maxLength: 20 }), (s, sh, moments) => {
        const [all, some] = [crossbar(s, sh), crossbar(s, sh)]
        const results = new Map<number, number[]>()
        let lastPulse = 0
        let pending: { t: number; event: number; rows: number[] }[] = []
        const catchUp = () => {
          for (const { t, event, rows } of shuffled(s, pending))
            expect(bits(read(some, rows, t, event))).toEqual(results.get(event))
          pending = []
        }
        moments.forEach(({ pulses, age, rows, also }, event) => {
          if (pulses) {
            catchUp()
            lastPulse += age
            pulse(all, event + 1, lastPulse)
            pulse(some, event + 1, lastPulse)
          }
          const spiking = pick(rows, sh.rows, 0.7)
          const at = lastPulse + age
          results.set(event, bits(read(all, spiking, at, event)))
          if (also) pending.push({ t: at, event, rows: spiking })
        })
        catchUp()
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('do not change with the order in which arrays are read', () => {
    const arrays = () =>
      ['in', 'rec', 'out'].map((name) =>
        createCrossbar(arena, { rows: 9, cols: 9, model: model(pcm), rng: createRng(3).fork(name), scale: 10 }),
      )
    const rows = [0, 3, 8]
    const forwards = arrays()
    const backwards = arrays()
    for (let event = 0; event < 5; event++) {
      const a = forwards.map((xbar) => bits(read(xbar, rows, 40 + event, event)))
      const b = [2, 1, 0].map((i) => bits(read(backwards[i]!, rows, 40 + event, event))).reverse()
      expect(a).toEqual(b)
      expect(new Set(a.map(String)).size).toBe(3)
    }
  })

  it('do change with the event: every read has its own noise', () => {
    const xbar = crossbar(4, { rows: 1, cols: 8 })
    expect(distance(read(xbar, [0], 50, 1), read(xbar, [0], 50, 2))).toBeGreaterThan(0.01)
    expect(bits(read(xbar, [0], 50, 1))).toEqual(bits(read(xbar, [0], 50, 1)))
  })
})

describe('the fused read', () => {
  const shape = fc.record({
    rows: size,
    cols: size,
    replicas: fc.integer({ min: 1, max: 4 }),
    combine: fc.constantFrom('mean' as const, 'sum' as const),
  })
  const square = fc
    .tuple(size, fc.integer({ min: 1, max: 4 }))
    .map(([n, replicas]) => ({ rows: n, cols: n, replicas, autapses: false }))

  it('equals the path of a model without one: replicas, sums, autapses left out, gains, after any pulses', () => {
    const cases = [
      seed,
      fc.oneof(shape, square),
      fc.double({ min: -2, max: 5, noNaN: true }),
      fc.constantFrom(1, 0.0328, -2),
    ] as const
    fc.assert(
      fc.property(...cases, (s, sh, age, gain) => {
        const [fused, plain] = [crossbar(s, sh), crossbar(s, sh, undefined, false)]
        expect([fused.bank.model.rowRead === undefined, plain.bank.model.rowRead === undefined]).toEqual([false, true])
        const rows = pick(s + 1, sh.rows, 0.5)
        for (const t of [0, 30, 31]) {
          pulse(fused, s + t, t)
          pulse(plain, s + t, t)
          const at = t + 10 ** age
          // Event numbers go beyond 32 bits.
          const event = t * 2 ** 30
          const [a, b] = [read(fused, rows, at, event, gain), read(plain, rows, at, event, gain)]
          const cols = sh.cols
          expect(distance(a.subarray(0, cols), b.subarray(0, cols))).toBeLessThan(1e-5)
        }
      }),
      { seed: 5, numRuns: 60 },
    )
  })

  it("holds the drift law over ten decades of age, for devices older and younger than the array's last pulse", () => {
    const sh = { rows: 6, cols: 10, replicas: 2 }
    const xbar = crossbar(6, sh, { nu: 0.08, nu_std: 0.02 })
    const { columns, streams } = xbar.bank
    for (const t of [0, 1, 1000]) pulse(xbar, t + 3, t)
    for (let event = 0; event < 60; event++) {
      const t = 1000 + 10 ** (-3 + event / 6)
      const expected = new Float64Array(sh.cols)
      const cells = { g: columns.g, nu: float32(columns, 'nu'), tProgrammed: columns.t_programmed }
      readRows(
        [0, 2, 5],
        cells,
        { ...sh, pairs: 2, stride: 16 },
        t,
        event,
        0.05,
        NANDAKUMAR_2018,
        [streams.read.k0, streams.read.k1],
        expected,
      )
      expect(distance(read(xbar, [0, 2, 5], t, event).subarray(0, sh.cols), expected)).toBeLessThan(2e-6)
    }
  })

  it('sees pulses sent since the last read', () => {
    const xbar = crossbar(7, { rows: 1, cols: 1 }, { read_noise: false, drift: false })
    const before = read(xbar, [0], 100, 0)[0]!
    const list = createPulseList(arena, 16)
    push(list, 0, 3)
    sendPulses(xbar, list, 100)
    const { g } = xbar.bank.columns
    const after = read(xbar, [0], 100, 1)[0]!
    expect(after).toBeCloseTo((g[0]! - g[16]!) / 10, 6)
    expect(after - before).toBeGreaterThan(0.1)
  })
})
