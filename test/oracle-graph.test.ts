/** The readable specification of gradients on a graph, against independent tools, its own definition, and finite differences. */
import { describe, expect, it } from 'vitest'
import alif from './golden/eprop_alif.json' with { type: 'json' }
import lif from './golden/eprop_lif.json' with { type: 'json' }
import feedforward from './golden/graph_feedforward.json' with { type: 'json' }
import graded from './golden/graph_graded.json' with { type: 'json' }
import recurrent from './golden/graph_recurrent.json' with { type: 'json' }
import skipSelf from './golden/graph_skip_self.json' with { type: 'json' }
import evidence from './golden/nest_evidence_accumulation.json' with { type: 'json' }
import { adam } from './oracle/graph/adam.ts'
import { adjoint, type NeuronGradients, type Rate } from './oracle/graph/adjoint.ts'
import type { Connection, Graph, Lif } from './oracle/graph/case.ts'
import { bpttFeedback, epropFeedback } from './oracle/graph/feedback.ts'
import { epropTrial, graphTrial, nestTrial } from './oracle/graph/golden.ts'
import { judge, type Objective } from './oracle/graph/objective.ts'
import { onlineEprop } from './oracle/graph/online-eprop.ts'
import { type GraphSimulation, simulate } from './oracle/graph/simulate.ts'
import { type Detachment, simulateSmooth, smoothSpike } from './oracle/graph/smoothed.ts'
import { type SurrogateName, surrogate } from './oracle/graph/surrogate.ts'
import type { Matrix } from './oracle/network.ts'
import { spread } from './support/draws.ts'

/** Largest difference, relative to the largest expected magnitude; diagonal connections come as [n] in golden files. */
function error(actual: Matrix, expected: Matrix | readonly number[]): number {
  const [got, wanted] = [actual.flat(), expected.flat()]
  expect(got.length).toBe(wanted.length)
  const largest = Math.max(...wanted.map(Math.abs))
  expect(largest).toBeGreaterThan(0)
  return Math.max(...wanted.map((value, i) => Math.abs(got[i]! - value))) / largest
}

function worst(actual: Readonly<Record<string, Matrix>>, expected: Readonly<Record<string, Matrix | readonly number[]>>): number {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort())
  return Math.max(...Object.entries(expected).map(([name, values]) => error(actual[name]!, values)))
}

const SURROGATES: SurrogateName[] = ['piecewise-linear', 'exponential', 'fast-sigmoid', 'arctan']

describe.each([
  ['two hidden layers, mean squared error', feedforward],
  ['recurrent ALIF, cross-entropy', recurrent],
  ['skip, diagonal and backward connections, cross-entropy of the mean', skipSelf],
  ['graded input, cross-entropy of the mean', graded],
])('PyTorch autograd: %s', (_, golden) => {
  const { graph, inputs, objective } = graphTrial(golden)
  const sim = simulate(graph, inputs)
  const { loss, err } = judge(objective, sim.y!.v)
  const feedback = epropFeedback(graph, golden.feedback)
  const { bptt, eprop } = golden.results

  it('the same spikes, membranes, readout and loss', () => {
    for (const [name, z] of Object.entries(golden.z)) expect(sim[name]!.z).toEqual(z)
    // The file rounds membranes to nine digits.
    const rounded = (rows: Matrix) => rows.map((row) => row.map((value) => Number(value.toPrecision(9))))
    for (const [name, v] of Object.entries(golden.v)) expect(rounded(sim[name]!.v)).toEqual(v)
    expect(error(sim.y!.v, golden.y.y)).toBeLessThan(1e-9)
    expect(Math.abs(loss / golden.loss_value - 1)).toBeLessThan(1e-9)
  })

  it('BPTT: the same gradients of all connections, decays and gains', () => {
    const { connections, neurons } = adjoint(graph, sim, err, bpttFeedback(graph))
    expect(worst(connections, bptt.gradients)).toBeLessThan(1e-9)
    for (const [name, values] of Object.entries(bptt.d_alpha)) expect(error([neurons[name]!.alpha], values)).toBeLessThan(1e-9)
    for (const [name, values] of Object.entries(bptt.d_zeta)) expect(error([neurons[name]!.zeta], values)).toBeLessThan(1e-9)
  })

  it.each([
    ['adjoint', () => adjoint(graph, sim, err, feedback).connections],
    ['online', () => onlineEprop(graph, sim, err, feedback)],
  ])('e-prop, %s form: the same gradients of all connections', (_form, gradients) => {
    expect(worst(gradients(), eprop.gradients)).toBeLessThan(1e-9)
  })
})

describe.each([
  ['LIF', lif],
  ['ALIF', alif],
])('PyTorch autograd, one recurrent layer: %s', (_, golden) => {
  it('the same spikes, membrane, readout, loss and e-prop gradients, adjoint and online', () => {
    const { graph, inputs, objective } = epropTrial(golden)
    const sim = simulate(graph, inputs)
    const { loss, err } = judge(objective, sim.y!.v)
    expect(sim.h!.z).toEqual(golden.z)
    expect(Math.max(error(sim.h!.v, golden.v), error(sim.y!.v, golden.y), Math.abs(loss / golden.loss - 1))).toBeLessThan(1e-9)
    const expected = { in: golden.grad_in, rec: golden.grad_rec, out: golden.grad_out }
    expect(worst(adjoint(graph, sim, err, epropFeedback(graph)).connections, expected)).toBeLessThan(1e-9)
    expect(worst(onlineEprop(graph, sim, err, epropFeedback(graph)), expected)).toBeLessThan(1e-9)
  })
})

it('trains as NEST does: the five losses of its evidence accumulation test, to 1e-11', () => {
  // The file holds float32 weights with nine digits, which name each of them exactly once rounded to float32.
  const float32 = (rows: Matrix): Matrix => rows.map((row) => row.map(Math.fround))
  let weights = { in: float32(evidence.w_in), rec: float32(evidence.w_rec), out: float32(evidence.w_out) }
  const feedback = { h: float32(evidence.feedback) }
  const step = { in: adam(evidence.lr), rec: adam(evidence.lr), out: adam(evidence.lr) }
  const rates = { h: { c: evidence.c_reg, target: evidence.f_target_hz * evidence.dt } }
  evidence.losses.forEach((expected, iteration) => {
    const { graph, inputs, objective } = nestTrial(evidence, iteration, weights)
    const sim = simulate(graph, inputs)
    const { loss, err } = judge(objective, sim.y!.v)
    expect(Math.abs(loss / evidence.learning_window / expected - 1)).toBeLessThan(1e-11)
    // NEST divides every gradient by the window, the rate regularisation too.
    const { connections } = adjoint(graph, sim, err, epropFeedback(graph, feedback), rates)
    const mean = (name: string) => connections[name]!.map((row) => row.map((g) => g / evidence.learning_window))
    weights = {
      in: step.in(weights.in, mean('in')),
      rec: step.rec(weights.rec, mean('rec')),
      out: step.out(weights.out, mean('out')),
    }
  })
})

/** Two hidden populations with adaptation, every kind of connection, and parameters that differ from neuron to neuron. */
function smallGraph(name: SurrogateName, refractory: number, withReadout: 'both' | 'second'): Graph {
  let draw = 0
  const matrix = (rows: number, cols: number) =>
    Array.from({ length: rows }, () => [...spread(500 + draw++, cols, -0.9, 1.1)]) as number[][]
  const hidden = (size: number): Lif => ({
    kind: 'lif',
    size,
    alpha: [...spread(++draw, size, 0.7, 0.95)],
    rho: [...spread(++draw, size, 0.8, 0.97)],
    zeta: [...spread(++draw, size, 0.5, 1.2)],
    threshold: [...spread(++draw, size, 0.4, 0.7)],
    beta: [...spread(++draw, size, 0.1, 0.4)],
    surrogate: { name, gamma: 0.6, beta: 0.6 },
    refractory,
  })
  const full = (from: string, to: string, delay: number, weights: Matrix): Connection => ({
    from,
    to,
    shape: 'full',
    delay,
    autapses: false,
    weights,
  })
  return {
    populations: {
      x: { kind: 'source', size: 3 },
      a: hidden(4),
      b: hidden(3),
      y: { kind: 'readout', size: 2, kappa: 0.85, zetaOut: 0.4 },
    },
    connections: {
      xa: full('x', 'a', 0, matrix(4, 3)),
      aa: full('a', 'a', 1, matrix(4, 4)),
      ab: full('a', 'b', 0, matrix(3, 4)),
      bb: { from: 'b', to: 'b', shape: 'diagonal', delay: 1, autapses: true, weights: matrix(1, 3) },
      ba: full('b', 'a', 1, matrix(4, 3)),
      xb: full('x', 'b', 2, matrix(3, 3)),
      by: full('b', 'y', 0, matrix(2, 3)),
      ...(withReadout === 'both' ? { ay: full('a', 'y', 1, matrix(2, 4)) } : {}),
    },
  }
}

const STEPS = 14
const smallInputs = { x: Array.from({ length: STEPS }, (_, t) => [...spread(900 + t, 3, -0.5, 1.5)]) }
const smallFeedback = { a: [0, 1, 2, 3].map((i) => [...spread(800 + i, 2, -1, 1)]) }
const smallRates: Record<string, Rate> = { a: { c: 2, target: 0.3 }, b: { c: 3, target: 0.1 } }
const smallObjectives: Objective[] = [
  { kind: 'mse', target: Array.from({ length: STEPS }, (_, t) => [...spread(700 + t, 2, -1, 1)]) },
  { kind: 'cross-entropy', label: 1, window: 5 },
  { kind: 'cross-entropy-of-mean', label: 0, window: 9 },
]

describe('online form equals adjoint form', () => {
  it.each(SURROGATES)('%s, with a refractory time, rate regularisation, given and symmetric feedback', (name) => {
    for (const withReadout of ['both', 'second'] as const) {
      const graph = smallGraph(name, 2, withReadout)
      const sim = simulate(graph, smallInputs)
      const { err } = judge(smallObjectives[0]!, sim.y!.v)
      for (const given of [{}, smallFeedback]) {
        const feedback = epropFeedback(graph, given)
        const { connections } = adjoint(graph, sim, err, feedback, smallRates)
        expect(worst(onlineEprop(graph, sim, err, feedback, smallRates), connections)).toBeLessThan(1e-12)
      }
    }
  })
})

/** dE/d(one number), by central differences; `at` gives the graph with that number moved. */
function difference(at: (by: number) => Graph, loss: (graph: Graph) => number): number {
  const h = 1e-5
  return (loss(at(h)) - loss(at(-h))) / (2 * h)
}

function moved(values: readonly number[], i: number, by: number): number[] {
  return values.map((value, at) => (at === i ? value + by : value))
}

function withWeight(graph: Graph, name: string, row: number, col: number, by: number): Graph {
  const connection = graph.connections[name]!
  const weights = connection.weights.map((values, r) => (r === row ? moved(values, col, by) : values))
  return { ...graph, connections: { ...graph.connections, [name]: { ...connection, weights } } }
}

function withParameter(graph: Graph, population: string, parameter: keyof NeuronGradients, j: number, by: number): Graph {
  const before = graph.populations[population] as Lif
  const after = { ...before, [parameter]: moved(before[parameter], j, by) }
  return { ...graph, populations: { ...graph.populations, [population]: after } }
}

describe('finite differences of the smoothed model with recorded values where a rule detaches', () => {
  it.each(SURROGATES)('%s is the derivative of its smooth spike', (name) => {
    for (const v of [-2.1, -0.7, -0.2, 0.1, 0.4, 3]) {
      const s = { name, gamma: 0.4, beta: 1.7 }
      const slope = (smoothSpike(s, v + 1e-5) - smoothSpike(s, v - 1e-5)) / 2e-5
      expect(slope).toBeCloseTo(surrogate(s, v), 9)
    }
  })

  const settings = (['bptt', 'eprop'] as Detachment[]).flatMap((rule) =>
    SURROGATES.flatMap((name) => smallObjectives.map((objective) => [rule, name, objective.kind, objective] as const)),
  )

  it.each(settings)('%s, %s, %s: weights, alpha, zeta, theta, rho and beta of every neuron', (rule, name, _kind, objective) => {
    const graph = smallGraph(name, 0, rule === 'bptt' ? 'both' : 'second')
    const given = rule === 'bptt' ? {} : smallFeedback
    const sim = simulateSmooth(graph, smallInputs, rule)
    const rateLoss = (run: GraphSimulation) =>
      Object.entries(smallRates).reduce((sum, [population, { c, target }]) => {
        const { z } = run[population]!
        return sum + z[0]!.reduce((s, _, i) => s + (c / 2) * (z.reduce((m, now) => m + now[i]!, 0) / STEPS - target) ** 2, 0)
      }, 0)
    const loss = (changed: Graph) => {
      const run = simulateSmooth(changed, smallInputs, rule, sim, given)
      return judge(objective, run.y!.v).loss + rateLoss(run)
    }
    const { err } = judge(objective, sim.y!.v)
    const paths = rule === 'bptt' ? bpttFeedback(graph) : epropFeedback(graph, given)
    const { connections, neurons } = adjoint(graph, sim, err, paths, smallRates)

    const numeric = Object.entries(connections).map(([connection, gradient]) => [
      connection,
      gradient.map((row, r) => row.map((_, col) => difference((by) => withWeight(graph, connection, r, col, by), loss))),
    ])
    expect(worst(connections, Object.fromEntries(numeric))).toBeLessThan(1e-7)

    for (const [population, gradients] of Object.entries(neurons)) {
      for (const parameter of ['alpha', 'zeta', 'threshold', 'rho', 'beta'] as const) {
        const expected = gradients[parameter].map((_, j) =>
          difference((by) => withParameter(graph, population, parameter, j, by), loss),
        )
        expect(error([gradients[parameter]], expected), `${population} ${parameter}`).toBeLessThan(1e-7)
      }
    }
  })
})

describe('a graph that cannot run', () => {
  it('names the connection that needs a delay', () => {
    const graph = smallGraph('arctan', 0, 'both')
    const ba = { ...graph.connections.ba!, delay: 0 }
    expect(() => simulate({ ...graph, connections: { ...graph.connections, ba } }, smallInputs)).toThrow(/ba needs a delay/)
  })
})
