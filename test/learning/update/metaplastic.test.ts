/** Metaplastic binary weights: the limit without metaplasticity, its closed form under a constant push, and where pulses go. */
import { describe, expect, it } from 'vitest'
import { ideal } from '../../../devices/models/ideal.ts'
import { Arena } from '../../../kernels/arena.ts'
import { schemes } from '../../../learning/update/registry.ts'
import { model } from '../../support/bank.ts'
import { normals } from '../../support/draws.ts'
import { arrayFactory } from '../../support/schemes.ts'

const arena = new Arena(32 * 1024 * 1024)
const SIZE = 0.25

function metaplastic(cols: number, m: number, initial: ArrayLike<number>, direction: 'set-only' | 'bidirectional') {
  const device = model(ideal, { bits: 8, g_min: 0, g_max: 255 })
  const make = arrayFactory(arena, { model: device, scale: 256, direction })
  const w = arena.f32(16)
  for (let c = 0; c < cols; c++) w[c] = initial[c]!
  const shape = { rows: 1, cols, autapses: true }
  return schemes.metaplastic!.create(shape, w, make, { metaplasticity: m, binary_weight: SIZE })
}

describe.each(['set-only', 'bidirectional'] as const)('on devices that go %s', (direction) => {
  it('with m = 0 the weight is the sign of the accumulated changes, and only turned signs are pulsed', () => {
    const cols = 12
    const h = Array.from(normals(1, cols))
    const array = metaplastic(cols, 0, h, direction)
    // The initial weights reach it as float32.
    for (let c = 0; c < cols; c++) h[c] = Math.fround(h[c]!)
    const [g, w] = [arena.f32(16), arena.f32(16)]
    let turns = 0
    for (let t = 0; t < 60; t++) {
      g.set(normals(10 + t, cols))
      const before = h.map((x) => x >= 0)
      for (let c = 0; c < cols; c++) h[c] = h[c]! - 0.3 * g[c]!
      const turned = h.filter((x, c) => x >= 0 !== before[c]).length
      turns += turned
      const counts = array.apply({ connection: 'any', direction: g, rate: 0.3 }, t)
      array.weights(t, w)
      expect(Array.from(w.subarray(0, cols))).toEqual(h.map((x) => (x >= 0 ? SIZE : -SIZE)))
      // A turn takes 64 steps from RESET, or 128 from the other side.
      expect(counts.set + counts.depress).toBe(turned * (direction === 'set-only' ? 64 : 128))
      expect(counts.reset).toBe(direction === 'set-only' ? 2 * turned : 0)
    }
    expect(turns).toBeGreaterThan(20)
  })
})

describe('a hidden number', () => {
  it.each([0.5, 2, 3])(
    'pushed back at m = %f follows sinh(2 m h)/(4 m) + h/2 = c - g n: turns when that says, within 1 %',
    (m) => {
      const [start, push] = [1, 1e-3]
      const array = metaplastic(1, m, [start], 'bidirectional')
      const [g, w] = [arena.f32(16), arena.f32(16)]
      g[0] = push
      let n = 0
      do {
        array.apply({ connection: 'any', direction: g, rate: 1 }, n++)
        array.weights(n, w)
      } while (w[0]! > 0 && n < 1e6)
      // From h = 1 to h = 0.
      const expected = (Math.sinh(2 * m * start) / (4 * m) + start / 2) / push
      expect(Math.abs(n / expected - 1)).toBeLessThan(0.01)
    },
  )

  it('is as easy to push outwards as without metaplasticity', () => {
    const array = metaplastic(1, 5, [0.001], 'bidirectional')
    const [g, w] = [arena.f32(16), arena.f32(16)]
    // Outwards by 1, then back by 1: with sech^2(5) = 2e-4 the sign would take thousands of such pushes to turn.
    g[0] = -1
    array.apply({ connection: 'any', direction: g, rate: 1 }, 0)
    g[0] = 1
    for (let n = 1; n < 100; n++) array.apply({ connection: 'any', direction: g, rate: 1 }, n)
    array.weights(100, w)
    expect(w[0]).toBe(SIZE)
  })
})
