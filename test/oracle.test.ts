/** The oracle itself against published answers and independent tools; everything else is then held to the oracle. */
import { describe, expect, it } from 'vitest'
import alif from './golden/eprop_alif.json' with { type: 'json' }
import lif from './golden/eprop_lif.json' with { type: 'json' }
import nest from './golden/nest_pattern_generation.json' with { type: 'json' }
import pcm from './golden/pcm_statistics.json' with { type: 'json' }
import { type EpropCase, eprop, epropAdjoint, type Gradients } from './oracle/eprop.ts'
import { type Matrix, simulate } from './oracle/network.ts'
import { normalAt, uniformAt } from './oracle/normal.ts'
import { drifted, NANDAKUMAR_2018, readDevice, readRows, reset, setPulse } from './oracle/pcm.ts'
import { type Block, type Key, philox4x32 } from './oracle/philox.ts'
import {
  adjointSweep,
  denseRows,
  eligibilityStep,
  gradientFromEvents,
  gradientProduct,
  membraneStep,
  reverseFilter,
  traceStep,
} from './oracle/twins.ts'

/** Largest difference, relative to the largest expected magnitude. */
function error(actual: Matrix, expected: Matrix): number {
  let difference = 0
  let largest = 0
  expected.forEach((row, r) => {
    row.forEach((value, c) => {
      difference = Math.max(difference, Math.abs(actual[r]![c]! - value))
      largest = Math.max(largest, Math.abs(value))
    })
  })
  expect(largest).toBeGreaterThan(0)
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length))
  return difference / largest
}

function gradientError(actual: Gradients, expected: Gradients): number {
  return Math.max(
    error(actual.gradIn, expected.gradIn),
    error(actual.gradRec, expected.gradRec),
    error(actual.gradOut, expected.gradOut),
    Math.abs(actual.loss / expected.loss - 1),
  )
}

function transposed(m: Matrix): number[][] {
  return m[0]!.map((_, c) => m.map((row) => row[c]!))
}

/** [rows][cols] -> one array with rows of `stride`. */
function flat(m: Matrix, stride: number): Float64Array {
  const out = new Float64Array(m.length * stride)
  m.forEach((row, r) => {
    out.set(row, r * stride)
  })
  return out
}

function unflat(values: Float64Array, cols: number, stride: number): number[][] {
  return Array.from({ length: values.length / stride }, (_, r) => Array.from(values.subarray(r * stride, r * stride + cols)))
}

function fromGolden(g: typeof alif): EpropCase {
  return {
    x: g.x,
    wIn: g.w_in,
    wRec: g.w_rec,
    wOut: g.w_out,
    target: g.target,
    alpha: g.alpha,
    kappa: g.kappa,
    rho: g.rho,
    threshold: g.threshold,
    gamma: g.gamma,
    beta: Array.from({ length: g.n_rec }, (_, j) => (j < g.n_rec - g.n_adaptive ? 0 : g.beta)),
    zeta: 1,
    zetaOut: 1,
    refractory: 0,
  }
}

/** With zeta = 1 - alpha the same drive needs weights 1/(1 - alpha) times as large. */
function withGain(net: EpropCase): EpropCase {
  const zeta = 1 - net.alpha
  const scale = (w: Matrix) => w.map((row) => row.map((value) => value / zeta))
  return { ...net, zeta, zetaOut: 1 - net.kappa, wIn: scale(net.wIn), wRec: scale(net.wRec) }
}

describe('philox4x32', () => {
  const hex = (block: Block) => block.map((word) => word.toString(16).padStart(8, '0')).join(' ')
  const ones = 0xffffffff
  it.each<[Block, Key, string]>([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[ones, ones, ones, ones], [ones, ones], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the known answers of Random123 (%#)', (counter, key, words) => {
    expect(hex(philox4x32(counter, key))).toBe(words)
  })
})

describe('keyed draws', () => {
  const key: Key = [2018, 152135]
  const n = 200_000
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
  /** Fixed sample: 500 devices, 400 events each. */
  const sample = Array.from({ length: n }, (_, s) => normalAt(key, s % 500, Math.floor(s / 500)))

  // Philox, angle and bit layout written out a second time in Python, on the whole circle instead of half plus sign.
  it.each([
    [0, 0, 2.766801308320636, 0.6612321945140138],
    [5, 1, 1.3512780374776483, 0.13946306135039777],
    [26, 2, 0.7673616512044538, 0.4017962255747989],
    [63, 2 ** 32 + 3, -0.7219728952005793, 0.35407966177444905],
    [2 ** 32 - 1, 2 ** 53 - 1, 0.7550980995916822, 0.38417505274992436],
  ])('follows its definition, id %i, event %i', (id, event, normal, uniform) => {
    expect(normalAt(key, id, event)).toBeCloseTo(normal, 13)
    expect(uniformAt(key, id, event)).toBe(uniform)
  })

  it('is standard normal: four moments within 4 standard errors (99.99 % each)', () => {
    expect(Math.abs(mean(sample))).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(mean(sample.map((x) => x ** 2)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(mean(sample.map((x) => x ** 3)))).toBeLessThan(4 * Math.sqrt(15 / n))
    expect(Math.abs(mean(sample.map((x) => x ** 4)) - 3)).toBeLessThan(4 * Math.sqrt(96 / n))
  })

  it.each([
    [0.5, 0.3829249225],
    [1, 0.6826894921],
    [2, 0.9544997361],
    [3, 0.9973002039],
  ])('lies within %f sigma as often as a normal does, within 4 standard errors', (sigmas, probability) => {
    const share = mean(sample.map((x) => (Math.abs(x) < sigmas ? 1 : 0)))
    expect(Math.abs(share - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / n))
  })

  it.each([1, 4, 8, 16, 500])('draws %i apart are uncorrelated, as are their squares, within 4 standard errors', (lag) => {
    const products = sample.slice(lag).map((x, s) => x * sample[s]!)
    const squares = sample.slice(lag).map((x, s) => (x ** 2 - 1) * (sample[s]! ** 2 - 1))
    expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(products.length))
    expect(Math.abs(mean(squares))).toBeLessThan(4 * Math.sqrt(4 / squares.length))
  })

  it('gives every id, event (beyond 2^32 too) and key its own draw', () => {
    const draws = new Set<number>()
    const keys: Key[] = [key, [2018, 152136]]
    for (const k of keys) {
      for (const event of [0, 1, 2 ** 32, 2 ** 32 + 1]) {
        for (let id = 0; id < 64; id++) draws.add(normalAt(k, id, event)).add(uniformAt(k, id, event))
      }
    }
    expect(draws.size).toBe(2 * 4 * 64 * 2)
  })

  it('is uniform on (0, 1): chi-square over 100 bins below its 99.99 % point', () => {
    const bins = new Array<number>(100).fill(0)
    for (let s = 0; s < n; s++) bins[Math.floor(100 * uniformAt(key, s % 500, Math.floor(s / 500)))]! += 1
    const chiSquare = bins.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0)
    expect(chiSquare).toBeLessThan(161.3)
  })
})

describe('phase-change memory', () => {
  const cells = Array.from({ length: 10_000 }, (_, id) => id)
  const moments = (values: ArrayLike<number>) => {
    const all = Array.from(values)
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length
    return { mean, std: Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length) }
  }

  it.each([
    [12, pcm.set_pulses_gmax12],
    [20, pcm.set_pulses_gmax20],
  ])('has the published mean and spread after each of 20 SET pulses, Gmax %i (4.5 standard errors)', (gMax, golden) => {
    const params = { ...NANDAKUMAR_2018, gMax }
    const g = new Float64Array(cells.length)
    const p = new Float64Array(cells.length)
    const resets = new Uint32Array(cells.length)
    const sets = new Uint32Array(cells.length)
    reset(cells, g, p, resets, params, [1, gMax])
    for (const { pulse, mean, std } of golden) {
      if (pulse > 0) setPulse(cells, g, p, sets, params, [2, gMax])
      const ours = moments(g)
      expect(Math.abs(ours.mean - mean)).toBeLessThan((4.5 * std) / Math.sqrt(cells.length))
      // A normal's standard deviation has relative error 1/sqrt(2n); these are clamped, hence lighter, or skewed, hence heavier.
      expect(Math.abs(ours.std / std - 1)).toBeLessThan(6 / Math.sqrt(2 * cells.length))
    }
    expect([resets[0], sets[0]]).toEqual([1, 20])
  })

  it('reads as published at every conductance and time (mean within 4.5 standard errors)', () => {
    const params = { ...NANDAKUMAR_2018, readMin: 0.1, readMax: 12 }
    pcm.reads.forEach(({ g, t, analytic_drift, mean, std }, event) => {
      const now = drifted(g, 0.04, t, params.t0)
      expect(now).toBeCloseTo(analytic_drift, 12)
      const ours = moments(cells.slice(0, 4000).map((id) => readDevice(now, normalAt([3, 4], id, event), params)))
      expect(Math.abs(ours.mean - mean)).toBeLessThan((4.5 * std) / Math.sqrt(4000))
    })
  })

  it('reads rows as the sum of differences of drifted devices, adding to what is there', () => {
    const shape = { pairs: 2, rows: 3, cols: 2, stride: 4 }
    const n = 2 * shape.pairs * shape.rows * shape.stride
    const g = Float64Array.from({ length: n }, (_, id) => 1 + id)
    const device = { g, nu: new Float64Array(n).fill(0.05), tProgrammed: new Float64Array(n).fill(100) }
    const noiseless = { ...NANDAKUMAR_2018, readSlope: 0, readOffset: 0 }
    const out = new Float64Array([7, 8])
    readRows([0, 2], device, shape, 100 + 38.6 * 2, 0, 0.5, noiseless, [0, 0], out)
    // Every minus device is 24 uS larger than its plus: 2 rows, 2 pairs, gain 1/2.
    const change = -24 * 2 ** -0.05 * 2
    expect(out[0]).toBeCloseTo(7 + 2 * 0.5 * change, 12)
    expect(out[1]).toBeCloseTo(8 + 2 * 0.5 * change, 12)

    const noisy = new Float64Array(2)
    readRows([1], device, { ...shape, pairs: 1, rows: 6 }, 138.6, 9, 1, NANDAKUMAR_2018, [5, 6], noisy)
    const read = (id: number) => readDevice(g[id]!, normalAt([5, 6], id, 9), NANDAKUMAR_2018)
    expect(noisy[1]).toBeCloseTo(read(4 + 1) - read(24 + 4 + 1), 12)
  })
})

describe.each([
  ['LIF', lif],
  ['ALIF', alif],
])('network and e-prop against PyTorch autograd, %s', (_, golden) => {
  const net = fromGolden(golden)
  const sim = simulate(net)

  it('makes the same membrane, spikes and output', () => {
    expect(sim.z).toEqual(golden.z)
    expect(error(sim.v, golden.v)).toBeLessThan(1e-9)
    expect(error(sim.y, golden.y)).toBeLessThan(1e-9)
  })

  it.each([
    ['online', eprop],
    ['adjoint', epropAdjoint],
  ])('has the same gradients and loss, %s form', (_form, rule) => {
    const expected = { gradIn: golden.grad_in, gradRec: golden.grad_rec, gradOut: golden.grad_out, loss: golden.loss }
    expect(gradientError(rule(net, sim, transposed(net.wOut)), expected)).toBeLessThan(1e-9)
  })
})

describe('adjoint form equals online form', () => {
  const cases = [
    ['LIF', fromGolden(lif)],
    ['ALIF', fromGolden(alif)],
  ] as const
  const variants = [
    ['plain', (net: EpropCase) => net],
    ['refractory 5', (net: EpropCase) => ({ ...net, refractory: 5 })],
    ['zeta = 1 - alpha', withGain],
    ['refractory 3 and zeta = 1 - alpha', (net: EpropCase) => ({ ...withGain(net), refractory: 3 })],
  ] as const
  const all = cases.flatMap(([kind, net]) => variants.map(([name, change]) => [kind, name, change(net)] as const))
  const feedback = lif.w_in.map((row) => row.slice(0, 2))

  it.each(all)('%s, %s, random feedback, with and without rate regularisation', (_kind, _name, net) => {
    const sim = simulate(net)
    expect(sim.z.flat().filter((z) => z === 1).length).toBeGreaterThan(50)
    for (const c of [0, 3e4]) {
      const rate = { c, target: 0.01 }
      const online = eprop(net, sim, feedback, rate)
      expect(gradientError(epropAdjoint(net, sim, feedback, rate), online)).toBeLessThan(1e-9)
    }
  })

  it('regularisation is c (mean z - target) mean e: linear in c, no part of the loss or the readout', () => {
    const net = fromGolden(alif)
    const sim = simulate(net)
    const [none, one, two] = [0, 3e4, 6e4].map((c) => eprop(net, sim, feedback, { c, target: 0.01 }))
    const extrapolated = none!.gradIn.map((row, j) => row.map((value, i) => 2 * one!.gradIn[j]![i]! - value))
    expect(error(two!.gradIn, extrapolated)).toBeLessThan(1e-9)
    expect(error(one!.gradIn, none!.gradIn)).toBeGreaterThan(0.01)
    expect([one!.gradOut, one!.loss]).toEqual([none!.gradOut, none!.loss])
  })

  it('a refractory neuron stays silent and learns nothing for exactly that many steps', () => {
    const refractory = 5
    const { v, a, z, psi } = simulate({ ...fromGolden(alif), refractory })
    let earliest = Number.POSITIVE_INFINITY
    for (let j = 0; j < 12; j++) {
      const times = z.flatMap((row, t) => (row[j] === 1 ? [t] : []))
      times.forEach((t, s) => {
        earliest = Math.min(earliest, (times[s + 1] ?? Number.POSITIVE_INFINITY) - t)
        expect(psi.slice(t + 1, t + 1 + refractory).every((row) => row[j] === 0)).toBe(true)
      })
      // Free neurons fire exactly when above their threshold.
      z.forEach((row, t) => {
        const free = !z.slice(Math.max(0, t - refractory), t).some((before) => before[j] === 1)
        const level = alif.threshold + (j < 6 ? 0 : alif.beta) * a[t]![j]!
        expect(row[j] === 1).toBe(free && v[t]![j]! > level)
      })
    }
    expect(earliest).toBe(refractory + 1)
  })
})

it('trains as NEST does: the five losses of its pattern-generation test, to 1e-8', () => {
  const x = nest.input_spikes.map((spikes) => {
    const row = new Array<number>(100).fill(0)
    for (const i of spikes) row[i] = 1
    return row
  })
  const alpha = Math.exp(-nest.dt / nest.tau_mem)
  const kappa = Math.exp(-nest.dt / nest.tau_out)
  let net: EpropCase = {
    x,
    wIn: nest.w_in,
    wRec: nest.w_rec,
    wOut: nest.w_out,
    target: nest.target.map((value) => [value]),
    alpha,
    kappa,
    rho: 0,
    threshold: nest.threshold,
    gamma: nest.gamma,
    beta: new Array<number>(100).fill(0),
    zeta: 1 - alpha,
    zetaOut: 1 - kappa,
    refractory: 0,
  }
  const descend = (w: Matrix, grad: Matrix) => w.map((row, j) => row.map((value, i) => value - nest.lr * grad[j]![i]!))
  const rate = { c: nest.c_reg, target: nest.f_target_hz * nest.dt }
  for (const loss of nest.losses) {
    const grad = eprop(net, simulate(net), nest.feedback, rate)
    expect(Math.abs(grad.loss / loss - 1)).toBeLessThan(1e-8)
    net = {
      ...net,
      wIn: descend(net.wIn, grad.gradIn),
      wRec: descend(net.wRec, grad.gradRec),
      wOut: descend(net.wOut, grad.gradOut),
    }
  }
})

describe('flat twins equal the oracle', () => {
  const stride = 16
  const nRec = alif.n_rec
  const nIn = alif.n_in
  const net: EpropCase = { ...withGain(fromGolden(alif)), refractory: 2 }
  const sim = simulate(net)
  const { alpha, kappa, rho, zeta, zetaOut, threshold, refractory } = net
  const T = net.x.length
  const beta = Float64Array.from(net.beta)
  const column = (value: number) => new Float64Array(nRec).fill(value)
  const neurons = {
    ...{ alpha: column(alpha), rho: column(rho), theta: column(threshold), beta, zeta: column(zeta) },
    ...{ height: column(net.gamma / threshold), width: column(threshold) },
  }
  const feedback = transposed(net.wOut)
  const signals = sim.y.map((y, t) => feedback.map((b) => b.reduce((sum, w, k) => sum + w * (y[k]! - net.target[t]![k]!), 0)))
  const listed = (row: readonly number[]) => Uint32Array.from(row.flatMap((on, i) => (on === 1 ? [i] : [])))
  const zeros = (length: number) => new Float64Array(length)
  const zBefore = (t: number) => sim.z[t - 1] ?? new Array<number>(nRec).fill(0)

  it('membraneStep and denseRows: v, a, z, psi and the spike list of a whole trial', () => {
    const wIn = flat(transposed(net.wIn), stride)
    const wRec = flat(transposed(net.wRec), stride)
    const [v, a, z, left, psi] = [zeros(nRec), zeros(nRec), zeros(nRec), zeros(nRec), zeros(nRec)]
    const spikes = new Uint32Array(nRec)
    let count = 0
    const got = { v: [] as number[][], a: [] as number[][], z: [] as number[][], psi: [] as number[][] }
    for (let t = 0; t < T; t++) {
      const current = zeros(nRec)
      const input = listed(net.x[t]!)
      denseRows(input, input.length, wIn, stride, nRec, 1, current)
      denseRows(spikes, count, wRec, stride, nRec, 1, current)
      const state = { v, a, z, left, current }
      count = membraneStep(nRec, state, neurons, 'piecewise-linear', refractory, psi, spikes)
      expect(Array.from(spikes.subarray(0, count))).toEqual(Array.from(listed(sim.z[t]!)))
      got.v.push(Array.from(v))
      got.a.push(Array.from(a))
      got.z.push(Array.from(z))
      got.psi.push(Array.from(psi))
    }
    expect(got.z).toEqual(sim.z)
    expect(error(got.v, sim.v)).toBeLessThan(1e-12)
    expect(error(got.a, sim.a)).toBeLessThan(1e-12)
    expect(error(got.psi, sim.psi)).toBeLessThan(1e-12)
  })

  it('traceStep and eligibilityStep: the online gradient, and the unfiltered eligibility of the regularisation', () => {
    const [epsA, eBar, eSum, grad] = [zeros(nRec * stride), zeros(nRec * stride), zeros(nRec * stride), zeros(nRec * stride)]
    const epsV = zeros(nRec)
    for (let t = 0; t < T; t++) {
      const pre = listed(zBefore(t))
      traceStep(nRec, epsV, alpha, zeta, pre, pre.length)
      const psi = Float64Array.from(sim.psi[t]!)
      const L = Float64Array.from(signals[t]!)
      eligibilityStep(nRec, nRec, stride, epsV, epsA, eBar, eSum, grad, psi, L, beta, { rho, kappa, zetaOut })
    }
    const c = 1e5
    const target = 0.01
    const regularised = unflat(grad, nRec, stride).map((row, i) =>
      row.map((value, j) => {
        const meanZ = sim.z.reduce((sum, z) => sum + z[j]!, 0) / T
        return i === j ? 0 : value + (c * (meanZ - target) * eSum[i * stride + j]!) / T
      }),
    )
    expect(error(regularised, transposed(eprop(net, sim, feedback, { c, target }).gradRec))).toBeLessThan(1e-9)
  })

  it('reverseFilter, adjointSweep and gradientFromEvents: the same gradient from events alone', () => {
    const G = flat(
      signals.map((row) => row.map((value) => zetaOut * value)),
      stride,
    )
    reverseFilter(T, nRec, stride, G, kappa)
    const R = flat(sim.psi, stride)
    adjointSweep(T, nRec, stride, R, G, neurons.alpha, neurons.rho, beta)
    const expected = epropAdjoint(net, sim, feedback)
    for (const [pre, shift, gradient] of [
      [net.x, 0, expected.gradIn],
      [sim.z, 1, expected.gradRec],
    ] as const) {
      const out = zeros(pre[0]!.length * stride)
      gradientFromEvents(pre[0]!.length, events(pre), R, stride, nRec, zeta, shift, T, out)
      const rows = unflat(out, nRec, stride).map((row, i) => row.map((value, j) => (shift === 1 && i === j ? 0 : value)))
      expect(error(rows, transposed(gradient))).toBeLessThan(1e-9)
    }
  })

  it.each([0, 1])('gradientFromEvents of the reverse-filtered M is gradientProduct with filtered traces, shift %i', (shift) => {
    const key: Key = [31, 41]
    const M = Float64Array.from({ length: T * stride }, (_, k) => normalAt(key, k, 0))
    // Every neuron also spikes at the first and the last step: the edges of the window.
    const x = net.x.map((row, t) => (t === 0 || t === T - 1 ? row.map(() => 1) : row))
    const eps = zeros(T * nIn)
    const trace = zeros(nIn)
    for (let t = 0; t < T; t++) {
      const pre = listed(x[t - shift] ?? [])
      traceStep(nIn, trace, alpha, zeta, pre, pre.length)
      eps.set(trace, t * nIn)
    }
    const dense = zeros(nIn * stride).fill(99)
    gradientProduct(T, nIn, nRec, stride, M, eps, dense)
    expect(Array.from(dense.subarray(nRec, stride))).toEqual([99, 99, 99, 99])

    reverseFilter(T, nRec, stride, M, alpha)
    const fromEvents = zeros(nIn * stride)
    gradientFromEvents(nIn, events(x), M, stride, nRec, zeta, shift, T, fromEvents)
    expect(error(unflat(fromEvents, nRec, stride), unflat(dense, nRec, stride))).toBeLessThan(1e-12)
  })
})

/** Spike times a presynaptic neuron, as one list with offsets. */
function events(pre: Matrix): { offsets: Uint32Array; times: Uint32Array } {
  const lists = pre[0]!.map((_, i) => pre.flatMap((row, t) => (row[i] === 1 ? [t] : [])))
  const offsets = new Uint32Array(lists.length + 1)
  lists.forEach((list, i) => {
    offsets[i + 1] = offsets[i]! + list.length
  })
  return { offsets, times: Uint32Array.from(lists.flat()) }
}
