/** Feedback weights: what each kind is, and which of them learn. */
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import type { DigitalWeights } from '../../crossbar/digital.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { createFeedback, FEEDBACKS, type FeedbackKind } from '../../learning/feedback.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { Network } from '../../network/network.ts'
import { model } from '../support/bank.ts'
import { bits, excess, floats } from '../support/columns.ts'
import { normals } from '../support/draws.ts'
import { engineNetwork, randomCase } from '../support/networks.ts'
import { correlation, moments } from '../support/statistics.ts'

const arena = new Arena()
const rng = createRng('feedback')

function network(neurons = 21, outputs = 2): Network {
  const options = { inputs: 2, neurons, outputs, steps: 5, adaptive: 0, refractory: 0, scaled: false }
  return engineNetwork(arena, randomCase(11, options)).net
}

const feedback = (net: Network, kind: FeedbackKind, gain = 1, decay = 0) => createFeedback(net, { kind, gain, decay }, rng)

/** B without its padding, [outputs][neurons]. */
const values = (net: Network, B: Float32Array) => B.filter((_, i) => i % net.stride < net.neurons)
const padding = (net: Network, B: Float32Array) => B.filter((_, i) => i % net.stride >= net.neurons)
const out = (net: Network) => net.layers.out as DigitalWeights
const anyGradient = (net: Network, seed: number) => floats(arena, normals(seed, out(net).w.length))

it.each(Object.keys(FEEDBACKS) as FeedbackKind[])('%s: gives nothing to the padding', (kind) => {
  const net = network()
  const { B, refresh, learn } = feedback(net, kind, 1, 0.1)
  refresh(0)
  learn(anyGradient(net, 1), 0.1, 0)
  refresh(1)
  expect(padding(net, B).every((b) => b === 0)).toBe(true)
  expect(values(net, B).some((b) => b !== 0)).toBe(true)
})

describe('symmetric', () => {
  it('is the transpose of the readout at the start of a trial, and follows it only there', () => {
    const net = network()
    const { B, refresh, learn } = feedback(net, 'symmetric')
    const { w, stride } = out(net)
    const matches = () =>
      excess(net.outputs * net.neurons, (i) => {
        const [k, j] = [Math.floor(i / net.neurons), i % net.neurons]
        return [B[k * net.stride + j]!, w[j * stride + k]!, 1e-12]
      })
    refresh(0)
    expect(matches()).toBeLessThan(1)
    const before = bits(B)
    w[0]! += 1
    learn(anyGradient(net, 2), 0.1, 1)
    expect(bits(B)).toEqual(before)
    refresh(2)
    expect(matches()).toBeLessThan(1)
  })

  it('is what the controller knows of a readout on devices', () => {
    const net = network(9, 2)
    const initial = Float32Array.from(normals(4, 9 * 16), (x, i) => (i % 16 < 2 ? 0.3 * x : 0))
    const xbar = createCrossbar(arena, { rows: 9, cols: 2, model: model(pcm), rng, scale: 10 }, initial)
    const { B, refresh } = feedback({ ...net, layers: { ...net.layers, out: xbar } }, 'symmetric')
    refresh(50)
    const w = arena.f32(9 * 16)
    xbar.weights(50, w)
    for (let j = 0; j < 9; j++) expect([B[j], B[net.stride + j]]).toEqual([w[j * 16], w[j * 16 + 1]])
  })
})

describe('broadcast', () => {
  it('is gain / sqrt(neurons) for every neuron and output, and stays', () => {
    const net = network(16, 3)
    const { B, refresh, learn } = feedback(net, 'broadcast', 2)
    refresh(0)
    learn(anyGradient(net, 3), 0.1, 0)
    expect(values(net, B).every((b) => b === 0.5)).toBe(true)
  })
})

describe('random', () => {
  it('is normal with std gain / sqrt(neurons) (4 standard errors), and stays', () => {
    const net = network(400, 3)
    const { B, refresh, learn } = feedback(net, 'random', 5)
    const { mean, std, n } = moments(values(net, B))
    expect(Math.abs(mean)).toBeLessThan((4 * 0.25) / Math.sqrt(n))
    expect(Math.abs(std / 0.25 - 1)).toBeLessThan(4 / Math.sqrt(2 * n))
    const before = bits(B)
    const gradient = anyGradient(net, 4)
    const unchanged = bits(gradient)
    refresh(0)
    learn(gradient, 0.1, 0)
    expect([bits(B), bits(gradient)]).toEqual([before, unchanged])
  })

  it('gives every neuron and output its own, the same for the same stream', () => {
    const net = network(30, 2)
    const { B } = feedback(net, 'random')
    expect(new Set(values(net, B)).size).toBe(60)
    expect(bits(feedback(net, 'random').B)).toEqual(bits(B))
  })
})

describe('adaptive', () => {
  const [rate, decay] = [0.05, 0.02]

  it('moves B by the gradient that moves the readout, and both decay alike', () => {
    const net = network()
    const { B, learn } = feedback(net, 'adaptive', 1, decay)
    const { w, stride } = out(net)
    const [b, before] = [B.slice(), w.slice()]
    const gradient = anyGradient(net, 5)
    const g = gradient.slice()
    learn(gradient, rate, 0)
    schemes.fp32.bind(out(net), { max_weight: 1e9, threshold: 0, prob_scale: 1, rounding: 'nearest' }, 0).apply(gradient, rate, 0)
    const worst = excess(net.outputs * net.neurons, (i) => {
      const [k, j] = [Math.floor(i / net.neurons), i % net.neurons]
      return [B[k * net.stride + j]!, (1 - decay) * b[k * net.stride + j]! - rate * g[j * stride + k]!, 1e-6]
    })
    expect(worst).toBeLessThan(1)
    const readout = excess(net.outputs * net.neurons, (i) => {
      const at = Math.floor(i / net.outputs) * stride + (i % net.outputs)
      return [w[at]!, (1 - decay) * before[at]! - rate * g[at]!, 1e-6]
    })
    expect(readout).toBeLessThan(1)
  })

  it('aligns B with the readout, whatever the gradients: their difference decays, trial by trial', () => {
    const net = network(40, 2)
    const { B, learn } = feedback(net, 'adaptive', 5, decay)
    const { w, stride } = out(net)
    const update = schemes.fp32.bind(out(net), { max_weight: 1e9, threshold: 0, prob_scale: 1, rounding: 'nearest' }, 0)
    const transposed = () => Float32Array.from({ length: 80 }, (_, i) => w[(i % 40) * stride + Math.floor(i / 40)]!)
    const difference = () => {
      const t = transposed()
      return moments(values(net, B).map((b, i) => b - t[i]!)).std
    }
    const first = difference()
    expect(Math.abs(correlation(values(net, B), transposed()))).toBeLessThan(0.5)
    for (let trial = 0; trial < 200; trial++) {
      const gradient = anyGradient(net, 100 + trial)
      learn(gradient, rate, trial)
      update.apply(gradient, rate, trial)
    }
    expect(difference() / first).toBeCloseTo((1 - decay) ** 200, 3)
    expect(correlation(values(net, B), transposed())).toBeGreaterThan(0.99)
  })
})
