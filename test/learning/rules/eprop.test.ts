/** e-prop, both forms: the gradients of independent tools, of its definition, and of each other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStage } from '../../../experiments/run/trial.ts'
import { runCase } from '../../../experiments/verify/case.ts'
import { compare, type ParsedCase } from '../../../experiments/verify/comparison.ts'
import { parseEpropFile } from '../../../experiments/verify/eprop-file.ts'
import { Arena } from '../../../kernels/arena.ts'
import type { ErrorPath, LearningRule, RateRegularisation } from '../../../learning/rule.ts'
import { createAdjoint } from '../../../learning/rules/adjoint.ts'
import { createOnline } from '../../../learning/rules/online.ts'
import { reverseWeights } from '../../../learning/rules/regularisation.ts'
import type { Network } from '../../../network/network.ts'
import alif from '../../golden/eprop_alif.json' with { type: 'json' }
import lif from '../../golden/eprop_lif.json' with { type: 'json' }
import nest from '../../golden/nest_pattern_generation.json' with { type: 'json' }
import { type EpropCase, eprop, type Gradients } from '../../oracle/eprop.ts'
import { type Matrix, type Simulation, simulate } from '../../oracle/network.ts'
import { distance } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { type EngineNetwork, engineNetwork, type LayerName, margin, randomCase } from '../../support/networks.ts'

const arena = new Arena()
const forms = { adjoint: createAdjoint, online: createOnline } as const
type Form = keyof typeof forms

describe.each([
  ['LIF', lif],
  ['ALIF', alif],
])('PyTorch autograd, %s', (_, golden) => {
  const of = ({ given, reference }: ParsedCase, form: Form) => compare(runCase(given, 'eprop', form), reference, 'eprop', form)

  it.each(['adjoint', 'online'] as const)('%s: same spikes; membrane, output, loss and all three gradients to 1e-5', (form) => {
    const got = of(parseEpropFile(golden), form)
    expect(got).toMatchObject({ spikes_differing: 0, spikes: golden.z.flat().filter((z) => z).length })
    expect(Object.keys(got.errors).sort()).toEqual(['grad in', 'grad out', 'grad rec', 'v h', 'y'])
    for (const [name, error] of Object.entries(got.errors)) expect(error, name).toBeLessThan(1e-5)
    expect(Math.abs(got.loss / golden.loss - 1)).toBeLessThan(1e-5)
  })

  it('tells a wrong gradient: the comparison of a case whose reference is off by 1 % says 1 %', () => {
    const off = parseEpropFile({ ...golden, grad_rec: golden.grad_rec.map((row) => row.map((g) => 1.01 * g)) })
    expect(of(off, 'adjoint').errors['grad rec']).toBeCloseTo(0.01 / 1.01, 4)
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

/** Straight from the readout with this B, as feedback to the one population. */
function pathOf({ net }: EngineNetwork, B: Matrix): ErrorPath {
  const [{ name, stride }] = net.populations as [Network['populations'][number]]
  const matrix = arena.f32(net.readout.size * stride)
  B.forEach((row, k) => {
    matrix.set(row, k * stride)
  })
  const bring = () => {
    throw new Error('feedback in digital memory is used as a matrix')
  }
  return { to: name, from: net.readout.name, delay: 0, gain: net.readout.constants.zeta, matrix, bring }
}

/** Shows the case's trial `times` times and returns the last loss. */
function learn({ net, runner, input, target }: EngineNetwork, rule: LearningRule, times = 1): number {
  const stage = createStage(net, runner, rule, { kind: 'mse', window: [0, net.steps] })
  let loss = 0
  for (let n = 0; n < times; n++) loss = stage.learn({ input, target }, { start: n, dt: 1e-3, firstStep: 0 }).loss
  return loss
}

const changesOf = (rule: LearningRule) =>
  Object.fromEntries([...rule.changes()].map(({ connection, direction }) => [connection, direction])) as unknown as Record<
    LayerName,
    Float32Array
  >

/** The engine's gradients of a trial, [post][pre] as the oracle has them. */
function engineGradients(c: EpropCase, form: Form, { regularisation, inputLead }: Setting): Gradients {
  const engine = engineNetwork(arena, c)
  const rule = forms[form](engine.net, { regularisation, inputLead, paths: [pathOf(engine, feedbackOf(c))] })
  const mse = learn(engine, rule)
  const changes = changesOf(rule)
  const matrix = (layer: LayerName) => {
    const { rows, cols, stride } = engine.arrays[layer]
    const g = changes[layer]
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

  const ones = (engine: EngineNetwork) => pathOf(engine, [new Array(16).fill(1), new Array(16).fill(1)])

  it.each(['adjoint', 'online'] as const)(
    '%s: the same trial again gives the same gradient, and no synapse of a neuron to itself has one',
    (form) => {
      const engine = engineNetwork(arena, randomCase(6, size))
      const rule = forms[form](engine.net, { ...plain, paths: [ones(engine)] })
      const trial = () => {
        rule.clear()
        learn(engine, rule)
        const changes = changesOf(rule)
        return (['in', 'rec', 'out'] as const).map((layer) => Array.from(changes[layer]))
      }
      const first = trial()
      expect(trial()).toEqual(first)
      expect(first.every((g) => g.some((x) => x !== 0))).toBe(true)
      const { stride } = engine.arrays.rec
      for (let j = 0; j < size.neurons; j++) expect(first[1]![j * stride + j]).toBe(0)
    },
  )

  it.each(['adjoint', 'online'] as const)('%s: the gradients of trials add up until they are cleared', (form) => {
    const engine = engineNetwork(arena, randomCase(6, size))
    const rule = forms[form](engine.net, { ...plain, paths: [ones(engine)] })
    learn(engine, rule)
    const once = Float64Array.from(changesOf(rule).in)
    learn(engine, rule, 2)
    expect(
      distance(
        changesOf(rule).in,
        once.map((g) => 3 * g),
      ),
    ).toBeLessThan(1e-6)
    rule.clear()
    expect(Object.values(changesOf(rule)).every((g) => g.every((x) => x === 0))).toBe(true)
  })

  it.each(['adjoint', 'online'] as const)('%s: refuses to learn from a trial that has not begun', (form) => {
    const engine = engineNetwork(arena, randomCase(7, size))
    const rule = forms[form](engine.net, { ...plain, paths: [ones(engine)] })
    expect(() => {
      rule.observe(0, new Float32Array(2))
      rule.end({ t: 0, drawIndex: 0, gain: 1 })
    }).toThrow('must begin a trial')
  })
})

describe('reverseWeights', () => {
  const constants = { kappa: 0.8, zeta: 0.2 }

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
      const engine = engineNetwork(arena, c)
      const { net, runner, arrays, input, target } = engine
      const regularisation = { c: nest.c_reg, target: nest.f_target_hz * nest.dt, eligibility: 'plain' } as const
      const B = [nest.feedback.flat()]
      const rule = forms[form](net, { regularisation, inputLead: 0, paths: [pathOf(engine, B)] })
      const stage = createStage(net, runner, rule, { kind: 'mse', window: [0, net.steps] })
      nest.losses.forEach((expected, iteration) => {
        const clock = { start: iteration, dt: nest.dt, firstStep: 1000 * iteration }
        const { loss } = stage.learn({ input, target }, clock)
        expect(Math.abs((loss * 1000) / 2 / expected - 1), `iteration ${iteration}`).toBeLessThan(1e-6)
        for (const change of rule.changes()) arrays[change.connection as LayerName].apply({ ...change, rate: nest.lr }, iteration)
        rule.clear()
      })
    },
  )
})
