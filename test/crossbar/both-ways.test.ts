/** Arrays whose devices step up and down: what each pulse goes to, the reference cell, and what an asymmetry does in either cell. */
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import type { Cell, Crossbar, CrossbarOptions } from '../../crossbar/crossbar.ts'
import { createPulseList, deviceOf, noPulses, push, sendChanges } from '../../crossbar/pulse.ts'
import { constantStep } from '../../devices/models/constant-step.ts'
import { ideal } from '../../devices/models/ideal.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { softBounds } from '../../devices/models/soft-bounds.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { schemes } from '../../learning/update/registry.ts'
import { model } from '../support/bank.ts'
import { bits } from '../support/columns.ts'
import { normals, spread } from '../support/draws.ts'
import { events } from '../support/events.ts'
import { arrayFactory } from '../support/schemes.ts'
import { moments } from '../support/statistics.ts'

const arena = new Arena(128 * 1024 * 1024)
const CELLS: readonly Cell[] = ['differential', 'reference']
/** Levels and weights that float32 holds exactly. */
const EXACT = model(ideal, { bits: 8, g_min: 0, g_max: 255 })
const SCALE = 1024

function crossbar(cell: Cell, rows: number, cols: number, changes: Partial<CrossbarOptions> = {}, initial?: Float32Array) {
  const fixed = { rows, cols, rng: createRng('both ways'), scale: SCALE, cell, direction: 'bidirectional' } as const
  return createCrossbar(arena, { model: EXACT, ...fixed, ...changes }, initial)
}

function weights(xbar: Pick<Crossbar, 'rows' | 'stride' | 'weights'>): Float32Array {
  const w = arena.f32(xbar.rows * xbar.stride)
  xbar.weights(0, w)
  return w.slice()
}

function send(xbar: Crossbar, pulsesOf: ArrayLike<number>) {
  const list = createPulseList(arena, xbar.cols)
  for (let c = 0; c < xbar.cols; c++) if (pulsesOf[c] !== 0) push(list, c, pulsesOf[c]!)
  const counts = noPulses()
  sendChanges(xbar, list, 1, counts)
  return counts
}

describe.each(CELLS)('a %s cell', (cell) => {
  const replicas = 2

  it('changes a weight by one step a pulse, by SETs and depressions in turn over all its devices, without a RESET', () => {
    const xbar = crossbar(cell, 1, 4, { replicas })
    const before = weights(xbar)
    const pulses = [8, -8, 3, 0]
    const counts = send(xbar, pulses)
    const after = weights(xbar)
    expect(pulses.map((_, c) => (after[c]! - before[c]!) / xbar.step)).toEqual(pulses)
    expect(xbar.step).toBe(1 / SCALE / replicas)
    const { set_count, depress_count, reset_count } = xbar.bank.columns
    const had = (synapse: number) =>
      (cell === 'differential' ? [false, true] : [false]).flatMap((negative) =>
        [0, 1].map((k) => {
          const id = deviceOf(xbar, synapse, negative, k)
          return [set_count[id], depress_count[id]]
        }),
      )
    const [up, down] = cell === 'differential' ? [2, 2] : [4, 0]
    const rise =
      cell === 'differential'
        ? [
            [up, 0],
            [up, 0],
            [0, down],
            [0, down],
          ]
        : [
            [up, 0],
            [up, 0],
          ]
    expect(had(0)).toEqual(rise)
    expect(had(1)).toEqual(rise.map(([sets, depressions]) => [depressions, sets]))
    expect(reset_count.every((n) => n === 0)).toBe(true)
    expect(counts).toEqual({
      ...{ set: set_count.reduce((a, b) => a + b), depress: depress_count.reduce((a, b) => a + b), reset: 0, refreshed: 0 },
    })
    expect(counts.set + counts.depress).toBe(19)
  })

  it('starts at its initial weights and reads them forwards, backwards and on the diagonal, without absent autapses', () => {
    const [rows, cols, stride] = [5, 5, 16]
    const initial = new Float32Array(rows * stride)
    spread(1, rows * cols, -20, 20).forEach((steps, i) => {
      initial[Math.floor(i / cols) * stride + (i % cols)] = Math.round(steps) / SCALE
    })
    // A difference of one step is half a level for either device of a pair.
    const scale = cell === 'differential' ? 2 * SCALE : SCALE
    const xbar = crossbar(cell, rows, cols, { replicas, autapses: false, scale }, initial)
    const w = (row: number, c: number) => (row === c ? 0 : initial[row * stride + c]!)
    const held = weights(xbar)
    for (let row = 0; row < rows; row++) for (let c = 0; c < cols; c++) expect(held[row * stride + c]).toBeCloseTo(w(row, c), 7)
    const out = arena.f32(stride)
    const at = { t: 1, drawIndex: 0, gain: 2 }
    const graded = events(arena, [0, 3], [0.5, -1])
    xbar.read(graded, at, out)
    for (let c = 0; c < cols; c++) expect(out[c]).toBeCloseTo(2 * (0.5 * w(0, c) - w(3, c)), 5)
    out.fill(0)
    xbar.readBack(graded, at, out)
    for (let row = 0; row < rows; row++) expect(out[row]).toBeCloseTo(2 * (0.5 * w(row, 0) - w(row, 3)), 5)
    const diagonal = crossbar(cell, 1, cols, { scale }, initial.slice(0, stride))
    out.fill(0)
    diagonal.readDiagonal(graded, at, out)
    expect([out[0], out[3]].map((x) => Number(x!.toFixed(5)))).toEqual([
      Number(initial[0]!.toFixed(5)),
      Number((-2 * initial[3]!).toFixed(5)),
    ])
  })

  it('with mixed precision on ideal devices is the accumulator baseline, bit for bit', () => {
    const [rows, cols] = [6, 7]
    const make = arrayFactory(arena, { model: EXACT, scale: SCALE, cell, direction: 'bidirectional' })
    const shape = { rows, cols, autapses: true }
    const onDevices = schemes['mixed-precision']!.create(shape, undefined, make, {})
    const digital = schemes.accumulator!.create(shape, undefined, make, { max_weight: 1 })
    for (let n = 0; n < 60; n++) {
      const direction = arena.f32(rows * onDevices.stride)
      normals(n, rows * cols).forEach((x, i) => {
        direction[Math.floor(i / cols) * onDevices.stride + (i % cols)] = x
      })
      const change = { connection: 'any', direction, rate: 1.7 / SCALE }
      const counts = onDevices.apply(change, n)
      digital.apply(change, n)
      expect(counts.reset + counts.refreshed).toBe(0)
    }
    const [w, expected] = [weights(onDevices), weights(digital)]
    expect(moments(w.filter((_, i) => i % onDevices.stride < cols)).std).toBeGreaterThan(5 / SCALE)
    expect(bits(w)).toEqual(bits(expected))
  })

  it.each(['sign', 'stochastic', 'multi-memristor', 'mixed-precision', 'update-ready'])(
    'with %s goes down the gradient on devices with bounds of their own, and never RESETs',
    (name) => {
      const device = model(softBounds, { w_min_dtod: 0.2, w_max_dtod: 0.2, dw_min_dtod: 0.2, dw_min: 0.005 })
      const make = arrayFactory(arena, { model: device, scale: 20, cell, direction: 'bidirectional' })
      const shape = { rows: 4, cols: 4, autapses: false }
      const options = { threshold: 0, prob_scale: 1e-9, rounding: 'nearest' }
      const array = schemes[name]!.create(shape, undefined, make, options as never)
      const direction = arena.f32(4 * 16)
      for (let i = 0; i < 64; i++) direction[i] = i % 16 < 4 ? (i % 2 === 0 ? 1 : -1) : 1e6
      const before = weights(array)
      const counts = { ...noPulses() }
      for (let n = 0; n < 20; n++) {
        const sent = array.apply({ connection: 'any', direction, rate: 1.01 * array.crossbars[0]!.step }, n)
        for (const kind of ['set', 'depress', 'reset'] as const) counts[kind] += sent[kind]
      }
      const after = weights(array)
      for (let row = 0; row < 4; row++) {
        for (let c = 0; c < 4; c++) {
          const i = row * 16 + c
          expect(Math.sign(after[i]! - before[i]!)).toBe(row === c ? 0 : c % 2 === 0 ? -1 : 1)
        }
      }
      const { set_count, depress_count } = array.crossbars[0]!.bank.columns
      expect(counts.set).toBe(set_count.reduce((a, b) => a + b))
      expect(counts.depress).toBe(depress_count.reduce((a, b) => a + b))
      expect([counts.reset, counts.depress > 0]).toEqual([0, true])
    },
  )
})

describe('an asymmetry of the steps', () => {
  /** Mean change of 4000 weights, in steps, after as many rises as falls in random order. */
  function drift(cell: Cell) {
    const device = model(constantStep, { dw_min: 0.001, up_down: 0.4 })
    const xbar = crossbar(cell, 1, 4000, { model: device, scale: 20 })
    const before = weights(xbar)
    for (let n = 0; n < 100; n++) send(xbar, normals(n, 4000).map(Math.sign))
    const after = weights(xbar)
    const up = (0.001 * 10) / 20
    return moments(after.subarray(0, 4000).map((w, i) => (w - before[i]!) / up))
  }

  it('that shortens steps down moves the weights of a reference cell up by half of it a pulse, and cancels in pairs (5 standard errors)', () => {
    const single = drift('reference')
    expect(Math.abs(single.mean - (0.4 / 2) * 100)).toBeLessThan(5 * single.se)
    const pair = drift('differential')
    expect(Math.abs(pair.mean)).toBeLessThan(5 * pair.se)
    expect(pair.se).toBeLessThan(0.2)
  })
})

describe('the origin', () => {
  const device = model(softBounds, {
    ...{ w_min: -0.75, w_max: 1.25, w_min_dtod: 0.2, w_max_dtod: 0.2, up_down_dtod: 0.02, dw_min: 0.01, write_noise: false },
  })

  it('at the symmetric point is that of each device; a model that does not give it is taken there by pulses', () => {
    const known = crossbar('reference', 1, 300, { model: device, origin: 'symmetric-point' })
    const { symmetricPoint: _, ...silent } = device
    const found = crossbar('reference', 1, 300, { model: silent, origin: 'symmetric-point' })
    const differences = found.fixed!.subarray(0, 300).map((g, i) => Math.abs(g - known.fixed![i]!))
    // A step at w = 0 is 0.1 uS, and the points spread 3 uS over devices.
    expect(Math.max(...differences)).toBeLessThan(0.1)
    expect(moments(known.fixed!.subarray(0, 300)).std).toBeGreaterThan(0.15)
    expect(found.bank.columns.depress_count[0]).toBe(1000)
    expect(known.bank.columns.depress_count[0]).toBe(0)
    expect(moments(weights(known).subarray(0, 300)).mean).toBeCloseTo(0, 6)
  })
})

it('refuses what cannot be: bidirectional without depression, and a reference cell that only SETs', () => {
  expect(() => crossbar('differential', 1, 1, { model: model(pcm) })).toThrow(
    /needs a depression pulse, which "pcm" does not have/,
  )
  expect(() => crossbar('differential', 1, 1, { origin: 'symmetric-point' })).toThrow(
    /origin symmetric-point needs cell reference/,
  )
  expect(() => crossbar('reference', 1, 1, { direction: 'set-only' })).toThrow(/cell reference needs direction bidirectional/)
})
