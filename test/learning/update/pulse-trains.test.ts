/** Stochastic pulse trains: mean and spread of the coincidences, of outer products and of changes without factors. */
import { describe, expect, it } from 'vitest'
import { ideal } from '../../../devices/models/ideal.ts'
import { Arena } from '../../../kernels/arena.ts'
import { schemes } from '../../../learning/update/registry.ts'
import { model } from '../../support/bank.ts'
import { floats } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { arrayFactory } from '../../support/schemes.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena(64 * 1024 * 1024)
const [rows, cols, stride, bits, updates] = [6, 8, 16, 31, 1500]
const pre = Float64Array.from(normals(1, rows), (x, i) => (i === 3 ? 0 : x))
const post = normals(2, cols)

/** Change of every weight in every update, in device steps. */
function changes(withFactors: boolean, rate: number): Float64Array[] {
  // A range that nothing reaches the end of.
  const device = model(ideal, { bits: 16, g_min: 0, g_max: 65535 })
  const make = arrayFactory(arena, { model: device, scale: 1, direction: 'bidirectional', cell: 'reference' })
  const array = schemes['stochastic-pulse-trains']!.create({ rows, cols, autapses: true }, undefined, make, { train_bits: bits })
  const direction = arena.f32(rows * stride)
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) direction[i * stride + j] = pre[i]! * post[j]!
  const outer = { pre: floats(arena, pre), post: floats(arena, post) }
  const w = arena.f32(rows * stride)
  const found = Array.from({ length: rows * cols }, () => new Float64Array(updates))
  let before = new Float32Array(w.length)
  for (let n = 0; n < updates; n++) {
    array.apply({ connection: 'any', direction, rate, ...(withFactors ? { outer } : {}) }, n)
    array.weights(n, w)
    for (let s = 0; s < rows * cols; s++) {
      const at = Math.floor(s / cols) * stride + (s % cols)
      found[s]![n] = w[at]! - before[at]!
    }
    before = w.slice()
  }
  return found
}

describe.each([
  ['an outer product', true],
  ['a sum without factors', false],
] as const)('a change that is %s', (_, withFactors) => {
  // The largest product takes 5 of 31 bits.
  const most = Math.max(...pre.map(Math.abs)) * Math.max(...post.map(Math.abs))
  const rate = 5 / most
  const found = changes(withFactors, rate)

  it('is made on average (5 standard errors), with the variance BL pq (1 - pq) of a binomial (5 standard errors)', () => {
    found.forEach((steps, s) => {
      const wanted = -rate * pre[Math.floor(s / cols)]! * post[s % cols]!
      const p = Math.abs(wanted) / bits
      const { mean, std } = moments(steps)
      const variance = bits * p * (1 - p)
      if (wanted === 0) expect(std).toBe(0)
      else {
        expect(Math.abs(mean - wanted)).toBeLessThan(5 * Math.sqrt(variance / updates))
        // Standard error of the variance of a binomial: its fourth moment is 3 v^2 + v (1 - 6 p (1 - p)).
        const se = Math.sqrt((2 * variance ** 2 + variance * (1 - 6 * p * (1 - p))) / updates)
        expect(Math.abs(std ** 2 - variance)).toBeLessThan(5 * se)
      }
    })
  })

  it(`${withFactors ? 'shares the bits of a line: synapses of one row go together' : 'has each synapse by itself'}`, () => {
    const row = Math.max(...pre.map(Math.abs))
    const i = Array.from(pre, Math.abs).indexOf(row)
    const order = Array.from(post, (value, j) => [Math.abs(value), j] as const).sort((one, other) => other[0] - one[0])
    const [a, b] = [order[0]![1], order[1]![1]].map((j) => found[i * cols + j]!.map(Math.abs))
    const [x, y] = [moments(a!), moments(b!)]
    let sum = 0
    for (let n = 0; n < updates; n++) sum += (a![n]! - x.mean) * (b![n]! - y.mean)
    const r = sum / updates / (x.std * y.std)
    if (withFactors) expect(r).toBeGreaterThan(5 / Math.sqrt(updates))
    else expect(Math.abs(r)).toBeLessThan(5 / Math.sqrt(updates))
  })
})
