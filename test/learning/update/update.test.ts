/** Update schemes: what each makes of a gradient, on ideal devices where the outcome is exact, on noisy ones where it is statistical. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../../crossbar/create.ts'
import type { Crossbar, CrossbarOptions } from '../../../crossbar/crossbar.ts'
import { deviceOf } from '../../../crossbar/pulse.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { Arena, type F32, padded } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { schemes } from '../../../learning/update/registry.ts'
import type { ArrayFactory, SynapseArray } from '../../../learning/update/scheme.ts'
import { adam } from '../../oracle/graph/adam.ts'
import type { Matrix } from '../../oracle/network.ts'
import { model } from '../../support/bank.ts'
import { bits, excess, floats, words } from '../../support/columns.ts'
import { normals, shuffled, spread } from '../../support/draws.ts'
import { arrayFactory, valuesOf } from '../../support/schemes.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena()
const OPTIONS = { threshold: 0.1, prob_scale: 1, rounding: 'nearest', max_weight: 1 }
const SCALE = 10
const OFF = { enabled: false, high: 0.75, low: 0.25 }

type Changes = Partial<CrossbarOptions> & { readonly bits?: number }

/** A crossbar of ideal devices, all at the bottom of their range, that is never refreshed by rule. */
function crossbar(rows: number, cols: number, { bits: width = 8, ...changes }: Changes = {}): Crossbar {
  const device = model(ideal, { bits: width })
  return createCrossbar(arena, { rows, cols, model: device, rng: createRng('update'), scale: SCALE, refresh: OFF, ...changes })
}

/** What a scheme does to an array: -rate x direction. */
function applier(array: SynapseArray) {
  return { apply: (direction: F32, rate: number, t: number) => array.apply({ connection: 'any', direction, rate }, t) }
}

/** A scheme over this crossbar. */
function bind(name: string, xbar: Crossbar, options: object = {}, seed = 1) {
  const { model: device } = xbar.bank
  const make: ArrayFactory = { arena, rng: createRng(seed), step: xbar.step, model: device, crossbar: () => xbar }
  return applier(schemes[name]!.create(xbar, undefined, make, { ...valuesOf(name), ...OPTIONS, ...options } as never))
}

/** A scheme without devices, and its weights. */
function digital(name: string, rows: number, cols: number, options: object, step: number, initial?: ArrayLike<number>) {
  const make = { arena, rng: createRng(1), step, model: model(ideal), crossbar: () => Promise.reject() as never }
  const start = initial && floats(arena, initial)
  const array = schemes[name]!.create({ rows, cols, autapses: true }, start, make, { ...OPTIONS, ...options } as never)
  const out = arena.f32(rows * array.stride)
  const weightsNow = () => {
    array.weights(0, out)
    return out
  }
  return { ...applier(array), weights: weightsNow, stride: array.stride, array }
}

/** A gradient [rows][stride] with rubbish in the padding, which nobody may heed. */
function gradient(xbar: { rows: number; cols: number; stride: number }, at: (row: number, col: number) => number) {
  const g = Array.from({ length: xbar.rows * xbar.stride }, (_, i) =>
    i % xbar.stride < xbar.cols ? at(Math.floor(i / xbar.stride), i % xbar.stride) : 1e6,
  )
  return floats(arena, g)
}

/** SET pulses of each synapse so far, those to G- negative; fails if one got both. */
function netPulses(xbar: Crossbar): number[][] {
  const { set_count } = xbar.bank.columns
  const of = (synapse: number, negative: boolean) =>
    Array.from({ length: xbar.layout.replicas }, (_, k) => set_count[deviceOf(xbar, synapse, negative, k)]!).reduce(
      (a, b) => a + b,
      0,
    )
  return Array.from({ length: xbar.rows }, (_, row) =>
    Array.from({ length: xbar.cols }, (__, c) => of(row * xbar.stride + c, false) - of(row * xbar.stride + c, true)),
  )
}

const allPulses = (xbar: Crossbar) => xbar.bank.columns.set_count.reduce((sum, n) => sum + n, 0)
const resets = (xbar: Crossbar) => xbar.bank.columns.reset_count.reduce((sum, n) => sum + n, 0)

function weights(xbar: Crossbar): Float32Array {
  const w = arena.f32(xbar.rows * xbar.stride)
  xbar.weights(0, w)
  return w
}

describe('every scheme', () => {
  it('is found by its own name', () => {
    for (const [name, scheme] of Object.entries(schemes)) expect(scheme.name).toBe(name)
  })

  // Two arrays, and weights of two values: their tests are files of their own.
  const others = ['tiki-taka', 'metaplastic']
  const onDevices = Object.values(schemes).flatMap(({ name, weights: kind }) =>
    kind === 'crossbar' && !others.includes(name) ? [name] : [],
  )

  it.each(onDevices)('%s: goes down the gradient, reports every pulse, and leaves padding and absent autapses alone', (name) => {
    const xbar = crossbar(5, 5, { autapses: false, replicas: 2 })
    const scheme = bind(name, xbar, { threshold: 0, prob_scale: 1e-9 })
    const g = gradient(xbar, (row, c) => ((row + c) % 2 === 0 ? 1 : -1))
    // Three device steps each; trains of bits send as many on average only, and surely some of 31 steps.
    const counts = scheme.apply(g, (name === 'stochastic-pulse-trains' ? 31 : 3) * xbar.step, 1)
    expect(counts).toMatchObject({ reset: 0, refreshed: 0 })
    expect(counts.set).toBe(allPulses(xbar))
    const w = netPulses(xbar)
    w.forEach((row, i) => {
      row.forEach((pulses, c) => {
        expect(Math.sign(pulses)).toBe(i === c ? 0 : (i + c) % 2 === 0 ? -1 : 1)
      })
    })
    // Nothing but the 20 synapses of the array has been pulsed.
    expect(w.flat().reduce((sum, n) => sum + Math.abs(n), 0)).toBe(counts.set)
  })

  it.each(onDevices)('%s: a gradient of zero or a rate of zero sends no pulse', (name) => {
    const xbar = crossbar(3, 3)
    const scheme = bind(name, xbar, { threshold: 0 })
    expect(
      scheme.apply(
        gradient(xbar, () => 0),
        1,
        0,
      ),
    ).toEqual({ set: 0, depress: 0, reset: 0, refreshed: 0 })
    if (name !== 'sign')
      expect(
        scheme.apply(
          gradient(xbar, () => 1),
          0,
          0,
        ),
      ).toEqual({ set: 0, depress: 0, reset: 0, refreshed: 0 })
  })

  it.each(['sign', 'mixed-precision', 'multi-memristor', 'stochastic'] as const)(
    '%s: refreshes a worn pair before it pulses, and writes its difference back',
    (name) => {
      const xbar = crossbar(1, 2, { refresh: { enabled: true, high: 0.75, low: 0.25 } })
      const { step } = xbar.bank.model
      const levels = [
        [230, 100],
        [150, 100],
      ] as const
      levels.forEach(([plus, minus], synapse) => {
        xbar.bank.columns.g[synapse] = 0.1 + plus * step
        xbar.bank.columns.g[16 + synapse] = 0.1 + minus * step
      })
      const counts = bind(name, xbar, { prob_scale: 1e-9 }).apply(
        gradient(xbar, () => -1),
        1.01 * xbar.step,
        5,
      )
      expect(counts).toEqual({ set: 130 + 2, depress: 0, reset: 2, refreshed: 1 })
      expect(xbar.bank.columns.g[0]).toBeCloseTo(0.1 + 131 * step, 4)
      expect(xbar.bank.columns.g[16]).toBeCloseTo(0.1, 6)
      expect(xbar.bank.columns.g[1]).toBeCloseTo(0.1 + 151 * step, 4)
    },
  )
})

describe('sign', () => {
  it('sends one pulse against the sign of every gradient over the threshold, none at or below it, whatever the rate', () => {
    const threshold = 0.25
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 100, noNaN: true }), (s, rate) => {
        const xbar = crossbar(4, 6)
        const values = normals(s, 24).map((x, i) => (i % 5 === 0 ? threshold * Math.sign(x) : Math.fround(0.3 * x)))
        bind('sign', xbar, { threshold }).apply(
          gradient(xbar, (row, c) => values[6 * row + c]!),
          rate,
          0,
        )
        const expected = Array.from(values, (g) => (g > threshold ? -1 : g < -threshold ? 1 : 0))
        expect(netPulses(xbar).flat()).toEqual(expected)
      }),
      { seed: 1, numRuns: 50 },
    )
  })
})

describe('stochastic', () => {
  const [rows, cols, updates] = [20, 50, 100]
  const chances = [0.001, 0.02, 0.3, 0.5, 0.9]

  it('sends one pulse with probability |dW| / (prob_scale step) (4 standard errors of 20,000 trials each)', () => {
    const xbar = crossbar(rows, cols)
    const [prob_scale, rate] = [0.7, 0.02]
    const scheme = bind('stochastic', xbar, { prob_scale })
    // dW = rate |gradient|; every row-mod-5 has its own chance and every other column its own sign.
    const g = gradient(xbar, (row, c) => ((c % 2 ? -1 : 1) * chances[row % 5]! * prob_scale * xbar.step) / rate)
    for (let t = 0; t < updates; t++) scheme.apply(g, rate, t)
    const sent = netPulses(xbar)
    const perChance = (rows / 5) * cols * updates
    chances.forEach((p, kind) => {
      const own = sent.filter((_, row) => row % 5 === kind)
      const total = own.flat().reduce((sum, n) => sum + Math.abs(n), 0)
      expect(Math.abs(total / perChance - p) / Math.sqrt((p * (1 - p)) / perChance), `chance ${p}`).toBeLessThan(4)
      // Even columns ask for less, odd ones for more.
      for (const row of own) expect(row.every((n, c) => n === 0 || n > 0 === (c % 2 === 1))).toBe(true)
    })
    // Each synapse draws for itself: of 1000 with 0.5, their counts spread as binomials do (4 standard errors).
    const half = sent
      .filter((_, row) => row % 5 === 3)
      .flat()
      .map(Math.abs)
    const mean = half.reduce((a, b) => a + b, 0) / half.length
    const variance = half.reduce((a, b) => a + (b - mean) ** 2, 0) / (half.length - 1)
    expect(Math.abs(variance / (updates * 0.25) - 1)).toBeLessThan(4 * Math.sqrt(2 / half.length))
  })

  it('sends exactly one where the probability is 1 or more', () => {
    const xbar = crossbar(3, 3)
    const counts = bind('stochastic', xbar, { prob_scale: 0.5 }).apply(
      gradient(xbar, (row, c) => (row + c === 0 ? -0.05 : -7)),
      1,
      0,
    )
    expect(counts.set).toBe(9)
    expect(
      netPulses(xbar)
        .flat()
        .every((n) => n === 1),
    ).toBe(true)
  })
})

describe('mixed precision', () => {
  it('gives out whole steps truncated towards zero and keeps the rest: nothing of any change is lost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom(1, 4),
        (s, updates, replicas) => {
          const xbar = crossbar(3, 4, { replicas })
          const scheme = bind('mixed-precision', xbar)
          const changes = new Float64Array(12)
          const chi = new Float64Array(12)
          let sent = 0
          for (let t = 0; t < updates; t++) {
            const g = normals(s + t, 12).map((x) => Math.fround(2 * x))
            const before = netPulses(xbar).flat()
            sent += scheme.apply(
              gradient(xbar, (row, c) => g[4 * row + c]!),
              xbar.step,
              t,
            ).set
            const after = netPulses(xbar).flat()
            g.forEach((x, i) => {
              changes[i]! -= xbar.step * x
              chi[i]! -= xbar.step * x
              const due = Math.trunc(chi[i]! / xbar.step) + 0
              chi[i]! -= due * xbar.step
              expect(after[i]! - before[i]!).toBe(due)
            })
          }
          // The weight has moved by what was asked, less a remainder below one step.
          const pulses = netPulses(xbar).flat()
          expect(excess(12, (i) => [pulses[i]! * xbar.step + chi[i]!, changes[i]!, 1e-12])).toBeLessThan(1)
          expect(excess(12, (i) => [pulses[i]! * xbar.step, changes[i]!, xbar.step])).toBeLessThan(1)
          expect(sent).toBe(allPulses(xbar))
        },
      ),
      { seed: 1, numRuns: 40 },
    )
  })

  it('sends no pulse for tiny gradients of either sign, and one when they have come to a step', () => {
    const xbar = crossbar(1, 2)
    const scheme = bind('mixed-precision', xbar)
    const g = gradient(xbar, (_, c) => (c === 0 ? -1 : 1))
    for (let t = 0; t < 9; t++) expect(scheme.apply(g, xbar.step / 9.5, t).set).toBe(0)
    expect(scheme.apply(g, xbar.step / 9.5, 9).set).toBe(2)
    expect(netPulses(xbar)).toEqual([[1, -1]])
  })

  it('keeps for later what is more than an update may send', () => {
    const xbar = crossbar(1, 1)
    const scheme = bind('mixed-precision', xbar)
    expect(
      scheme.apply(
        gradient(xbar, () => -600.5),
        xbar.step,
        0,
      ).set,
    ).toBe(255)
    const rest = [1, 2, 3].map(
      (t) =>
        scheme.apply(
          gradient(xbar, () => 0),
          xbar.step,
          t,
        ).set,
    )
    expect(rest).toEqual([255, 90, 0])
  })
})

describe('multi-memristor', () => {
  const [rows, cols] = [3, 4]
  const steps = spread(1, rows * cols, -6, 6)
  const wanted = (xbar: Crossbar, factor: (i: number) => number) =>
    gradient(xbar, (row, c) => -steps[cols * row + c]! * factor(cols * row + c))

  it('rounds to the nearest number of steps of the pair, halves away from zero', () => {
    const xbar = crossbar(rows, cols, { replicas: 4 })
    bind('multi-memristor', xbar).apply(
      wanted(xbar, () => 1),
      xbar.step,
      0,
    )
    expect(netPulses(xbar).flat()).toEqual(Array.from(steps, (x) => Math.sign(x) * Math.round(Math.abs(x)) + 0))
    const halves = crossbar(1, 4)
    bind('multi-memristor', halves).apply(
      gradient(halves, (_, c) => [-2.5, 2.5, -0.5, 0.5][c]!),
      halves.step,
      0,
    )
    expect(netPulses(halves)).toEqual([[3, -3, 1, -1]])
  })

  it.each(['nearest', 'stochastic'] as const)('%s rounding of a synapse does not depend on its neighbours', (rounding) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: rows * cols - 1 }), fc.double({ min: -50, max: 50, noNaN: true }), (kept, factor) => {
        const [together, alone] = [crossbar(rows, cols, { replicas: 2 }), crossbar(rows, cols, { replicas: 2 })]
        for (const [xbar, of] of [
          [together, () => 1],
          [alone, (i: number) => (i === kept ? 1 : factor)],
        ] as const) {
          const scheme = bind('multi-memristor', xbar, { rounding })
          for (let t = 0; t < 3; t++) scheme.apply(wanted(xbar, of), xbar.step, t)
        }
        expect(netPulses(alone).flat()[kept]).toBe(netPulses(together).flat()[kept])
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  it('stochastic rounding is right on average (4 standard errors), anew at every update, and exact for whole numbers', () => {
    const xbar = crossbar(2, 500)
    const scheme = bind('multi-memristor', xbar, { rounding: 'stochastic' })
    for (let t = 0; t < 20; t++)
      scheme.apply(
        gradient(xbar, (row, c) => (row === 0 ? -2.3 : c % 2 ? 3 : -0)),
        xbar.step,
        t,
      )
    const [fractional, whole] = netPulses(xbar)
    const { mean, std } = moments(fractional!)
    const expected = Math.sqrt(20 * 0.3 * 0.7)
    expect(Math.abs(mean - 20 * 2.3)).toBeLessThan((4 * expected) / Math.sqrt(500))
    // Twenty draws of a synapse spread as a binomial number does; one draw used twenty times would spread sqrt(20) times wider.
    expect(Math.abs(std / expected - 1)).toBeLessThan(4 / Math.sqrt(1000))
    whole!.forEach((n, c) => {
      expect(n + 0).toBe(c % 2 ? -60 : 0)
    })
  })

  it("spreads a synapse's pulses over its N devices", () => {
    const xbar = crossbar(1, 1, { replicas: 4 })
    bind('multi-memristor', xbar).apply(
      gradient(xbar, () => -8),
      xbar.step,
      0,
    )
    expect([0, 1, 2, 3].map((k) => xbar.bank.columns.set_count[deviceOf(xbar, 0, false, k)])).toEqual([2, 2, 2, 2])
  })
})

describe('update-ready', () => {
  const levels = 15

  /** Applies `pulses` to a pair whose devices stand at these levels of 4 bits. */
  function update(plus: number, minus: number, pulses: number, changes: Changes = {}) {
    const xbar = crossbar(1, 1, { bits: 4, ...changes })
    const { step } = xbar.bank.model
    for (let k = 0; k < xbar.layout.replicas; k++) {
      xbar.bank.columns.g[deviceOf(xbar, 0, false, k)] = 0.1 + plus * step
      xbar.bank.columns.g[deviceOf(xbar, 0, true, k)] = 0.1 + minus * step
    }
    const before = weights(xbar)[0]! / xbar.step
    const counts = bind('update-ready', xbar).apply(
      gradient(xbar, () => -pulses),
      xbar.step,
      1,
    )
    return { counts, change: weights(xbar)[0]! / xbar.step - before, xbar }
  }

  it('only pulses where SET can reach the change, and RESETs the pair where it cannot; either way the weight is the wanted one', () => {
    for (let plus = 0; plus <= levels; plus++) {
      for (const minus of [0, 3, 9, 15]) {
        for (const pulses of [1, 2, 5, -1, -4]) {
          const end = (pulses > 0 ? plus : minus) + Math.abs(pulses)
          // The very top of the range is a test of its own.
          if (end === levels) continue
          const { counts, change } = update(plus, minus, pulses)
          const name = `${plus} - ${minus} by ${pulses}`
          expect(counts.reset, name).toBe(end > levels ? 2 : 0)
          expect(counts.refreshed, name).toBe(end > levels ? 1 : 0)
          expect(counts.set, name).toBe(Math.abs(end > levels ? plus - minus + pulses : pulses))
          // A difference wider than the range of a device stops at its end.
          const held = Math.max(-levels, Math.min(levels, plus - minus + pulses))
          expect(change, name).toBeCloseTo(held - (plus - minus), 4)
        }
      }
    }
  })

  it('reaches the very top of the range by SET alone', () => {
    const spurious = Array.from({ length: levels }, (_, level) => level).filter(
      (level) => update(level, 2, levels - level).counts.reset > 0,
    )
    expect(spurious).toEqual([])
  })

  it('writes the whole difference back after a RESET, however many pulses that takes', () => {
    const { counts, change } = update(250, 50, 10, { bits: 8 })
    expect(counts).toEqual({ set: 210, depress: 0, reset: 2, refreshed: 1 })
    expect(change).toBeCloseTo(10, 3)
  })

  it('of N devices: asks their mean, and writes the difference to every device of one side', () => {
    const replicas = 4
    // 15.5 is out of reach for a mean at 14 and 6 quarter steps; 3 of them end at 14.75.
    expect(update(14, 2, 3, { replicas }).counts).toEqual({ set: 3, depress: 0, reset: 0, refreshed: 0 })
    const { counts, xbar } = update(14, 2, 6, { replicas })
    expect(counts).toEqual({ set: replicas * Math.round(12 + 6 / replicas), depress: 0, reset: 2 * replicas, refreshed: 1 })
    expect([0, 1, 2, 3].map((k) => xbar.bank.columns.set_count[deviceOf(xbar, 0, true, k)])).toEqual([0, 0, 0, 0])
  })

  it('RESETs exactly the phase-change pairs that cannot reach their change, among others that can', () => {
    const n = 400
    const xbar = createCrossbar(arena, { rows: 1, cols: n, model: model(pcm), rng: createRng(3), scale: SCALE })
    const [plus, minus] = [spread(1, n, 0.1, 12), spread(2, n, 0.1, 12)]
    const pulses = spread(3, n, -4.49, 4.49).map(Math.round)
    xbar.bank.columns.g.set(plus)
    xbar.bank.columns.g.set(minus, xbar.stride)
    const counts = bind('update-ready', xbar).apply(
      gradient(xbar, (_, c) => -pulses[c]!),
      xbar.step,
      1,
    )
    const worn = pulses.map((p, c) => (p !== 0 && (p > 0 ? plus[c]! : minus[c]!) + Math.abs(p) * 0.75 > 12 ? 1 : 0))
    expect(Array.from(xbar.bank.columns.reset_count.subarray(0, n))).toEqual(Array.from(worn))
    expect(Array.from(xbar.bank.columns.reset_count.subarray(xbar.stride, xbar.stride + n))).toEqual(Array.from(worn))
    expect(counts.refreshed).toBe(worn.reduce((a, b) => a + b, 0))
    expect(counts.refreshed).toBeGreaterThan(30)
    expect([counts.set, counts.reset]).toEqual([allPulses(xbar), resets(xbar)])
  })
})

describe('baselines', () => {
  const shape = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1e9 }))
  const bound = (w: number, max: number) => Math.min(max, Math.max(-max, w))
  /** [rows][stride] of normals, with this in the padding. */
  const matrix = (rows: number, cols: number, s: number, padding: number) =>
    normals(s, rows * padded(cols)).map((x, i) => (i % padded(cols) < cols ? x : padding))

  it('fp32 is exactly w - rate g in float32, bit by bit, kept within its bounds, and leaves the padding alone', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(1, 0.01, 3.3e-4), fc.constantFrom(0.5, 1, 1e9), ([rows, cols, s], rate, max_weight) => {
        const initial = Float32Array.from(matrix(rows, cols, s, 0))
        const scheme = digital('fp32', rows, cols, { max_weight }, 0.1, initial)
        const g = floats(arena, matrix(rows, cols, s + 1, 1e6))
        const inside = (i: number) => i % scheme.stride < cols
        const expected = initial.map((w, i) => (inside(i) ? Math.fround(bound(w - rate * g[i]!, max_weight)) : 0))
        expect(scheme.apply(g, rate, 0)).toEqual({ set: 0, depress: 0, reset: 0, refreshed: 0 })
        expect(bits(scheme.weights())).toEqual(bits(expected))
      }),
      { seed: 1 },
    )
  })

  it('accumulator moves in whole steps of the device and loses nothing of any change', () => {
    fc.assert(
      fc.property(shape, ([rows, cols, s]) => {
        const step = 1 / 16
        const scheme = digital('accumulator', rows, cols, { max_weight: 1e9 }, step)
        const size = rows * scheme.stride
        const [chi, w] = [new Float64Array(size), new Float64Array(size)]
        for (let t = 0; t < 15; t++) {
          const g = floats(arena, matrix(rows, cols, s + t, 0))
          scheme.apply(g, 0.05, t)
          // Steps of 1/16 are exact in float32: what has moved is a whole number of them, truncated towards zero.
          for (let i = 0; i < size; i++) {
            chi[i]! -= 0.05 * g[i]!
            const moved = Math.trunc(chi[i]! / step) * step
            chi[i]! -= moved
            w[i]! += moved
          }
          const now = scheme.weights()
          expect(excess(size, (i) => [now[i]!, w[i]!, 1e-12])).toBeLessThan(1)
        }
      }),
      { seed: 2, numRuns: 30 },
    )
  })

  it('accumulator moves for no tiny negative change, and stops at its bounds', () => {
    const scheme = digital('accumulator', 1, 2, {}, 0.25)
    const now = () => Array.from(scheme.weights().subarray(0, 2))
    for (let t = 0; t < 20; t++) scheme.apply(floats(arena, [1, -1, ...new Array(14).fill(0)]), 1e-3, t)
    expect(now()).toEqual([0, 0])
    scheme.apply(floats(arena, [9, -9, ...new Array(14).fill(0)]), 1, 20)
    expect(now()).toEqual([-1, 1])
  })

  it('adam is that of the oracle, both bias corrections in the rate, update by update', () => {
    const [rows, cols, rate] = [2, 5, 0.01]
    const options = { max_weight: 1e9, adam_beta1: 0.9, adam_beta2: 0.999, adam_epsilon: 1e-8 }
    const scheme = digital('adam', rows, cols, options, 0.1)
    const oracle = adam(rate)
    let expected: Matrix = Array.from({ length: rows }, () => new Array<number>(cols).fill(0))
    for (let t = 0; t < 20; t++) {
      const g = floats(arena, matrix(rows, cols, 70 + t, 1e6))
      scheme.apply(g, rate, t)
      expected = oracle(
        expected,
        expected.map((row, r) => row.map((_, c) => g[r * scheme.stride + c]!)),
      )
    }
    const now = scheme.weights()
    expect(excess(rows * cols, (i) => [now[Math.floor(i / cols) * 16 + (i % cols)]!, expected.flat()[i]!, 1e-6])).toBeLessThan(1)
  })

  it('hold no devices', () => {
    for (const name of ['fp32', 'accumulator', 'adam']) expect(digital(name, 2, 2, {}, 0.1).array.crossbars).toEqual([])
  })
})

describe('a change of some rows', () => {
  const [rows, cols] = [9, 7]
  const listed = [1, 4, 5, 8]
  const update = { ...OPTIONS, threshold: 0.3, adam_beta1: 0.9, adam_beta2: 0.99, adam_epsilon: 1e-8 }

  it.each(Object.keys(schemes).flatMap((name) => ['nearest', 'stochastic'].map((rounding) => [name, rounding] as const)))(
    '%s, %s rounding: is the same whether its rows are listed or the others are 0, over several updates',
    (name, rounding) => {
      const array = () => {
        const make = arrayFactory(arena, { model: model(pcm), replicas: 2 }, name)
        return schemes[name]!.create({ rows, cols, autapses: true }, undefined, make, {
          ...valuesOf(name),
          ...update,
          rounding,
        } as never)
      }
      const [dense, sparse] = [array(), array()]
      const { stride } = dense
      const ids = words(arena, listed)
      for (let t = 1; t <= 12; t++) {
        const g = normals(30 + t, rows * stride).map((value, i) => (listed.includes(Math.floor(i / stride)) ? value : 0))
        const change = { connection: 'any', rate: 0.1 }
        const [a, b] = [floats(arena, g), floats(arena, g)]
        const counts = dense.apply({ ...change, direction: a }, t)
        expect(sparse.apply({ ...change, direction: b, rows: { ids, n: listed.length } }, t)).toEqual(counts)
      }
      const [x, y] = [dense, sparse].map((one) => {
        const out = arena.f32(rows * stride)
        one.weights(50, out)
        return out
      })
      expect(bits(y!)).toEqual(bits(x!))
      // Something has moved, in the listed rows alone.
      const fresh = arena.f32(rows * stride)
      array().weights(50, fresh)
      const moved = Array.from({ length: rows }, (_, row) => row).filter((row) =>
        x!.subarray(row * stride, row * stride + cols).some((w, c) => w !== fresh[row * stride + c]),
      )
      // Transfers of tiki-taka read all lines, with their noise.
      if (name !== 'tiki-taka') expect(moved).toEqual(listed)
    },
  )
})

it('schemes see the same devices and the same noise: the n-th SET of a device is that of another scheme', () => {
  const make = () => createCrossbar(arena, { rows: 3, cols: 5, model: model(pcm), rng: createRng(9), scale: SCALE, refresh: OFF })
  const [a, b] = [make(), make()]
  // One sends three pulses at once, the other one a time, in an order of its own.
  bind('multi-memristor', a).apply(
    gradient(a, () => -3),
    a.step,
    0,
  )
  for (const t of [0, 1, 2])
    for (const kept of shuffled(t, [0, 1]))
      bind('sign', b).apply(
        gradient(b, (row) => (row % 2 === kept ? -1 : 0)),
        1,
        t,
      )
  expect(bits(a.bank.columns.g)).toEqual(bits(b.bank.columns.g))
})
