/** Kolen-Pollack feedback: W and B get the same change and the same decay, so that they meet (Akrout et al. 2019; PHYSICS: section 10). */
import { describe, expect, it } from 'vitest'
import { Arena } from '../../../kernels/arena.ts'
import type { FeedbackStore } from '../../../learning/feedback/kind.ts'
import { createNetwork } from '../../../network/network.ts'
import { bits, excess, floats } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { broughtBy, feedbackFor } from '../../support/feedback.ts'
import { engineNetwork, randomCase } from '../../support/networks.ts'
import { exactArray } from '../../support/schemes.ts'
import { correlation, moments } from '../../support/statistics.ts'

const arena = new Arena()
const [N, K] = [40, 2]

/** N neurons, K outputs, and adaptive feedback; `update` is what a run does with a gradient of the readout's connection. */
function adaptive(decay: number, store: FeedbackStore = 'digital') {
  const options = { inputs: 2, neurons: N, outputs: K, steps: 5, adaptive: 0, refractory: 0, scaled: false }
  const { net, arrays } = engineNetwork(arena, randomCase(11, options))
  const held = { array: exactArray(arena, 1, 1) }
  const feedback = feedbackFor(net, arrays, { kind: 'adaptive', gain: 5, decay, store }, (_name, rows, cols, initial) => {
    held.array = exactArray(arena, rows, cols, initial as never)
    return held.array
  })
  const { w, stride } = arrays.out
  const B = store === 'array' ? held.array.w : feedback.paths[0]!.matrix!
  const wide = net.populations[0]!.stride
  const each = <T>(value: (inW: number, inB: number) => T) =>
    Array.from({ length: N * K }, (_, i) => value((i % N) * stride + Math.floor(i / N), Math.floor(i / N) * wide + (i % N)))
  return {
    ...{ w, B, each, feedback },
    gap: () => each((inW, inB) => w[inW]! - B[inB]!),
    update(direction: ReturnType<typeof floats>, rate: number, t: number) {
      const change = { connection: 'out', direction, rate }
      feedback.learn(change, t)
      arrays.out.apply(change, t)
    },
    gradient: (seed: number) => floats(arena, normals(seed, w.length)),
  }
}

const stores = ['digital', 'array'] as const

describe.each(stores)('B in %s', (store) => {
  it('moves by the gradient that moves the forward weights, and both decay alike', () => {
    const [rate, decay] = [0.05, 0.02]
    const { w, B, each, update, gradient } = adaptive(decay, store)
    const [before, b] = [w.slice(), B.slice()]
    const g = gradient(5)
    const wanted = g.slice()
    update(g, rate, 0)
    const expected = each((inW, inB) => [
      [w[inW]!, (1 - decay) * before[inW]! - rate * wanted[inW]!] as const,
      [B[inB]!, (1 - decay) * b[inB]! - rate * wanted[inW]!] as const,
    ]).flat()
    expect(excess(expected.length, (i) => [...expected[i]!, 1e-6])).toBeLessThan(1)
  })

  it('|W - B| shrinks by exactly 1 - decay in every update, entry by entry, whatever the gradient and the rate', () => {
    const decay = 0.1
    const { gap, update, gradient } = adaptive(decay, store)
    for (let n = 0; n < 20; n++) {
      const before = gap()
      update(gradient(100 + n), 0.01 * (n + 1), n)
      const after = gap()
      // Float32: weights of order 1, each rounded a few times.
      expect(excess(N * K, (i) => [after[i]!, (1 - decay) * before[i]!, 1e-6])).toBeLessThan(1)
    }
  })

  it('a rate of 0 changes nothing', () => {
    const { w, B, update, gradient } = adaptive(0.1, store)
    const before = [bits(w), bits(B)]
    update(gradient(1), 0, 0)
    expect([bits(w), bits(B)]).toEqual(before)
  })
})

it('aligns B with the forward weights, whatever the gradients', () => {
  const { w, B, each, gap, update, gradient } = adaptive(0.02)
  const similar = () =>
    correlation(
      each((inW) => w[inW]!),
      each((_, inB) => B[inB]!),
    )
  const first = moments(gap()).std
  expect(Math.abs(similar())).toBeLessThan(0.5)
  for (let trial = 0; trial < 200; trial++) update(gradient(100 + trial), 0.05, trial)
  expect(moments(gap()).std / first).toBeCloseTo(0.98 ** 200, 3)
  expect(similar()).toBeGreaterThan(0.99)
})

it('with independent write noise of std s the gap settles at s sqrt(2 / (1 - (1 - decay)^2)) (5 standard errors)', () => {
  const [decay, s, burn, samples] = [0.3, 0.02, 40, 400]
  const { w, B, each, gap, update, gradient } = adaptive(decay)
  let squares = 0
  for (let n = 0; n < burn + samples; n++) {
    update(gradient(1000 + n), 0.01, n)
    const xi = normals(5000 + n, 2 * N * K)
    let i = 0
    each((inW, inB) => {
      w[inW] = w[inW]! + s * xi[i++]!
      B[inB] = B[inB]! + s * xi[i++]!
    })
    if (n >= burn) squares += gap().reduce((sum, d) => sum + d * d, 0)
  }
  const expected = s * Math.sqrt(2 / (1 - (1 - decay) ** 2))
  // Successive gaps correlate by 1 - decay, their squares by the square of it.
  const r = (1 - decay) ** 2
  const independent = (samples * N * K * (1 - r)) / (1 + r)
  const measured = Math.sqrt(squares / (samples * N * K))
  expect(Math.abs(measured / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * independent))
})

it('of connections that share an array, every B follows the gradient alone, and the array decays once', () => {
  const [rate, decay] = [0.05, 0.1]
  const full = { shape: 'full', autapses: false, delay: 0 } as const
  const graph = {
    populations: {
      ...{ x: { kind: 'source', size: 2, parameters: {} }, y: { kind: 'readout', size: K, parameters: {} } },
      ...{ a: { kind: 'lif', size: 6, parameters: {} }, b: { kind: 'lif', size: 6, parameters: {} } },
    },
    connections: {
      ...{ xa: { from: 'x', to: 'a', ...full }, xb: { from: 'x', to: 'b', ...full }, ay: { from: 'a', to: 'y', ...full } },
      by: { from: 'b', to: 'y', ...full, array: 'ay' },
    },
  }
  const surrogate = { height: 1, width: 1, surrogate: 'piecewise-linear' as const }
  const constants = { alpha: 0.9, rho: 0, zeta: 1, theta: 1, beta: 0, adaptive: 0, refractory: 0, ...surrogate }
  const arrays = { xa: exactArray(arena, 2, 6), xb: exactArray(arena, 2, 6), ay: exactArray(arena, 6, K) }
  arrays.ay.w.set(normals(3, 6 * 16).map((x, i) => (i % 16 < K ? x : 0)))
  const neurons = { a: constants, b: constants }
  const net = createNetwork(arena, { graph, steps: 3, arrays, neurons, readout: { kappa: 0.9, zeta: 1 } })
  const { learn, paths } = feedbackFor(net, arrays, { kind: 'adaptive', decay })
  const gaps = () =>
    paths.map((path) => broughtBy(arena, path, 6, K).flatMap((row, j) => row.map((b, k) => arrays.ay.w[j * 16 + k]! - b)))
  const before = gaps()
  const change = { connection: 'ay', direction: floats(arena, normals(9, 6 * 16)), rate }
  learn(change, 0)
  arrays.ay.apply(change, 0)
  expect(paths.map(({ to }) => to)).toEqual(['a', 'b'])
  gaps().forEach((gap, p) => {
    expect(excess(gap.length, (i) => [gap[i]!, (1 - decay) * before[p]![i]!, 1e-6])).toBeLessThan(1)
  })
})
