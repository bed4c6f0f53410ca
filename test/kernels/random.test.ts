/** Keyed random numbers: published answers, the oracle's definition, and the statistics of many draws. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import { normalAt, uniformAt } from '../oracle/normal.ts'
import { type Block, type Key, philox4x32 } from '../oracle/philox.ts'
import { floats, words } from '../support/columns.ts'
import { normalTolerance } from '../support/draws.ts'

const arena = new Arena()
const { kernels } = arena

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const key = fc.tuple(word, word)
/** Every size of event number: small ones, those about 2^32, those up to 2^53. */
const event = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.integer({ min: 2 ** 32 - 3, max: 2 ** 32 + 3 }),
  fc.integer({ min: 2 ** 32, max: Number.MAX_SAFE_INTEGER }),
)
const high = (e: number) => Math.floor(e / 2 ** 32)

describe('philox', () => {
  const out = arena.u32(16)
  const ones = 0xffffffff

  it.each<[Block, Key, Block]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ones, ones, ones, ones],
      [ones, ones],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the known answers of Random123 (%#)', (counter, [k0, k1], answer) => {
    kernels.philox(...counter, k0, k1, out.ptr)
    expect([out[0], out[4], out[8], out[12]]).toEqual(answer)
  })

  it('takes four consecutive counters at once, wrapping at 2^32', () => {
    fc.assert(
      fc.property(fc.oneof(word, fc.constant(ones - 1)), word, word, word, key, (c0, c1, c2, c3, k) => {
        kernels.philox(c0, c1, c2, c3, ...k, out.ptr)
        for (let lane = 0; lane < 4; lane++) {
          const expected = philox4x32([(c0 + lane) >>> 0, c1, c2, c3], k)
          expect([0, 4, 8, 12].map((w) => out[w + lane])).toEqual(expected)
        }
      }),
      { seed: 1 },
    )
  })
})

describe('keyed draws equal their definition', () => {
  const out = arena.f32(200)
  const uniform = arena.f64(200)

  it('normals, for any key, event and number of ids', () => {
    fc.assert(
      fc.property(key, event, fc.integer({ min: 1, max: 200 }), (k, e, n) => {
        kernels.normals(...k, e >>> 0, high(e), n, out.ptr)
        for (let id = 0; id < n; id++) {
          expect(Math.abs(out[id]! - normalAt(k, id, e))).toBeLessThan(normalTolerance(k, id, e))
        }
      }),
      { seed: 2 },
    )
  })

  it('normalsOf, for any list of ids', () => {
    fc.assert(
      fc.property(
        key,
        event,
        fc.array(fc.oneof(word, fc.integer({ min: 0, max: 99 })), { minLength: 1, maxLength: 50 }),
        (k, e, ids) => {
          kernels.normalsOf(...k, e >>> 0, high(e), words(arena, ids).ptr, ids.length, out.ptr)
          ids.forEach((id, i) => {
            expect(Math.abs(out[i]! - normalAt(k, id, e))).toBeLessThan(normalTolerance(k, id, e))
          })
        },
      ),
      { seed: 3 },
    )
  })

  it('normalsOfEvents, each id with an event of its own, and lists of any length', () => {
    const events = arena.u32(100)
    for (let id = 0; id < 100; id++) events[id] = id % 7
    for (const n of [1, 2, 3, 4, 5, 50]) {
      const ids = Array.from({ length: n }, (_, i) => (i * 37 + n) % 100)
      kernels.normalsOfEvents(8, 9, words(arena, ids).ptr, n, events.ptr, out.ptr)
      const one = arena.f32(1)
      ids.forEach((id, i) => {
        kernels.normalsOf(8, 9, id % 7, 0, words(arena, [id]).ptr, 1, one.ptr)
        expect(out[i]).toBe(one[0])
      })
    }
  })

  it('uniforms, to the last bit', () => {
    fc.assert(
      fc.property(key, event, fc.integer({ min: 1, max: 200 }), (k, e, n) => {
        kernels.uniforms(...k, e >>> 0, high(e), n, uniform.ptr)
        for (let id = 0; id < n; id++) expect(uniform[id]).toBe(uniformAt(k, id, e))
      }),
      { seed: 4 },
    )
  })

  it('the same id has the same normal in a list, in a block and on its own, to the last bit', () => {
    const ids = Array.from({ length: 200 }, (_, i) => (i * 77) % 200)
    const list = words(arena, ids)
    const listed = arena.f32(200)
    kernels.normals(5, 6, 7, 8, 200, out.ptr)
    kernels.normalsOf(5, 6, 7, 8, list.ptr, 200, listed.ptr)
    expect(Array.from(listed)).toEqual(ids.map((id) => out[id]))
    const alone = arena.f32(1)
    for (const id of [0, 15, 16, 199]) {
      kernels.normalsOf(5, 6, 7, 8, words(arena, [id]).ptr, 1, alone.ptr)
      expect(alone[0]).toBe(out[id])
    }
  })
})

describe('2^25 normals of 8192 ids and 4096 events', () => {
  const [ids, events] = [8192, 4096]
  const n = ids * events
  const lags = [1, 2, 4, 8, 16]
  const now = floats(arena, new Array<number>(ids).fill(0))
  const before = new Float32Array(ids)
  const power = [0, 0, 0, 0, 0]
  const beyond = new Map([3, 4, 5].map((sigma) => [sigma, 0]))
  const neighbours = lags.map(() => 0)
  const squares = lags.map(() => 0)
  let successive = 0
  let successiveSquares = 0
  let largest = 0
  for (let e = 0; e < events; e++) {
    kernels.normals(2108, 1804, e, 0, ids, now.ptr)
    let [s1, s2, s3, s4, product, squared] = [0, 0, 0, 0, 0, 0]
    for (let i = 0; i < ids; i++) {
      const x = now[i]!
      const x2 = x * x
      s1 += x
      s2 += x2
      s3 += x2 * x
      s4 += x2 * x2
      product += x * before[i]!
      squared += (x2 - 1) * (before[i]! ** 2 - 1)
      if (x2 > 9) {
        for (const sigma of beyond.keys()) if (x2 > sigma * sigma) beyond.set(sigma, beyond.get(sigma)! + 1)
        largest = Math.max(largest, Math.abs(x))
      }
    }
    power[1]! += s1
    power[2]! += s2
    power[3]! += s3
    power[4]! += s4
    if (e > 0) {
      successive += product
      successiveSquares += squared
    }
    if (e % 8 === 0) {
      lags.forEach((lag, l) => {
        let [sum, sumSquares] = [0, 0]
        for (let i = lag; i < ids; i++) {
          sum += now[i]! * now[i - lag]!
          sumSquares += (now[i]! ** 2 - 1) * (now[i - lag]! ** 2 - 1)
        }
        neighbours[l]! += sum
        squares[l]! += sumSquares
      })
    }
    before.set(now)
  }

  // A normal's k-th moment has variance (m_2k - m_k^2) / n: 1, 2, 15 and 96. Four standard errors hold with 99.99 %.
  it.each([
    ['mean', 1, 0, 1],
    ['variance', 2, 1, 2],
    ['third moment (skew)', 3, 0, 15],
    ['fourth moment (kurtosis)', 4, 3, 96],
  ])('have the %s of a standard normal within 4 standard errors', (_, k, expected, variance) => {
    expect(Math.abs(power[k]! / n - expected) / Math.sqrt(variance / n)).toBeLessThan(4)
  })

  // Two-sided tail probabilities; counts are Poisson to a good approximation. At 5 sigma 19.2 are expected, and a Poisson number
  // lies within [5, 41] with 99.99 %.
  it.each([
    [3, 2.699796063e-3],
    [4, 6.334248367e-5],
  ])('lie beyond %i sigma as often as they should, within 4 standard errors', (sigma, share) => {
    expect(Math.abs(beyond.get(sigma)! - n * share) / Math.sqrt(n * share)).toBeLessThan(4)
  })

  it('lie beyond 5 sigma as often as they should (5 to 41 times of 19.2 expected, 99.99 %), and never beyond 6.66', () => {
    expect(n * 5.733031e-7).toBeCloseTo(19.2, 1)
    expect(beyond.get(5)).toBeGreaterThanOrEqual(5)
    expect(beyond.get(5)).toBeLessThanOrEqual(41)
    expect(largest).toBeLessThan(6.661)
  })

  it('are independent of the same id at the event before: product and squares within 4 standard errors', () => {
    const pairs = ids * (events - 1)
    expect(Math.abs(successive) / Math.sqrt(pairs)).toBeLessThan(4)
    expect(Math.abs(successiveSquares) / Math.sqrt(4 * pairs)).toBeLessThan(4)
  })

  it.each(lags.map((lag, l) => [lag, l]))(
    'are independent of the id %i before: product and squares within 4 standard errors',
    (lag, l) => {
      const pairs = ((ids - lag) * events) / 8
      expect(Math.abs(neighbours[l]!) / Math.sqrt(pairs)).toBeLessThan(4)
      expect(Math.abs(squares[l]!) / Math.sqrt(4 * pairs)).toBeLessThan(4)
    },
  )
})
