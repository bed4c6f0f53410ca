/** Feedback weights: what each kind is, and which of them stay. */
import { describe, expect, it } from 'vitest'
import { pcm } from '../../../devices/models/pcm.ts'
import { Arena } from '../../../kernels/arena.ts'
import { type FeedbackName, feedbackKinds } from '../../../learning/feedback/kinds.ts'
import { mixedPrecision } from '../../../learning/update/mixed-precision.ts'
import { model } from '../../support/bank.ts'
import { bits, excess, floats } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { feedbackFor } from '../../support/feedback.ts'
import { type EngineNetwork, engineNetwork, randomCase } from '../../support/networks.ts'
import { arrayFactory } from '../../support/schemes.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena()

function network(neurons = 21, outputs = 2): EngineNetwork {
  const options = { inputs: 2, neurons, outputs, steps: 5, adaptive: 0, refractory: 0, scaled: false }
  return engineNetwork(arena, randomCase(11, options))
}

/** The feedback of e-prop along the one connection to the readout, and its B [outputs][stride]. */
function feedback({ net, arrays }: Pick<EngineNetwork, 'net'> & { arrays: object }, kind: FeedbackName, gain = 1, decay = 0) {
  const made = feedbackFor(net, arrays as never, { kind, gain, decay })
  const B = made.paths[0]!.matrix!
  const direction = (seed: number, rate = 0.1) => ({ connection: 'out', direction: floats(arena, normals(seed, 1000)), rate })
  const inside = (i: number) => i % net.populations[0]!.stride < net.populations[0]!.size
  return { ...made, B, direction, values: () => B.filter((_, i) => inside(i)), padding: () => B.filter((_, i) => !inside(i)) }
}

it('has one path, from the readout to the population, with the gain of the readout', () => {
  const engine = network()
  const { paths } = feedback(engine, 'random')
  expect(paths.map(({ to, from, delay, gain }) => ({ to, from, delay, gain }))).toEqual([
    { to: 'h', from: 'y', delay: 0, gain: 1 },
  ])
})

it.each(Object.keys(feedbackKinds) as FeedbackName[])('%s: gives nothing to the padding', (kind) => {
  const { begin, learn, direction, values, padding } = feedback(network(), kind, 1, 0.1)
  begin(0, 0)
  learn(direction(1), 0)
  begin(1, 5)
  expect(padding().every((b) => b === 0)).toBe(true)
  expect(values().some((b) => b !== 0)).toBe(true)
})

describe('symmetric', () => {
  it('is the transpose of the readout at the first trial after each update, and stays until then', () => {
    const engine = network()
    const { B, begin, learn, direction } = feedback(engine, 'symmetric')
    const { w, stride } = engine.arrays.out
    const { size, stride: wide } = engine.net.populations[0]!
    const matches = () =>
      excess(2 * size, (i) => {
        const [k, j] = [Math.floor(i / size), i % size]
        return [B[k * wide + j]!, w[j * stride + k]!, 1e-12]
      })
    begin(0, 0)
    expect(matches()).toBeLessThan(1)
    const before = bits(B)
    w[0]! += 1
    begin(1, 5)
    learn(direction(2), 1)
    expect(bits(B)).toEqual(before)
    begin(2, 5)
    expect(matches()).toBeLessThan(1)
  })

  it('is what the controller knows of a readout on devices', () => {
    const engine = network(9, 2)
    const initial = floats(
      arena,
      normals(4, 9 * 16).map((x, i) => (i % 16 < 2 ? 0.3 * x : 0)),
    )
    const out = mixedPrecision.create(
      { rows: 9, cols: 2, autapses: true },
      initial,
      arrayFactory(arena, { model: model(pcm) }),
      {},
    )
    const { B, begin } = feedback({ net: engine.net, arrays: { ...engine.arrays, out } }, 'symmetric')
    begin(50, 0)
    const w = arena.f32(9 * 16)
    out.weights(50, w)
    for (let j = 0; j < 9; j++) expect([B[j], B[16 + j]]).toEqual([w[j * 16], w[j * 16 + 1]])
  })
})

describe('sign-symmetric', () => {
  it('is gain / sqrt(neurons) with the sign of the forward weight after each update, whatever its size', () => {
    const engine = network(16, 3)
    const { B, begin, learn, direction } = feedback(engine, 'sign-symmetric', 2)
    const { w, stride } = engine.arrays.out
    w[5 * stride + 1] = 1e-9
    w[6 * stride + 1] = -40
    w[7 * stride + 1] = 0
    begin(0, 0)
    for (let k = 0; k < 3; k++) {
      for (let j = 0; j < 16; j++) expect(B[k * 16 + j]).toBe(0.5 * Math.sign(w[j * stride + k]!))
    }
    w[0] = -w[0]!
    learn(direction(1), 0)
    begin(1, 5)
    expect(B[0]).toBe(0.5 * Math.sign(w[0]))
  })
})

describe('broadcast', () => {
  it('is gain / sqrt(neurons) for every neuron and output, and stays', () => {
    const { begin, learn, direction, values } = feedback(network(16, 3), 'broadcast', 2)
    begin(0, 0)
    learn(direction(3), 0)
    expect(values().every((b) => b === 0.5)).toBe(true)
  })
})

describe('random', () => {
  it('is normal with std gain / sqrt(neurons) (4 standard errors), and stays', () => {
    const { B, begin, learn, direction, values } = feedback(network(400, 3), 'random', 5)
    const { mean, std, n } = moments(values())
    expect(Math.abs(mean)).toBeLessThan((4 * 0.25) / Math.sqrt(n))
    expect(Math.abs(std / 0.25 - 1)).toBeLessThan(4 / Math.sqrt(2 * n))
    const before = bits(B)
    const change = direction(4)
    const unchanged = bits(change.direction)
    begin(0, 0)
    learn(change, 0)
    expect([bits(B), bits(change.direction)]).toEqual([before, unchanged])
  })

  it('gives every neuron and output its own, the same for the same stream', () => {
    const engine = network(30, 2)
    const { B, values } = feedback(engine, 'random')
    expect(new Set(values()).size).toBe(60)
    expect(bits(feedback(engine, 'random').B)).toEqual(bits(B))
  })
})
