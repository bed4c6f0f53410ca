/** e-prop, both forms: the gradients of independent tools, of its definition, and of each other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTrial } from '../../../experiments/run/trial.ts'
import { compareEprop, parseEpropCase } from '../../../experiments/verify/eprop-case.ts'
import { Arena } from '../../../kernels/arena.ts'
import type { RateRegularisation } from '../../../learning/rule.ts'
import { createAdjoint } from '../../../learning/rules/eprop-adjoint.ts'
import { createOnline } from '../../../learning/rules/eprop-online.ts'
import { reverseWeights } from '../../../learning/rules/regularisation.ts'
import { schemes } from '../../../learning/update/registry.ts'
import type { LayerName, Network } from '../../../network/network.ts'
import alif from '../../golden/eprop_alif.json' with { type: 'json' }
import lif from '../../golden/eprop_lif.json' with { type: 'json' }
import nest from '../../golden/nest_pattern_generation.json' with { type: 'json' }
import { type EpropCase, eprop, type Gradients } from '../../oracle/eprop.ts'
import { type Matrix, type Simulation, simulate } from '../../oracle/network.ts'
import { distance } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { engineNetwork, margin, randomCase } from '../../support/networks.ts'

const arena = new Arena()
const forms = { adjoint: createAdjoint, online: createOnline } as const
type Form = keyof typeof forms

describe.each([
  ['LIF', lif],
  ['ALIF', alif],
])('PyTorch autograd, %s', (_, golden) => {
  it.each(['adjoint', 'online'] as const)('%s: same spikes; membrane, output, loss and all three gradients to 1e-5', (form) => {
    const got = compareEprop(parseEpropCase(golden), form)
    expect(got).toMatchObject({ spikes_differing: 0, spikes: golden.z.flat().filter((z) => z).length })
    for (const name of ['grad_in', 'grad_rec', 'grad_out', 'v', 'y'] as const) expect(got[name], name).toBeLessThan(1e-5)
    expect(Math.abs(got.loss / golden.loss - 1)).toBeLessThan(1e-5)
  })

  it('tells a wrong gradient: the comparison of a case whose reference is off by 1 % says 1 %', () => {
    const off = parseEpropCase({ ...golden, grad_rec: golden.grad_rec.map((row) => row.map((g) => 1.01 * g)) })
    expect(compareEprop(off, 'adjoint').grad_rec).toBeCloseTo(0.01 / 1.01, 4)
  })
})

interface Setting {
  readonly regularisation: RateRegularisation
  readonly inputLead: 0 | 1
}

/** Feedback [outputs][neurons] for both; random, unlike the readout. */
const feedbackOf = (c: EpropCase) => {
  const [outputs, neurons] = [c.wOut.length, c.wRec.length]
  const b = normals(77, outputs * neurons).map(Math.fround)
  return Array.from({ length: outputs }, (_, k) => Array.from(b.subarray(k * neurons, (k + 1) * neurons)))
}

/** The engine's gradients of a trial, [post][pre] as the oracle has them. */
function engineGradients(c: EpropCase, form: Form, { regularisation, inputLead }: Setting): Gradients {
  const { net, input, target } = engineNetwork(arena, c)
  const feedback = arena.f32(net.outputs * net.stride)
  feedbackOf(c).forEach((row, k) => {
    feedback.set(row, k * net.stride)
  })
  const rule = forms[form](net, { regularisation, inputLead, feedback })
  const mse = runTrial(net, rule, { input, target }, { start: 0, dt: 1e-3, firstStep: 0 })
  const matrix = (layer: LayerName) => {
    const { rows, cols, stride } = net.layers[layer]
    const g = rule.gradient(layer)
    return Array.from({ length: cols }, (_, post) => Array.from({ length: rows }, (__, pre) => g[pre * stride + post]!))
  }
  return { gradIn: matrix('in'), gradRec: matrix('rec'), gradOut: matrix('out'), loss: (mse * c.target.flat().length) / 2 }
}

/**
 * The oracle's, which knows a plain regularisation and no lead. A leading input is one that learning sees a step early. A filtered
 * regularisation is one more output with the constant error 1, whose feedback is the weight that each eligibility then has.
 */
function oracleGradients(c: EpropCase, sim: Simulation, { regularisation, inputLead }: Setting): Gradients {
  const steps = c.x.length
  const x = inputLead === 0 ? c.x : [...c.x.slice(1), c.x[0]!.map(() => 0)]
  const feedback = c.wRec.map((_, j) => feedbackOf(c).map((row) => row[j]!))
  const net = { ...c, x }
  if (regularisation.eligibility === 'plain') return eprop(net, sim, feedback, regularisation)
  const mean = (j: number) => sim.z.reduce((sum, z) => sum + z[j]!, 0) / steps
  const weight = (j: number) => (regularisation.c * (mean(j) - regularisation.target)) / steps
  const extended = {
    net: { ...net, wOut: [...c.wOut, c.wOut[0]!], target: c.target.map((row) => [...row, 0]) },
    sim: { ...sim, y: sim.y.map((row) => [...row, 1]) },
    feedback: feedback.map((row, j) => [...row, weight(j)]),
  }
  const grad = eprop(extended.net, extended.sim, extended.feedback)
  return { ...grad, gradOut: grad.gradOut.slice(0, -1), loss: grad.loss - steps / 2 }
}

/** Largest difference over the three arrays, each relative to its own largest entry. */
function apart(a: Gradients, b: Gradients): number {
  const of = (x: Matrix, y: Matrix) => distance(x.flat(), y.flat())
  return Math.max(of(a.gradIn, b.gradIn), of(a.gradRec, b.gradRec), of(a.gradOut, b.gradOut))
}

describe('random networks', () => {
  const settings = fc.record({
    regularisation: fc.record({
      c: fc.constantFrom(0, 2e3),
      target: fc.constant(0.05),
      eligibility: fc.constantFrom('plain' as const, 'filtered' as const),
    }),
    inputLead: fc.constantFrom(0 as const, 1 as const),
  })
  const options = fc
    .record({
      inputs: fc.integer({ min: 1, max: 14 }),
      neurons: fc.integer({ min: 2, max: 20 }),
      outputs: fc.integer({ min: 1, max: 3 }),
      steps: fc.integer({ min: 1, max: 90 }),
      share: fc.constantFrom(0, 0.5, 1),
      refractory: fc.constantFrom(0, 0, 3),
      scaled: fc.boolean(),
    })
    .map(({ share, ...rest }) => ({ ...rest, adaptive: Math.round(share * rest.neurons) }))

  it('both forms are the gradient of the definition, with any regularisation, lead, adaptation, refractoriness and gain', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), options, settings, (seed, o, setting) => {
        const c = randomCase(seed, o)
        const sim = simulate(c)
        fc.pre(margin(c, sim) > 1e-5)
        const expected = oracleGradients(c, sim, setting)
        const [adjoint, online] = [engineGradients(c, 'adjoint', setting), engineGradients(c, 'online', setting)]
        expect(apart(adjoint, online)).toBeLessThan(2e-5)
        expect(apart(adjoint, expected)).toBeLessThan(2e-5)
        expect(apart(online, expected)).toBeLessThan(2e-5)
        expect(adjoint.loss).toBe(online.loss)
        expect(Math.abs(adjoint.loss / expected.loss - 1)).toBeLessThan(1e-5)
      }),
      { seed: 1, numRuns: 80 },
    )
  })

  const size = { inputs: 10, neurons: 16, outputs: 2, steps: 90, adaptive: 8, refractory: 0, scaled: false }
  const plain: Setting = { regularisation: { c: 0, target: 0.05, eligibility: 'plain' }, inputLead: 0 }

  it.each<[string, Setting]>([
    ['plain regularisation', { ...plain, regularisation: { ...plain.regularisation, c: 2e3 } }],
    ['filtered regularisation', { ...plain, regularisation: { ...plain.regularisation, c: 2e3, eligibility: 'filtered' } }],
    ['a leading input', { ...plain, inputLead: 1 }],
  ])('%s matters to the gradient, so that leaving it out would be seen', (_, setting) => {
    const c = randomCase(5, size)
    const [without, with_] = [engineGradients(c, 'adjoint', plain), engineGradients(c, 'adjoint', setting)]
    expect(distance(with_.gradIn.flat(), without.gradIn.flat())).toBeGreaterThan(0.02)
    expect(with_.gradOut).toEqual(without.gradOut)
  })

  it.each(['adjoint', 'online'] as const)(
    '%s: the same trial again gives the same gradient, and no synapse of a neuron to itself has one',
    (form) => {
      const c = randomCase(6, size)
      const { net, input, target } = engineNetwork(arena, c)
      const rule = forms[form](net, { ...plain, feedback: arena.f32(net.outputs * net.stride).fill(1) as never })
      const trial = () => {
        runTrial(net, rule, { input, target }, { start: 0, dt: 1e-3, firstStep: 0 })
        return (['in', 'rec', 'out'] as const).map((layer) => Array.from(rule.gradient(layer)))
      }
      const first = trial()
      expect(trial()).toEqual(first)
      expect(first.every((g) => g.some((x) => x !== 0))).toBe(true)
      for (let j = 0; j < net.neurons; j++) expect(first[1]![j * net.stride + j]).toBe(0)
    },
  )

  it.each(['adjoint', 'online'] as const)('%s: refuses to learn from a trial that has not begun', (form) => {
    const { net } = engineNetwork(arena, randomCase(7, size))
    const rule = forms[form](net, { ...plain, feedback: arena.f32(net.outputs * net.stride) })
    const error = new Float32Array(net.outputs)
    expect(() => {
      rule.observe(0, error)
      rule.end()
    }).toThrow('must begin a trial')
  })
})

describe('reverseWeights', () => {
  const constants = { kappa: 0.8, zetaOut: 0.2 } as Network['constants']

  it('gives the plain eligibility of every step 1/T', () => {
    const weights = reverseWeights(5, constants, { c: 1, target: 0, eligibility: 'plain' })
    expect(Array.from(weights)).toEqual(new Array(5).fill(1 / 5))
  })

  it('gives the filtered one the share of its trace that the trial still sees', () => {
    const weights = reverseWeights(6, constants, { c: 1, target: 0, eligibility: 'filtered' })
    weights.forEach((w, t) => {
      // zeta_out (1 + kappa + ... + kappa^(T-1-t)) / T
      expect(w).toBeCloseTo((1 - 0.8 ** (6 - t)) / 6, 12)
    })
  })
})

describe('NEST', () => {
  it.each(['adjoint', 'online'] as const)(
    '%s: trains as NEST does, the five losses of its pattern-generation test to 1e-6',
    (form) => {
      const [alpha, kappa] = [Math.exp(-nest.dt / nest.tau_mem), Math.exp(-nest.dt / nest.tau_out)]
      const c: EpropCase = {
        x: nest.input_spikes.map((spikes) => Array.from({ length: 100 }, (_, i) => (spikes.includes(i) ? 1 : 0))),
        ...{ wIn: nest.w_in, wRec: nest.w_rec, wOut: nest.w_out, target: nest.target.map((y) => [y]) },
        ...{ alpha, kappa, rho: 0, threshold: nest.threshold, gamma: nest.gamma, beta: new Array(100).fill(0), refractory: 0 },
        ...{ zeta: 1 - alpha, zetaOut: 1 - kappa },
      }
      const { net, input, target } = engineNetwork(arena, c)
      const feedback = arena.f32(net.stride)
      feedback.set(nest.feedback.flat())
      const regularisation = { c: nest.c_reg, target: nest.f_target_hz * nest.dt, eligibility: 'plain' } as const
      const rule = forms[form](net, { regularisation, inputLead: 0, feedback })
      const options = { max_weight: 1e9, threshold: 0, prob_scale: 1, rounding: 'nearest' } as const
      const layers = ['in', 'rec', 'out'] as const
      const updates = layers.map((layer) => schemes.fp32.bind(net.layers[layer] as never, options, 0))
      nest.losses.forEach((loss, iteration) => {
        const mse = runTrial(net, rule, { input, target }, { start: iteration, dt: nest.dt, firstStep: 1000 * iteration })
        expect(Math.abs((mse * 1000) / 2 / loss - 1), `iteration ${iteration}`).toBeLessThan(1e-6)
        layers.forEach((layer, i) => {
          updates[i]!.apply(rule.gradient(layer), nest.lr, iteration)
        })
      })
    },
  )
})
