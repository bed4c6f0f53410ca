/** The recurrent step on arrays of weights equals the oracle's simulation. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import type { EventTrain } from '../../network/events.ts'
import { createNetwork, createRunner, type Network, type Runner } from '../../network/network.ts'
import { alif } from '../../network/neurons/alif.ts'
import { integrateAndFire } from '../../network/neurons/integrate-and-fire.ts'
import { lif } from '../../network/neurons/lif.ts'
import { readoutConstants } from '../../network/neurons/readout.ts'
import { simulate } from '../oracle/network.ts'
import { model, type PcmChanges } from '../support/bank.ts'
import { distance } from '../support/columns.ts'
import { spread } from '../support/draws.ts'
import { engineNetwork, margin, randomCase, recurrentGraph, spikesOf, trialInput } from '../support/networks.ts'
import { moments } from '../support/statistics.ts'

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

function run({ net, runner }: { net: Network; runner: Runner }, input: EventTrain, firstDraw = 0): void {
  runner.begin(input)
  for (let k = 0; k < net.steps; k++) runner.step(k, 100 + k * 1e-3, firstDraw + k)
}

/** The one population of the network. */
const hidden = ({ populations }: Network) => populations[0]!

/** [steps][stride] without its padding. */
function states(column: Float32Array, net: Network): number[] {
  const { stride, size } = hidden(net)
  return Array.from(column).filter((_, i) => i % stride < size)
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
        const engine = engineNetwork(arena, c)
        const { net } = engine
        run(engine, engine.input)
        const { record } = hidden(net)
        expect(spikesOf(hidden(net))).toEqual(sim.z)
        expect(distance(states(record.v!, net), sim.v.flat())).toBeLessThan(5e-6)
        expect(distance(states(record.psi, net), sim.psi.flat())).toBeLessThan(1e-5)
        expect(distance(net.readout.y, sim.y.flat())).toBeLessThan(5e-6)
        spikes += sim.z.flat().filter((z) => z).length
      }),
      { seed: 1, numRuns: 60 },
    )
    expect(spikes).toBeGreaterThan(5000)
  })

  it('begins at rest: the same trial again is the same to the last bit', () => {
    const engine = engineNetwork(
      arena,
      randomCase(3, { inputs: 10, neurons: 20, outputs: 2, steps: 80, adaptive: 10, refractory: 2, scaled: false }),
    )
    const { net } = engine
    const trial = () => {
      run(engine, engine.input)
      return { v: Array.from(hidden(net).record.v!), z: spikesOf(hidden(net)), y: Array.from(net.readout.y) }
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
    const engine = engineNetwork(arena, c)
    run(engine, engine.input)
    expect(spikesOf(hidden(engine.net)).slice(0, 3)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
    expect(Array.from(engine.net.readout.y)).toEqual([1, 10, 100, 0])
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
        { rows, cols, model: model(pcm), rng: rng.fork(name), scale: 10, autapses: name !== 'rec' },
        initial,
      )
    }
    const arrays = { in: array('in', 20, neurons), rec: array('rec', neurons, neurons), out: array('out', neurons, 1) }
    const surrogate = { height: 3, width: 0.1, surrogate: 'piecewise-linear' as const }
    const constants = { alpha: 0.97, rho: 0, zeta: 1, theta: 0.1, refractory: 0, beta: 0, adaptive: 0, ...surrogate }
    const graph = recurrentGraph(20, neurons, 1)
    const readout = { kappa: 0.97, zeta: 1 }
    const net = createNetwork(arena, { graph, steps: 200, arrays, neurons: { h: constants }, readout })
    return { net, runner: createRunner(net, arrays) }
  }
  const input = trialInput(
    arena,
    Array.from({ length: 200 }, (_, t) => Array.from(spread(t + 1, 20, 0, 1), (u) => (u < 0.1 ? 1 : 0))),
  )

  it('has no spikes but of its own neurons, also where their number is no multiple of 4', () => {
    for (const neurons of [16, 12, 5, 6, 7, 1]) {
      const engine = network(neurons)
      run(engine, input)
      const { offsets, ids, steps } = hidden(engine.net).record.spikes
      const spikes = ids.subarray(0, offsets[steps]!)
      expect(spikes.length).toBeGreaterThan(0)
      expect(
        spikes.reduce((most, id) => Math.max(most, id), 0),
        `of ${neurons} neurons`,
      ).toBeLessThan(neurons)
    }
  })

  it('reads anew at every draw: the same input at later draws gives another trial, at the same draws the same', () => {
    const engine = network(16)
    const trial = (firstDraw: number) => {
      run(engine, input, firstDraw)
      return Array.from(engine.net.readout.y)
    }
    const first = trial(0)
    expect(trial(0)).toEqual(first)
    expect(trial(200)).not.toEqual(first)
  })
})

describe('connections that share an array', () => {
  const N = 40
  const full = { shape: 'full', delay: 0, autapses: false } as const
  const surrogate = { height: 1, width: 1, surrogate: 'piecewise-linear' as const }
  // Thresholds out of reach: what is compared is the input current.
  const constants = { alpha: 0, rho: 0, zeta: 1, theta: 1e6, refractory: 0, beta: 0, adaptive: 0, ...surrogate }

  /** x feeds a and b through one array, or each through its own of the same weights and streams. */
  function currents(changes: PcmChanges, shared: boolean): number[][] {
    const initial = Float32Array.from(spread(3, 10 * 48, -0.5, 0.5), (w, i) => (i % 48 < N ? w : 0))
    const array = () => {
      const size = { rows: 10, cols: N }
      return createCrossbar(arena, { ...size, model: model(pcm, changes), rng: createRng('shared'), scale: 10 }, initial)
    }
    const population = (kind: string, size: number) => ({ kind, size, parameters: {} })
    const graph = {
      populations: { x: population('source', 10), a: population('lif', N), b: population('lif', N), y: population('readout', 1) },
      connections: {
        ...{ xa: { from: 'x', to: 'a', ...full }, xb: { from: 'x', to: 'b', ...full, ...(shared ? { array: 'xa' } : {}) } },
        ay: { from: 'a', to: 'y', ...full },
      },
    }
    const ay = createCrossbar(arena, { rows: N, cols: 1, model: model(pcm), rng: createRng('y'), scale: 10 })
    const arrays = { xa: array(), ...(shared ? {} : { xb: array() }), ay }
    const kept = { membrane: false, current: true }
    const readout = { kappa: 0, zeta: 1 }
    const net = createNetwork(arena, { graph, steps: 25, arrays, neurons: { a: constants, b: constants }, readout, kept })
    const runner = createRunner(net, arrays)
    runner.begin(
      trialInput(
        arena,
        Array.from({ length: 25 }, (_, t) => Array.from(spread(t + 1, 10, 0, 1), (u) => (u < 0.3 ? 1 : 0))),
      ),
    )
    for (let k = 0; k < 25; k++) runner.step(k, 100 + k * 1e-3, k)
    return net.populations.map(({ record, stride }) => Array.from(record.current!).filter((_, i) => i % stride < N))
  }

  it('read the same weights: without noise the same currents, to the last bit', () => {
    const [a, b] = currents({ read_noise: false }, true)
    expect(b).toEqual(a)
    expect(a!.some((x) => x !== 0)).toBe(true)
  })

  it('read them each with noise of its own, and the first as if nobody shared the array', () => {
    const exact = currents({ read_noise: false, drift: false }, true)[0]!
    const [a, b] = currents({ drift: false }, true)
    const noise = [a!, b!].map((current) => current.map((x, i) => x - exact[i]!))
    expect(moments(noise[0]!).std).toBeGreaterThan(0.01)
    // The mean of both is that of a read clamped at 0, a bias that they share: what is left must not correlate.
    const differing = a!.filter((x, i) => x !== b![i]).length
    expect(differing).toBeGreaterThan(0.9 * a!.filter((x) => x !== 0).length)
    expect(moments(a!.map((x, i) => x - b![i]!)).std / moments(noise[0]!).std).toBeCloseTo(Math.SQRT2, 1)
    const [alone, twin] = currents({ drift: false }, false)
    expect(alone).toEqual(a)
    // Two arrays of one stream would be one array read twice.
    expect(twin).toEqual(alone)
  })
})

describe('constants of a step', () => {
  const threshold = {
    ...{ threshold: 0.5, gamma: 0.3, refractory: 5e-3, surrogate: 'gamma/theta' as const },
    ...{ surrogate_shape: 'arctan' as const, surrogate_width: 1 },
  }
  const leak = { tau_mem: 0.03, zeta: '1' as const }
  const adaptation = { tau_adapt: 0.2, adapt_beta: 0.07 }
  const out = { tau_out: 0.02, zeta_out: '1' as const }

  it('turns times into decays and whole steps', () => {
    const c = alif.constants({ ...threshold, ...leak, ...adaptation, adaptive: 3 }, 1e-3, 8)
    const readout = readoutConstants(out, 1e-3)
    expect(c.alpha).toBeCloseTo(Math.exp(-1 / 30), 15)
    expect(readout.kappa).toBeCloseTo(Math.exp(-1 / 20), 15)
    expect(c.rho).toBeCloseTo(Math.exp(-1 / 200), 15)
    expect([c.zeta, readout.zeta, c.theta, c.refractory, c.beta]).toEqual([1, 1, 0.5, 5, 0.07])
    expect([c.adaptive, c.surrogate, c.width]).toEqual([3, 'arctan', 0.5])
    expect(c.height).toBeCloseTo(0.6, 15)
  })

  it('takes the gains, and height and width of psi, by option', () => {
    const fields = { ...threshold, surrogate: 'gamma' as const, surrogate_width: 0.4, tau_mem: 0.03, zeta: '1-alpha' as const }
    const c = lif.constants(fields, 1e-3, 8)
    expect(c.zeta).toBe(1 - c.alpha)
    const readout = readoutConstants({ ...out, zeta_out: '1-kappa' }, 1e-3)
    expect(readout.zeta).toBe(1 - readout.kappa)
    expect([c.height, c.width]).toEqual([0.3, 0.2])
  })

  it('a plain neuron does not adapt, and an adaptive one of which nobody says how many adapts as a whole', () => {
    expect(lif.constants({ ...threshold, ...leak }, 1e-3, 8)).toMatchObject({ rho: 0, beta: 0, adaptive: 0 })
    expect(alif.constants({ ...threshold, ...leak, ...adaptation, adaptive: undefined }, 1e-3, 8).adaptive).toBe(8)
  })

  it('a neuron without leak keeps its membrane and takes its input whole', () => {
    expect(integrateAndFire.constants(threshold, 1e-3, 8)).toMatchObject({ alpha: 1, zeta: 1, beta: 0 })
  })
})
