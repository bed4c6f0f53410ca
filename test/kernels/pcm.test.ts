/** The kernels of phase-change memory equal the oracle's plain physics, for random devices, lists and shapes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import { frameOf } from '../../kernels/frame.ts'
import { NONE } from '../../kernels/pointer.ts'
import { eventWords } from '../../kernels/rng.ts'
import { normalAt } from '../oracle/normal.ts'
import { type ArrayShape, drifted, NANDAKUMAR_2018 as NANDAKUMAR, readDevice, readRows, reset, setPulse } from '../oracle/pcm.ts'
import type { Key } from '../oracle/philox.ts'
import { bits, doubles, excess, floats, words } from '../support/columns.ts'
import { normalTolerance, pick, shuffled, spread } from '../support/draws.ts'

const arena = new Arena()
const { kernels } = arena
const DECAY = Math.exp(-1 / NANDAKUMAR.pulseMemory)

const seed = fc.integer({ min: 1, max: 2 ** 31 })
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const key = fc.tuple(word, word)
const event = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 2 ** 32, max: Number.MAX_SAFE_INTEGER }))
const chance = fc.constantFrom(0, 0.1, 0.5, 1)

/** n devices in any state, and some of them in any order. */
function population(s: number, n: number, listed: number) {
  const ids = shuffled(s, pick(s, n, listed))
  return {
    ids,
    list: words(arena, ids),
    g: floats(arena, spread(s, n, 0.1, 12)),
    p: floats(arena, spread(s + 1, n, 0, 1)),
    count: words(
      arena,
      spread(s + 2, n, 0, 1e4).map((x) => Math.floor(x)),
    ),
  }
}

describe('pulses', () => {
  const { m1, c1, A1, m2, c2, A2, gMin, resetMean, resetStd } = NANDAKUMAR
  const set = ({ list, ids, g, p, count }: ReturnType<typeof population>, gMax: number, noise: number, [k0, k1]: Key) =>
    kernels.pcmSet(
      frameOf(arena, 'PcmSet', {
        ...{ ids: list.ptr, n: ids.length, g: g.ptr, p: p.ptr, count: count.ptr, gMin, gMax, m1, c1, a1: A1, m2, c2, a2: A2 },
        ...{ decay: DECAY, noise, k0, k1 },
      }),
    )
  const resetAll = (cells: ReturnType<typeof population>, mean: number, std: number, noise: number, [k0, k1]: Key) =>
    kernels.pcmReset(
      frameOf(arena, 'PcmReset', {
        ...{ ids: cells.list.ptr, n: cells.ids.length, g: cells.g.ptr, p: cells.p.ptr, count: cells.count.ptr },
        ...{ mean, std, noise, k0, k1 },
      }),
    )

  it('pcmSet is the SET of the oracle on the listed devices, draws included, and leaves all others and the counter', () => {
    fc.assert(
      fc.property(seed, key, fc.integer({ min: 1, max: 70 }), chance, fc.constantFrom(12, 20), (s, k, n, listed, gMax) => {
        const cells = population(s, n, listed)
        const before = Float64Array.from(cells.g)
        const [g, p, count] = [Float64Array.from(cells.g), Float64Array.from(cells.p), Uint32Array.from(cells.count)]
        const unchanged = cells.g.slice()
        setPulse(cells.ids, g, p, count, { ...NANDAKUMAR, gMax }, k)
        set(cells, gMax, 1, k)
        const tolerance = (id: number) => 3e-6 + (m2 * before[id]! + c2 + A2 * p[id]!) * normalTolerance(k, id, cells.count[id]!)
        expect(excess(n, (id) => [cells.g[id]!, g[id]!, tolerance(id)])).toBeLessThan(1)
        expect(excess(n, (id) => [cells.p[id]!, p[id]!, 1e-6])).toBeLessThan(1)
        for (const id of cells.ids) {
          unchanged[id] = cells.g[id]!
          count[id]! -= 1
        }
        expect(bits(cells.g)).toEqual(bits(unchanged))
        expect(cells.count.slice()).toEqual(count)
      }),
      { seed: 1 },
    )
  })

  it('pcmSet without noise is the mean response, and the key has no say', () => {
    fc.assert(
      fc.property(seed, key, fc.integer({ min: 1, max: 40 }), (s, k, n) => {
        const cells = population(s, n, 1)
        const expected = Array.from(cells.g, (g, id) => Math.min(12, Math.max(0.1, g + m1 * g + c1 + A1 * cells.p[id]! * DECAY)))
        set(cells, 12, 0, k)
        expect(excess(n, (id) => [cells.g[id]!, expected[id]!, 3e-6])).toBeLessThan(1)
      }),
      { seed: 2 },
    )
  })

  it('pcmReset is the RESET of the oracle on the listed devices, and leaves all others', () => {
    fc.assert(
      fc.property(seed, key, fc.integer({ min: 1, max: 70 }), chance, fc.constantFrom(0, 1), (s, k, n, listed, noise) => {
        const cells = population(s, n, listed)
        const [g, p, count] = [Float64Array.from(cells.g), Float64Array.from(cells.p), Uint32Array.from(cells.count)]
        reset(cells.ids, g, p, count, { ...NANDAKUMAR, resetStd: noise * resetStd }, k)
        resetAll(cells, resetMean, resetStd, noise, k)
        const tolerance = (id: number) => 2e-8 + resetStd * normalTolerance(k, id, cells.count[id]!)
        expect(excess(n, (id) => [cells.g[id]!, g[id]!, tolerance(id)])).toBeLessThan(1)
        expect(Array.from(cells.p)).toEqual(Array.from(p))
        expect(cells.count.slice()).toEqual(count.map((pulses, id) => (cells.ids.includes(id) ? pulses - 1 : pulses)))
      }),
      { seed: 3 },
    )
  })

  it('pcmReset leaves no negative conductance, however wide its spread', () => {
    const cells = population(4, 200, 1)
    resetAll(cells, 0.1, 1, 1, [8, 9])
    const expected = cells.ids.map((id) => 0.1 + normalAt([8, 9], id, cells.count[id]!))
    expect(expected.filter((g) => g < 0).length).toBeGreaterThan(50)
    cells.ids.forEach((id, i) => {
      expect(cells.g[id]).toBeCloseTo(Math.max(0, expected[i]!), 5)
    })
  })
})

describe('drift', () => {
  const n = 16_000
  // Bound of both tests: the float32 roundings of log, product and exp; measured 2.7e-7 and 2.9e-7.
  const FLOAT32 = 3e-7
  // The series alone, from the reference time on: its roundings and its fifth term; measured 0.9e-7.
  const SERIES = 1.2e-7

  it.each([
    ['from 1 ns to 1 ms', -9, -3],
    ['from 1 ms to 100 s', -3, 2],
    ['from 100 s to 30 years', 2, 9],
  ])('pcmDrift is G (age / T0)^-nu to 3e-7 for nu up to 0.1 and ages %s', (_, first, last) => {
    const now = 0
    const g = floats(arena, spread(21, n, 0.1, 12))
    const nu = floats(arena, spread(22, n, 0, 0.1))
    const t_programmed = doubles(
      arena,
      spread(23, n, first, last).map((e) => now - 10 ** e),
    )
    const [gRef, inverseAge] = [arena.f32(n), arena.f32(n)]
    kernels.pcmDrift(n, g.ptr, t_programmed.ptr, nu.ptr, now, 1 / 38.6, gRef.ptr, inverseAge.ptr)
    const age = (id: number) => Math.max(1e-9, now - t_programmed[id]!)
    expect(excess(n, (id) => [gRef[id]! / drifted(g[id]!, nu[id]!, age(id), 38.6), 1, FLOAT32])).toBeLessThan(1)
    expect(excess(n, (id) => [inverseAge[id]! * age(id), 1, FLOAT32])).toBeLessThan(1)
  })

  it('takes the first nanosecond after a pulse as one', () => {
    const [gRef, inverseAge] = [arena.f32(4), arena.f32(4)]
    const nu = floats(arena, [0.04, 0.04, 0.04, 0.04])
    const pulses = doubles(arena, [5, 5 - 1e-12, 6, 5])
    kernels.pcmDrift(4, floats(arena, [1, 1, 1, 1]).ptr, pulses.ptr, nu.ptr, 5, 1 / 38.6, gRef.ptr, inverseAge.ptr)
    for (const g of gRef) expect(g).toBeCloseTo((1e-9 / 38.6) ** -0.04, 5)
  })

  it('pcmReadRows drifts on from the reference time to 3e-7, for up to 1/16 of the age then', () => {
    const [stride, rows] = [16, 1000]
    const plane = rows * stride
    const reference = 1e4
    const ages = spread(24, rows, -2, 4).map((e) => 10 ** e)
    const later = spread(25, rows, 0, 1 / 16)
    // G- is 0, so that what is read is G+.
    const g = floats(
      arena,
      spread(26, 2 * plane, 0.1, 12).map((x, id) => (id < plane ? x : 0)),
    )
    const nu = floats(arena, spread(27, 2 * plane, 0, 0.1))
    const t_programmed = doubles(
      arena,
      Array.from({ length: 2 * plane }, (_, id) => reference - ages[Math.floor((id % plane) / stride)]!),
    )
    const [gRef, inverseAge, out] = [arena.f32(2 * plane), arena.f32(2 * plane), arena.f32(stride)]
    kernels.pcmDrift(2 * plane, g.ptr, t_programmed.ptr, nu.ptr, reference, 1 / 38.6, gRef.ptr, inverseAge.ptr)
    let worst = 0
    for (let row = 0; row < rows; row++) {
      const elapsed = later[row]! * ages[row]!
      out.fill(0)
      // No noise, no clamp that binds, gain 1.
      kernels.pcmReadRows(
        frameOf(arena, 'PcmReadRows', {
          ...{ rows: words(arena, [row]).ptr, values: NONE, n: 1, gRef: gRef.ptr, inverseAge: inverseAge.ptr, nu: nu.ptr },
          ...{ replicas: 1, totalRows: rows, stride, cols: stride, elapsed, relative: 0, absolute: 0, low: 0, high: 1e6 },
          ...{ noise: 0, k0: 0, k1: 0, drawLow: 0, drawHigh: 0, gain: 1, autapses: 1, out: out.ptr },
        }),
      )
      const onwards = (id: number) => (1 + elapsed / ages[row]!) ** -nu[id]!
      const exact = (id: number) => drifted(g[id]!, nu[id]!, reference - t_programmed[id]! + elapsed, 38.6)
      worst = Math.max(
        worst,
        excess(stride, (c) => [out[c]! / exact(row * stride + c), 1, FLOAT32]),
        excess(stride, (c) => [out[c]! / gRef[row * stride + c]! / onwards(row * stride + c), 1, SERIES]),
      )
    }
    expect(worst).toBeLessThan(1)
  })
})

describe('reads', () => {
  const { t0, readSlope, readOffset } = NANDAKUMAR
  const limits = fc.constantFrom([0, 1e6] as const, [0.1, 12] as const)

  it('pcmReadCells is the read of the oracle, device by device: drift, noise and clamp', () => {
    fc.assert(
      fc.property(
        seed,
        key,
        event,
        fc.integer({ min: 1, max: 70 }),
        chance,
        limits,
        fc.boolean(),
        (s, k, e, n, listed, [low, high], noise) => {
          const { ids, list, g } = population(s, n, listed)
          const nu = floats(arena, spread(s + 3, n, 0, 0.1))
          const t_programmed = doubles(arena, spread(s + 4, n, 0, 99))
          const out = floats(arena, new Array(n).fill(-7))
          const [drawLow, drawHigh] = eventWords(e)
          kernels.pcmReadCells(
            frameOf(arena, 'PcmReadCells', {
              ...{ t: 100, ids: list.ptr, n: ids.length, g: g.ptr, tProgrammed: t_programmed.ptr, nu: nu.ptr },
              ...{ inverseT0: 1 / t0, relative: readSlope, absolute: readOffset, low, high, noise: noise ? 1 : 0 },
              ...{ k0: k[0], k1: k[1], drawLow, drawHigh, out: out.ptr },
            }),
          )
          const params = { ...NANDAKUMAR, readMin: low, readMax: high }
          const worst = excess(ids.length, (i) => {
            const id = ids[i]!
            const now = drifted(g[id]!, nu[id]!, 100 - t_programmed[id]!, t0)
            const expected = readDevice(now, noise ? normalAt(k, id, e) : 0, params)
            return [out[i]!, expected, 1e-6 * (1 + now) + (readSlope * now + readOffset) * normalTolerance(k, id, e)]
          })
          expect(worst).toBeLessThan(1)
          expect(Array.from(out.subarray(ids.length))).toEqual(new Array(n - ids.length).fill(-7))
        },
      ),
      { seed: 5 },
    )
  })

  const shape = fc
    .record({
      pairs: fc.integer({ min: 1, max: 3 }),
      rows: fc.integer({ min: 1, max: 12 }),
      cols: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ pairs, rows, cols }): ArrayShape => ({ pairs, rows, cols, stride: (cols + 15) & ~15 }))

  /** An array read both ways at `elapsed` after its reference time. */
  function read(
    s: number,
    sh: ArrayShape,
    k: Key,
    e: number,
    options: { low: number; high: number; noise: boolean; autapses: boolean; rows: number[]; graded?: boolean },
  ) {
    const { low, high, noise, autapses, rows, graded = false } = options
    const n = 2 * sh.pairs * sh.rows * sh.stride
    const reference = 100
    const elapsed = 0.05
    const g = floats(arena, spread(s, n, 0.1, 12))
    const nu = floats(arena, spread(s + 3, n, 0, 0.1))
    const t_programmed = doubles(arena, spread(s + 4, n, 0, 99))
    const [gRef, inverseAge] = [arena.f32(n), arena.f32(n)]
    const out = floats(arena, new Array(sh.stride).fill(3))
    const list = words(arena, rows)
    kernels.pcmDrift(n, g.ptr, t_programmed.ptr, nu.ptr, reference, 1 / t0, gRef.ptr, inverseAge.ptr)
    const values = graded ? floats(arena, spread(s + 5, rows.length, -2, 2)) : undefined
    const [drawLow, drawHigh] = eventWords(e)
    kernels.pcmReadRows(
      frameOf(arena, 'PcmReadRows', {
        ...{ rows: list.ptr, values: values?.ptr ?? NONE, n: rows.length },
        ...{ gRef: gRef.ptr, inverseAge: inverseAge.ptr, nu: nu.ptr },
        ...{ replicas: sh.pairs, totalRows: sh.rows, stride: sh.stride, cols: sh.cols, elapsed },
        ...{ relative: readSlope, absolute: readOffset, low, high, noise: noise ? 1 : 0, k0: k[0], k1: k[1] },
        ...{ drawLow, drawHigh, gain: 0.5, autapses: autapses ? 1 : 0, out: out.ptr },
      }),
    )
    const quiet = noise ? {} : { readSlope: 0, readOffset: 0 }
    const params = { ...NANDAKUMAR, ...quiet, readMin: low, readMax: high }
    const expected = new Float64Array(sh.cols).fill(3)
    const cells = { g: Float64Array.from(g), nu: Float64Array.from(nu), tProgrammed: Float64Array.from(t_programmed) }
    rows.forEach((row, i) => {
      const own = expected[row]!
      readRows([row], cells, sh, reference + elapsed, e, 0.5 * (values?.[i] ?? 1), params, k, expected)
      if (!autapses && row < sh.cols) expected[row] = own
    })
    return { out, expected }
  }

  it('pcmReadRows is the read of the oracle for any shape, replicas, list of rows and key, adding to what is there', () => {
    fc.assert(
      fc.property(seed, key, event, shape, chance, limits, fc.boolean(), (s, k, e, sh, listed, [low, high], noise) => {
        const rows = pick(s, sh.rows, listed)
        const { out, expected } = read(s, sh, k, e, { low, high, noise, autapses: true, rows })
        // Each of the 2 pairs rows terms is up to 20 uS and rounded a few times.
        expect(excess(sh.cols, (c) => [out[c]!, expected[c]!, 2e-5 * (1 + sh.pairs * rows.length)])).toBeLessThan(1)
      }),
      { seed: 6 },
    )
  })

  it('pcmReadRows of graded rows is the same with each row times its value, of either sign', () => {
    fc.assert(
      fc.property(seed, key, event, shape, chance, fc.boolean(), (s, k, e, sh, listed, noise) => {
        const rows = pick(s, sh.rows, listed)
        const { out, expected } = read(s, sh, k, e, { low: 0, high: 1e6, noise, autapses: true, rows, graded: true })
        expect(excess(sh.cols, (c) => [out[c]!, expected[c]!, 4e-5 * (1 + sh.pairs * rows.length)])).toBeLessThan(1)
      }),
      { seed: 61 },
    )
  })

  it("pcmReadRows without self-connections leaves exactly the column of the row's own number", () => {
    fc.assert(
      fc.property(
        seed,
        key,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 30 }),
        chance,
        (s, k, pairs, n, listed) => {
          const rows = pick(s, n, listed)
          const sh = { pairs, rows: n, cols: n, stride: (n + 15) & ~15 }
          const { out, expected } = read(s, sh, k, 9, { low: 0, high: 1e6, noise: true, autapses: false, rows })
          expect(excess(n, (c) => [out[c]!, expected[c]!, 2e-5 * (1 + pairs * rows.length)])).toBeLessThan(1)
          if (rows.length === 1) expect(out[rows[0]!]).toBe(3)
        },
      ),
      { seed: 7 },
    )
  })

  it('pcmReadRows with no rows listed leaves every bit', () => {
    const { out } = read(8, { pairs: 2, rows: 4, cols: 5, stride: 16 }, [1, 2], 3, {
      low: 0,
      high: 1e6,
      noise: true,
      autapses: true,
      rows: [],
    })
    expect(Array.from(out)).toEqual(new Array(16).fill(3))
  })

  it('pcmReadRows leaves the padding columns as they are, whatever the number of columns', () => {
    for (let cols = 1; cols <= 17; cols++) {
      const sh = { pairs: 1, rows: 2, cols, stride: (cols + 15) & ~15 }
      const { out } = read(9, sh, [1, 2], 3, { low: 0, high: 1e6, noise: true, autapses: true, rows: [0, 1] })
      expect(Array.from(out.subarray(cols)), `${cols} columns`).toEqual(new Array(sh.stride - cols).fill(3))
    }
  })
})
