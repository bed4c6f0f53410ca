/** Learning on random graphs equals the oracle's gradients: shared and back-read arrays, diagonals, skips, delays, graded inputs. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import type { RateRegularisation } from '../../learning/rule.ts'
import type { SurrogateName } from '../../network/surrogates.ts'
import { adjoint, type GraphGradients } from '../oracle/graph/adjoint.ts'
import { bpttFeedback, epropFeedback } from '../oracle/graph/feedback.ts'
import { judge, type Objective } from '../oracle/graph/objective.ts'
import { type GraphSimulation, simulate } from '../oracle/graph/simulate.ts'
import type { Matrix } from '../oracle/network.ts'
import { distance } from '../support/columns.ts'
import { spread } from '../support/draws.ts'
import {
  type EngineRun,
  EXTRA,
  engineGraph,
  engineRun,
  type GraphOptions,
  graphMargin,
  type RandomGraph,
  randomGraph,
  transposed,
} from '../support/graphs.ts'
import { spikesOf } from '../support/networks.ts'

const SURROGATES: SurrogateName[] = ['piecewise-linear', 'exponential', 'fast-sigmoid', 'arctan']

const size = fc.integer({ min: 1, max: 7 })
const sizes = fc.oneof(
  fc.record({ x: size, h1: size, h2: size, y: fc.integer({ min: 1, max: 3 }) }),
  // All alike: every connection of the list fits.
  size.map((n) => ({ x: n, h1: n, h2: n, y: n })),
)

const options = (surrogate: SurrogateName, uniform: boolean): fc.Arbitrary<GraphOptions> =>
  fc.record({
    sizes,
    steps: fc.integer({ min: 1, max: 40 }),
    surrogate: fc.constant(surrogate),
    refractory: fc.constantFrom(0, 0, 2),
    input: fc.constantFrom('unit' as const, 'graded' as const, 'held' as const),
    uniform: fc.constant(uniform),
    extra: fc.subarray(Object.keys(EXTRA)),
    outDelay: fc.constantFrom(0 as const, 1 as const),
  })

const regularisation = fc.constantFrom<RateRegularisation>(
  { c: 0, target: 0, eligibility: 'plain' },
  { c: 3, target: 0.2, eligibility: 'plain' },
)

function objectiveOf(kind: Objective['kind'], { options: { steps, sizes: s } }: RandomGraph, draw: number): Objective {
  if (kind === 'mse') return { kind, target: Array.from({ length: steps }, (_, t) => [...spread(draw + t, s.y, -1, 1)]) }
  return { kind, label: draw % s.y, window: Math.max(1, Math.floor(steps / 2)) }
}

/** Gradients of the oracle by array: those of all connections that share it, each the way it reads it. */
function byArray({ graph, weights }: RandomGraph, connections: GraphGradients['connections']): Record<string, Matrix> {
  const sums = Object.fromEntries(Object.entries(weights).map(([name, rows]) => [name, rows.map((row) => row.map(() => 0))]))
  for (const [name, gradient] of Object.entries(connections)) {
    const { shape, read, array } = graph.connections[name]!
    const own = shape === 'diagonal' || read === 'back' ? gradient : transposed(gradient)
    own.forEach((row, i) => {
      row.forEach((g, c) => {
        sums[array ?? name]![i]![c]! += g
      })
    })
  }
  return sums
}

/** B [size][outputs] of populations that the engine reaches straight from the readout. */
function straight({ graph }: RandomGraph, { paths }: EngineRun): Record<string, Matrix> {
  const connected = new Set(Object.values(graph.connections).flatMap(({ from, to }) => (to === 'y' ? [from] : [])))
  return Object.fromEntries(
    paths.flatMap(({ to, matrix }) => {
      if (connected.has(to)) return []
      const [n, outputs] = [graph.populations[to]!.size, graph.populations.y!.size]
      const stride = matrix!.length / outputs
      return [[to, Array.from({ length: n }, (_, i) => Array.from({ length: outputs }, (__, k) => matrix![k * stride + i]!))]]
    }),
  )
}

function expected(
  g: RandomGraph,
  sim: GraphSimulation,
  objective: Objective,
  run: EngineRun,
  rule: string,
  rate: RateRegularisation,
) {
  const { loss, err } = judge(objective, sim.y!.v)
  const feedback = rule === 'bptt' ? bpttFeedback(g.oracle) : epropFeedback(g.oracle, straight(g, run))
  const gradients = adjoint(g.oracle, sim, err, feedback, { h1: rate, h2: rate })
  return { loss, arrays: byArray(g, gradients.connections), neurons: gradients.neurons }
}

/** Largest error over the arrays, each relative to its own largest entry, of those that have a gradient at all. */
function apart(got: Readonly<Record<string, Matrix>>, wanted: Readonly<Record<string, Matrix>>): number {
  expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort())
  return Math.max(...Object.entries(wanted).map(([name, matrix]) => distance(got[name]!.flat(), matrix.flat())))
}

const kinds: Objective['kind'][] = ['mse', 'cross-entropy', 'cross-entropy-of-mean']
const seed = fc.integer({ min: 1, max: 2 ** 28 })

describe.each(SURROGATES)('on a random graph, %s', (surrogate) => {
  it.each(['bptt', 'eprop'])('%s has the gradient of the oracle, of weights and of neuron constants', (rule) => {
    let spikes = 0
    fc.assert(
      fc.property(seed, options(surrogate, false), fc.constantFrom(...kinds), regularisation, (s, o, kind, rate) => {
        const g = randomGraph(s, o)
        const sim = simulate(g.oracle, { x: g.inputs })
        fc.pre(graphMargin(g, sim) > 1e-5)
        const objective = objectiveOf(kind, g, s)
        const engine = engineGraph(new Arena(8e6), g)
        const run = engineRun(engine, g, rule, 'adjoint', objective, rate)
        for (const population of engine.net.populations) {
          expect(spikesOf(population)).toEqual(sim[population.name]!.z)
          spikes += sim[population.name]!.z.flat().filter((z) => z === 1).length
        }
        const { loss, arrays, neurons } = expected(g, sim, objective, run, rule, rate)
        expect(Math.abs(run.loss - loss)).toBeLessThan(1e-5 * (1 + loss))
        expect(apart(run.gradients, arrays)).toBeLessThan(1e-4)
        for (const { name, size: n, constants } of engine.net.populations) {
          const { alpha, gain, theta } = run.rule.neurons!(name)
          const own = neurons[name]!
          expect(distance(alpha.subarray(0, n), own.alpha), `alpha of ${name}`).toBeLessThan(1e-4)
          const zeta = own.zeta.map((z) => z * constants.zeta)
          expect(distance(gain.subarray(0, n), zeta), `gain of ${name}`).toBeLessThan(1e-4)
          expect(distance(theta.subarray(0, n), own.threshold), `threshold of ${name}`).toBeLessThan(1e-4)
        }
        run.rule.clear()
        for (const { direction } of run.rule.changes()) expect(direction.every((x) => x === 0)).toBe(true)
      }),
      { seed: 1, numRuns: 40 },
    )
    expect(spikes).toBeGreaterThan(1000)
  })

  it('e-prop online has that of its adjoint form, and of the oracle', () => {
    fc.assert(
      fc.property(seed, options(surrogate, true), fc.constantFrom(...kinds.slice(0, 2)), regularisation, (s, o, kind, rate) => {
        const g = randomGraph(s, o)
        const sim = simulate(g.oracle, { x: g.inputs })
        fc.pre(graphMargin(g, sim) > 1e-5)
        const objective = objectiveOf(kind, g, s)
        const arena = new Arena(8e6)
        const online = engineRun(engineGraph(arena, g), g, 'eprop', 'online', objective, rate)
        const backwards = engineRun(engineGraph(arena, g), g, 'eprop', 'adjoint', objective, rate)
        expect(apart(online.gradients, backwards.gradients)).toBeLessThan(1e-4)
        expect(apart(online.gradients, expected(g, sim, objective, online, 'eprop', rate).arrays)).toBeLessThan(1e-4)
      }),
      { seed: 2, numRuns: 25 },
    )
  })
})
