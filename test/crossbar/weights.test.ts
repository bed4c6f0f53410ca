/** What a crossbar's weights are: programmed, estimated and combined from N devices a polarity; and digital ones. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import type { Crossbar, CrossbarOptions } from '../../crossbar/crossbar.ts'
import { createDigitalWeights } from '../../crossbar/digital.ts'
import { deviceOf } from '../../crossbar/pulse.ts'
import { ideal } from '../../devices/models/ideal.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena, padded } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { model } from '../support/bank.ts'
import { bits, distance, excess, floats } from '../support/columns.ts'
import { normals, pick, spread } from '../support/draws.ts'
import { events } from '../support/events.ts'
import { correlation, moments } from '../support/statistics.ts'

const arena = new Arena()
const SCALE = 10

type Changes = Partial<CrossbarOptions> & Pick<CrossbarOptions, 'rows' | 'cols'>

function crossbar(changes: Changes, initial?: Float32Array): Crossbar {
  return createCrossbar(arena, { model: model(pcm), rng: createRng('weights'), scale: SCALE, ...changes }, initial)
}

function weights(xbar: Crossbar, t = 0): Float32Array {
  const out = arena.f32(xbar.rows * xbar.stride)
  xbar.weights(t, out)
  return out
}

/** [rows][stride] of weights between -limit and limit, 0 in the padding. */
function wanted(rows: number, cols: number, limit: number): Float32Array {
  const stride = padded(cols)
  return Float32Array.from(spread(rows, rows * stride, -limit, limit), (x, i) => (i % stride < cols ? x : 0))
}

describe('initial programming', () => {
  it.each([1, 4])(
    'of phase-change memory gives the wanted weights within the noise of RESET, %i devices a polarity',
    (replicas) => {
      const [rows, cols] = [60, 50]
      const initial = wanted(rows, cols, 1)
      const w = weights(crossbar({ rows, cols, replicas }, initial))
      const stride = padded(cols)
      // Two groups of N devices, each 0.01 uS wide.
      const sigma = (0.01 * Math.sqrt(2 / replicas)) / SCALE
      const errors = w.map((x, i) => (x - initial[i]!) / sigma).filter((_, i) => i % stride < cols)
      const { mean, std } = moments(errors)
      // 3000 normals: the largest is below 5 with 99.8 %; mean and spread within 4 standard errors.
      expect(excess(3000, (i) => [errors[i]!, 0, 5])).toBeLessThan(1)
      expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(3000))
      expect(Math.abs(std - 1)).toBeLessThan(4 / Math.sqrt(6000))
    },
  )

  it('of ideal devices gives each weight exactly its nearest level', () => {
    const [rows, cols] = [10, 20]
    const initial = wanted(rows, cols, 1.1)
    for (const b of [1, 2, 4, 8]) {
      const device = model(ideal, { bits: b })
      const w = weights(crossbar({ rows, cols, model: device, replicas: 2 }, initial))
      const step = device.step / SCALE
      expect(
        excess(w.length, (i) => [w[i]!, Math.round(initial[i]! / step) * step, 1e-6]),
        `${b} bits`,
      ).toBeLessThan(1)
    }
  })

  it('stops at the end of the range', () => {
    const w = weights(crossbar({ rows: 1, cols: 2 }, floats(arena, [5, -5, ...new Array(14).fill(0)])))
    // 12 uS against what RESET left, 0.1 uS.
    expect(w[0]).toBeCloseTo(1.19, 2)
    expect(w[1]).toBeCloseTo(-1.19, 2)
  })

  it('counts as no pulse: a lifetime begins afterwards', () => {
    const { columns } = crossbar({ rows: 5, cols: 5 }, wanted(5, 5, 1)).bank
    for (const column of [columns.set_count, columns.reset_count, columns.t_programmed])
      expect(column.every((x) => x === 0)).toBe(true)
  })

  it('without weights leaves all at 0 within the noise of RESET', () => {
    expect(moments(weights(crossbar({ rows: 20, cols: 16 }))).std).toBeLessThan(0.002)
  })
})

describe("the controller's estimate", () => {
  const initial = wanted(8, 12, 0.8)
  const size = { rows: 8, cols: 12 }

  it('perfect: G as it was written, at any time, with no read counted', () => {
    const xbar = crossbar({ ...size, replicas: 2 }, initial)
    const { g } = xbar.bank.columns
    const w = weights(xbar, 0)
    const mean = (synapse: number, negative: boolean) =>
      (g[deviceOf(xbar, synapse, negative, 0)]! + g[deviceOf(xbar, synapse, negative, 1)]!) / 2
    expect(excess(w.length, (i) => [w[i]!, i % 16 < 12 ? (mean(i, false) - mean(i, true)) / SCALE : 0, 1e-6])).toBeLessThan(1)
    expect(bits(weights(xbar, 1e6))).toEqual(bits(w))
  })

  it('read: noisy, and drifted by the time of the read (4 standard errors over 400 reads)', () => {
    const xbar = crossbar({ ...size, controllerRead: 'noisy' }, initial)
    const { g } = xbar.bank.columns
    const t = 3860
    // Another microsecond, another reading; drift is the same to all digits that matter.
    const many = Array.from({ length: 400 }, (_, i) => weights(xbar, t + i * 1e-6))
    for (const synapse of [0, 5, 16 + 3, 7 * 16 + 11]) {
      const [p, m] = [deviceOf(xbar, synapse, false, 0), deviceOf(xbar, synapse, true, 0)].map((id) => g[id]! * 100 ** -0.04)
      const { mean, std, n } = moments(many.map((w) => w[synapse]!))
      const sigma = Math.hypot(0.03 * p! + 0.13, 0.03 * m! + 0.13)
      // The clamp at 0 folds a fifth of the reads of the device at 0.1 uS: mean +0.03 uS, spread a little less.
      expect(Math.abs(mean * SCALE - (p! - m!))).toBeLessThan((4 * sigma) / Math.sqrt(n) + 0.04)
      expect(Math.abs((std * SCALE) / sigma - 1)).toBeLessThan(4 / Math.sqrt(2 * n) + 0.15)
    }
  })

  it('read: changes no bit of what the network reads', () => {
    const [asked, left] = [
      crossbar({ ...size, controllerRead: 'noisy' }, initial),
      crossbar({ ...size, controllerRead: 'noisy' }, initial),
    ]
    const list = events(arena, [0, 1, 7])
    for (let drawIndex = 0; drawIndex < 4; drawIndex++) {
      weights(asked, 50)
      const outs = [asked, left].map((xbar) => {
        const out = arena.f32(16)
        xbar.read(list, { t: 60, drawIndex, gain: 1 }, out)
        return bits(out)
      })
      expect(outs[0]).toEqual(outs[1])
    }
  })

  it('read: is a function of the time it is taken at, however often was asked before', () => {
    const [asked, fresh] = [
      crossbar({ ...size, controllerRead: 'noisy' }, initial),
      crossbar({ ...size, controllerRead: 'noisy' }, initial),
    ]
    for (let i = 0; i < 5; i++) weights(asked, 40 + i)
    expect(bits(weights(asked, 50))).toEqual(bits(weights(fresh, 50)))
    expect(bits(weights(asked, 50.001))).not.toEqual(bits(weights(fresh, 50)))
  })

  it("read: has noise of its own, not that of the network's read of the same number", () => {
    const xbar = crossbar({ ...size, controllerRead: 'noisy', model: model(pcm, { drift: false }) }, initial)
    const { g } = xbar.bank.columns
    const row = arena.f32(16)
    const exact = (synapse: number) => (g[deviceOf(xbar, synapse, false, 0)]! - g[deviceOf(xbar, synapse, true, 0)]!) / SCALE
    const noises = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((verification) => {
      const w = weights(xbar, 50 + verification)
      return [2 * verification, 2 * verification + 1].flatMap((drawIndex) => {
        row.fill(0)
        xbar.read(events(arena, [0]), { t: 50, drawIndex, gain: 1 }, row)
        return Array.from({ length: 12 }, (_, c) => [w[c]! - exact(c), row[c]! - exact(c)] as const)
      })
    })
    // G+ and G- of a verification are reads of their own number: sharing the network's draws, they would correlate by about 1/2.
    const [verified, read] = [noises.map(([a]) => a), noises.map(([, b]) => b)]
    expect(Math.abs(correlation(verified, read))).toBeLessThan(4 / Math.sqrt(192))
  })

  it('shows no absent autapses and nothing in the padding', () => {
    const w = weights(crossbar({ rows: 5, cols: 5, autapses: false }, wanted(5, 5, 1)))
    for (let row = 0; row < 5; row++) {
      for (let c = 0; c < 16; c++) expect(w[row * 16 + c] === 0).toBe(c === row || c >= 5)
    }
  })
})

describe('N devices a polarity', () => {
  const quiet = { read_noise: false, drift: false }
  const set = (xbar: Crossbar, values: readonly number[]) => {
    // Plus group, then minus group of the one synapse.
    values.forEach((g, i) => {
      xbar.bank.columns.g[deviceOf(xbar, 0, i >= values.length / 2, i % (values.length / 2))] = g
    })
  }
  const read = (xbar: Crossbar) => {
    const out = arena.f32(16)
    xbar.read(events(arena, [0]), { t: 100, drawIndex: 0, gain: 1 }, out)
    return out[0]!
  }

  it.each([[[7, 2]], [[7, 9, 2, 1]], [[1, 2, 3, 10, 2, 5, 0.5, 1]]])(
    'of %j uS act as their mean, for the network and for the controller',
    (values) => {
      const n = values.length / 2
      const xbar = crossbar({ rows: 1, cols: 1, replicas: n, model: model(pcm, quiet) })
      set(xbar, values)
      const difference = values.reduce((sum, g, i) => sum + (i < n ? g : -g), 0)
      expect(read(xbar)).toBeCloseTo(difference / n / SCALE, 6)
      expect(weights(xbar)[0]).toBeCloseTo(difference / n / SCALE, 6)
    },
  )

  it('act as their sum for the network if so combined, while the controller still takes the mean', () => {
    const xbar = crossbar({ rows: 1, cols: 1, replicas: 2, combine: 'sum', model: model(pcm, quiet) })
    set(xbar, [7, 9, 2, 1])
    expect(read(xbar)).toBeCloseTo(13 / SCALE, 6)
    expect(weights(xbar)[0]).toBeCloseTo(13 / 2 / SCALE, 6)
  })

  it('make the step of one pulse N times finer', () => {
    for (const replicas of [1, 2, 8])
      expect(crossbar({ rows: 1, cols: 1, replicas }).step).toBeCloseTo(0.75 / SCALE / replicas, 12)
  })
})

describe('digital weights', () => {
  it('read as a product with spikes, gain included, whatever the time and draw', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 1e6 }),
        (rows, cols, s) => {
          const stride = padded(cols)
          const initial = wanted(rows, cols, 1)
          const array = createDigitalWeights(arena, rows, cols, initial)
          const spiking = pick(s, rows, 0.5)
          const out = floats(arena, normals(s, stride))
          const expected = Float64Array.from(
            out,
            (x, c) => x + 0.3 * spiking.reduce((sum, row) => sum + initial[row * stride + c]!, 0),
          )
          array.read(events(arena, spiking), { t: s, drawIndex: s, gain: 0.3 }, out)
          expect(distance(out, expected)).toBeLessThan(2e-6)
          const copy = arena.f32(rows * stride)
          array.weights(s, copy)
          expect(bits(copy)).toEqual(bits(initial))
        },
      ),
      { seed: 1 },
    )
  })

  it('are 0 unless given', () => {
    expect(createDigitalWeights(arena, 3, 3).w.every((w) => w === 0)).toBe(true)
  })
})
