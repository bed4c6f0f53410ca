/** Tiki-taka: its limits on ideal devices, and what it is for: learning on devices whose steps are not symmetric. */
import { describe, expect, it } from 'vitest'
import type { DeviceModel } from '../../../devices/model.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { softBounds } from '../../../devices/models/soft-bounds.ts'
import { Arena } from '../../../kernels/arena.ts'
import { schemes } from '../../../learning/update/registry.ts'
import type { SynapseArray } from '../../../learning/update/scheme.ts'
import { model } from '../../support/bank.ts'
import { words } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { arrayFactory, valuesOf } from '../../support/schemes.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena(256 * 1024 * 1024)
const [rows, cols, stride] = [4, 5, 16]
/** Steps of 1/1024 of weight in powers of two, both ways; a range that nothing leaves. */
const EXACT: DeviceModel = (({ direction: _, ...both }) => both)(model(ideal, { bits: 16, g_min: 0, g_max: 65535 }))
const STEP = 1 / 1024

function tikiTaka(changes: object, device = EXACT, scale = 1 / STEP): SynapseArray {
  const make = arrayFactory(arena, { model: device, scale, direction: 'bidirectional', cell: 'reference' })
  const values = { ...valuesOf('tiki-taka'), transfer_lr: 1, ...changes }
  return schemes['tiki-taka']!.create({ rows, cols, autapses: true }, undefined, make, values as never)
}

/** Whole steps of change in every synapse, so that no rounding of what goes to the fast array is left to chance. */
function gradient(n: number) {
  const g = arena.f32(rows * stride)
  normals(n, rows * cols).forEach((x, i) => {
    g[Math.floor(i / cols) * stride + (i % cols)] = Math.round(3 * x)
  })
  return g
}

const weights = (array: Pick<SynapseArray, 'weights'>) => {
  const w = arena.f32(rows * stride)
  array.weights(0, w)
  return Float64Array.from(w)
}

describe('on ideal devices', () => {
  it('v2 is buffered SGD: the sum of changes, added to a buffer that gives out whole steps', () => {
    const lr = 0.3
    const array = tikiTaka({ version: 'v2', transfer_lr: lr })
    const [a, buffer, c] = [0, 0, 0].map(() => new Float64Array(rows * stride))
    for (let n = 0; n < 60; n++) {
      const g = gradient(n)
      array.apply({ connection: 'any', direction: g, rate: STEP }, n)
      for (let i = 0; i < a!.length; i++) {
        buffer![i] = buffer![i]! + lr * a![i]!
        const steps = Math.trunc(buffer![i]! / STEP)
        buffer![i] = buffer![i]! - steps * STEP
        c![i] = c![i]! + steps * STEP
        a![i] = a![i]! - STEP * g[i]!
      }
    }
    expect(moments(c!).std).toBeGreaterThan(20 * STEP)
    expect(weights(array)).toEqual(c)
    expect(weights(array.crossbars[1]!)).toEqual(a)
  })

  it('v3 without turns is v2, and v1 with whole steps of transfer too', () => {
    const run = (changes: object) => {
      const array = tikiTaka(changes)
      for (let n = 0; n < 40; n++) array.apply({ connection: 'any', direction: gradient(n), rate: STEP }, n)
      return array.crossbars.map(weights)
    }
    const v2 = run({ version: 'v2' })
    expect(run({ version: 'v3', chop_probability: 0 })).toEqual(v2)
    expect(run({ version: 'v1' })).toEqual(v2)
    expect(run({ version: 'v3', chop_probability: 0.3 })).not.toEqual(v2)
  })

  it('a line at a time, in turn, or every n updates, is what is transferred; a listed change touches its rows alone', () => {
    const array = tikiTaka({ version: 'v2', transfer_lines: 1, transfer_every: 2 })
    const ids = words(arena, [2])
    const direction = arena.f32(rows * stride)
    for (let c = 0; c < cols; c++) direction[2 * stride + c] = -5
    const moved: number[] = []
    for (let n = 1; n <= 8; n++) {
      const before = weights(array)
      array.apply({ connection: 'any', direction, rate: STEP, rows: { ids, n: 1 } }, n)
      if (weights(array).some((w, i) => w !== before[i])) moved.push(n)
    }
    // Transfers at updates 2, 4, 6, 8 read lines 0, 1, 2, 3.
    expect(moved).toEqual([6])
    const { set_count } = array.crossbars[1]!.bank.columns
    expect(Array.from(set_count.subarray(0, rows * stride)).map((n, i) => (n > 0 ? Math.floor(i / stride) : 2))).toEqual(
      new Array(rows * stride).fill(2),
    )
    expect(weights(array)[2 * stride]).toBe(5 * 5 * STEP)
  })

  it('gamma adds the fast array to what the network reads, both ways, and to the weights', () => {
    const array = tikiTaka({ version: 'v1', gamma: 0.5 })
    for (let n = 0; n < 5; n++) array.apply({ connection: 'any', direction: gradient(n), rate: STEP }, n)
    const [c, a] = array.crossbars.map(weights)
    const sum = c!.map((w, i) => w + 0.5 * a![i]!)
    expect(weights(array)).toEqual(sum)
    const out = arena.f32(stride)
    array.read(events(arena, [1]), { t: 9, drawIndex: 0, gain: 2 }, out)
    for (let j = 0; j < cols; j++) expect(out[j]).toBeCloseTo(2 * sum[stride + j]!, 5)
    out.fill(0)
    array.readBack(events(arena, [3]), { t: 9, drawIndex: 0, gain: 2 }, out)
    for (let i = 0; i < rows; i++) expect(out[i]).toBeCloseTo(2 * sum[i * stride + 3]!, 5)
    expect(() => tikiTaka({ version: 'v3', gamma: 0.5 })).toThrow(/update\.gamma.*v3/)
  })

  it('v4 transfers no offset of the fast array, however large, and what changes all the more', () => {
    const still = tikiTaka({ version: 'v4', chop_reads: 5 })
    still.crossbars[1]!.bank.columns.g.fill(40000)
    for (let n = 0; n < 60; n++) still.apply({ connection: 'any', direction: arena.f32(rows * stride), rate: STEP }, n)
    expect(weights(still).every((weight) => weight === 0)).toBe(true)
    const pushed = tikiTaka({ version: 'v4', chop_reads: 5 })
    pushed.crossbars[1]!.bank.columns.g.fill(40000)
    const direction = arena.f32(rows * stride)
    for (let i = 0; i < rows * stride; i++) direction[i] = i % stride < cols ? -1 : 0
    for (let n = 0; n < 60; n++) pushed.apply({ connection: 'any', direction, rate: STEP }, n)
    const w = weights(pushed)
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) expect(w[i * stride + j]).toBeGreaterThan(5 * STEP)
  })
})

/**
 * Least squares: a target matrix W*, one random input and a noisy error a step, as an outer product. Soft bounds with steps down shorter
 * than steps up have their symmetric point above mid-range, where all references stand unless said otherwise.
 */
describe('least squares on soft bounds with an asymmetry', () => {
  const device = model(softBounds, { dw_min: 0.004, up_down: 0.3, w_min: -1, w_max: 1, dw_min_std: 0.3 })
  const [steps, last] = [6000, 1000]
  const target = normals(99, rows * cols).map((x) => 0.12 * x)
  const [inputs, noise] = [normals(1, steps * rows), normals(2, steps * cols)]

  /** How far the mean of the last weights is from the target: root mean square, and mean. */
  function learn(name: string, changes: object) {
    const circuit = { model: device, scale: 20, direction: 'bidirectional', cell: 'reference' } as const
    const values = { ...valuesOf(name), ...changes }
    const shape = { rows, cols, autapses: true }
    const array = schemes[name]!.create(shape, undefined, arrayFactory(arena, circuit), values as never)
    const [direction, w] = [arena.f32(rows * stride), arena.f32(rows * stride)]
    const off = target.map((x) => -x)
    for (let n = 0; n < steps; n++) {
      array.weights(n, w)
      for (let j = 0; j < cols; j++) {
        let error = 0.3 * noise[n * cols + j]!
        for (let i = 0; i < rows; i++) error += (w[i * stride + j]! - target[i * cols + j]!) * inputs[n * rows + i]!
        for (let i = 0; i < rows; i++) direction[i * stride + j] = error * inputs[n * rows + i]!
      }
      array.apply({ connection: 'any', direction, rate: 0.05 }, n)
      for (let s = 0; n >= steps - last && s < off.length; s++)
        off[s] = off[s]! + w[Math.floor(s / cols) * stride + (s % cols)]! / last
    }
    return { bias: moments(off).mean, error: Math.sqrt(off.reduce((sum, x) => sum + x * x, 0) / off.length) }
  }

  const fast = (origin: string, changes: object) => learn('tiki-taka', { ...changes, fast: { origin } })
  const plain = learn('stochastic-pulse-trains', {})
  const v2 = (origin: string) => fast(origin, { version: 'v2', transfer_lr: 0.003 })

  it('plain pulses are pulled to the symmetric point; a fast array that stands at its own takes that away', () => {
    expect(plain.bias).toBeGreaterThan(0.02)
    const buffered = v2('symmetric-point')
    expect(buffered.bias).toBeLessThan(plain.bias / 4)
    expect(buffered.error).toBeLessThan(plain.error / 3)
  })

  it('a fast array with another reference teaches a bias of its own; turned signs take a good part of it, averages all', () => {
    const buffered = v2('mid-range')
    expect(buffered.bias).toBeGreaterThan(0.03)
    const chopped = fast('mid-range', { version: 'v3', fast_lr: 3, transfer_lr: 3e-4, chop_probability: 0.01 })
    expect(chopped.error).toBeLessThan(0.6 * buffered.error)
    const averaged = ['mid-range', 'symmetric-point'].map((at) => fast(at, { version: 'v4', transfer_lr: 0.003 }))
    for (const { error } of averaged) expect(error).toBeLessThan(buffered.error / 3)
    expect(Math.abs(averaged[0]!.error / averaged[1]!.error - 1)).toBeLessThan(0.1)
  })
})
