/** The recurrent step on arrays of weights equals the oracle's simulation. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import type { TrialInput } from '../../learning/rule.ts'
import { createNetwork, type Network, rest, step } from '../../network/network.ts'
import { type NeuronParameters, neuronConstants } from '../../network/neurons.ts'
import { simulate } from '../oracle/network.ts'
import { model } from '../support/bank.ts'
import { distance } from '../support/columns.ts'
import { spread } from '../support/draws.ts'
import { engineNetwork, margin, randomCase, spikesOf, trialInput } from '../support/networks.ts'

const arena = new Arena()

const options = fc
  .record({
    inputs: fc.integer({ min: 1, max: 20 }),
    neurons: fc.integer({ min: 1, max: 35 }),
    outputs: fc.integer({ min: 1, max: 3 }),
    steps: fc.constant(120),
    share: fc.constantFrom(0, 0.5, 1),
    refractory: fc.constantFrom(0, 0, 1, 4),
    scaled: fc.boolean(),
  })
  .map(({ share, ...o }) => ({ ...o, adaptive: Math.round(share * o.neurons) }))

function run(net: Network, { spikes }: TrialInput, firstEvent = 0): void {
  rest(net)
  for (let k = 0; k < net.record.steps; k++) step(net, spikes, k, 100 + k * 1e-3, firstEvent + k)
}

/** [steps][stride] without its padding. */
function states(column: Float32Array, net: Network): number[] {
  return Array.from(column).filter((_, i) => i % net.stride < net.neurons)
}

describe('a trial on digital weights', () => {
  it("has the oracle's spikes, membranes, psi and outputs: plain, adaptive and mixed, refractory or not, either gain", () => {
    let spikes = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), options, (seed, o) => {
        const c = randomCase(seed, o)
        const sim = simulate(c)
        // A spike within rounding of its threshold may fall to either side in float32.
        fc.pre(margin(c, sim) > 1e-5)
        const { net, input } = engineNetwork(arena, c)
        run(net, input)
        expect(spikesOf(net)).toEqual(sim.z)
        expect(distance(states(net.record.v!, net), sim.v.flat())).toBeLessThan(5e-6)
        expect(distance(states(net.record.psi, net), sim.psi.flat())).toBeLessThan(1e-5)
        expect(distance(net.record.y, sim.y.flat())).toBeLessThan(5e-6)
        spikes += sim.z.flat().filter((z) => z).length
      }),
      { seed: 1, numRuns: 60 },
    )
    expect(spikes).toBeGreaterThan(5000)
  })

  it('begins at rest: the same trial again is the same to the last bit', () => {
    const { net, input } = engineNetwork(
      arena,
      randomCase(3, { inputs: 10, neurons: 20, outputs: 2, steps: 80, adaptive: 10, refractory: 2, scaled: false }),
    )
    const trial = () => {
      run(net, input)
      return { v: Array.from(net.record.v!), z: spikesOf(net), y: Array.from(net.record.y) }
    }
    const first = trial()
    expect(first.z.flat().some((z) => z)).toBe(true)
    expect(trial()).toEqual(first)
  })

  it('a spike reaches the others one step later, and never its own neuron', () => {
    const weights = {
      wIn: [[2], [0], [0]],
      wRec: [
        [0, 0, 0],
        [0.5, 0, 0],
        [0.25, 0.5, 0],
      ],
      wOut: [[1, 10, 100]],
    }
    const base = randomCase(1, { inputs: 1, neurons: 3, outputs: 1, steps: 4, adaptive: 0, refractory: 0, scaled: false })
    const c = { ...base, ...weights, x: [[1], [0], [0], [0]], alpha: 0, kappa: 0, threshold: 0.4 }
    const { net, input } = engineNetwork(arena, c)
    run(net, input)
    expect(spikesOf(net).slice(0, 3)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
    expect(Array.from(net.record.y)).toEqual([1, 10, 100, 0])
  })
})

describe('a network on noisy crossbars', () => {
  const network = (neurons: number) => {
    const rng = createRng(`network of ${neurons}`)
    const array = (name: string, rows: number, cols: number) => {
      const stride = (cols + 15) & ~15
      const initial = Float32Array.from(spread(rows, rows * stride, -0.2, 0.2), (w, i) => (i % stride < cols ? w : 0))
      return createCrossbar(
        arena,
        { rows, cols, model: model(pcm), rng: rng.fork(name), scale: 10, selfless: name === 'rec' },
        initial,
      )
    }
    const layers = { in: array('in', 20, neurons), rec: array('rec', neurons, neurons), out: array('out', neurons, 1) }
    const constants = { alpha: 0.97, kappa: 0.97, rho: 0, zeta: 1, zetaOut: 1, theta: 0.1, gain: 3, refractory: 0, beta: 0 }
    return createNetwork(arena, { layers, constants, adaptive: 0, steps: 200 })
  }
  const input = trialInput(
    arena,
    Array.from({ length: 200 }, (_, t) => Array.from(spread(t + 1, 20, 0, 1), (u) => (u < 0.1 ? 1 : 0))),
  )

  it('has no spikes but of its own neurons, also where their number is no multiple of 4', () => {
    for (const neurons of [16, 12, 5, 6, 7, 1]) {
      const net = network(neurons)
      run(net, input)
      const { offsets, ids, steps } = net.record.spikes
      const spikes = ids.subarray(0, offsets[steps]!)
      expect(spikes.length).toBeGreaterThan(0)
      expect(
        spikes.reduce((most, id) => Math.max(most, id), 0),
        `of ${neurons} neurons`,
      ).toBeLessThan(neurons)
    }
  })

  it('reads anew at every event: the same input at later events gives another trial, at the same events the same', () => {
    const net = network(16)
    const trial = (event: number) => {
      run(net, input, event)
      return Array.from(net.record.y)
    }
    const first = trial(0)
    expect(trial(0)).toEqual(first)
    expect(trial(200)).not.toEqual(first)
  })
})

describe('neuronConstants', () => {
  const times = { dt: 1e-3, tau_mem: 0.03, tau_out: 0.02, tau_adapt: 0.2, refractory: 5e-3 }
  const p: NeuronParameters = {
    ...times,
    threshold: 0.5,
    adapt_beta: 0.07,
    gamma: 0.3,
    zeta: '1',
    zeta_out: '1',
    surrogate: 'gamma/theta',
  }

  it('turns times into decays and whole steps', () => {
    const c = neuronConstants(p)
    expect(c.alpha).toBeCloseTo(Math.exp(-1 / 30), 15)
    expect(c.kappa).toBeCloseTo(Math.exp(-1 / 20), 15)
    expect(c.rho).toBeCloseTo(Math.exp(-1 / 200), 15)
    expect([c.zeta, c.zetaOut, c.theta, c.refractory, c.beta]).toEqual([1, 1, 0.5, 5, 0.07])
    expect(c.gain).toBeCloseTo(0.6, 15)
  })

  it('takes the gains and the height of psi by option', () => {
    const c = neuronConstants({ ...p, zeta: '1-alpha', zeta_out: '1-kappa', surrogate: 'gamma' })
    expect(c.zeta).toBe(1 - c.alpha)
    expect(c.zetaOut).toBe(1 - c.kappa)
    expect(c.gain).toBe(0.3)
  })
})
