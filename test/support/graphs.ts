/** Random graphs of populations for tests, once as the oracle takes them and once as the engine does, with the same numbers in both. */
import { createStage } from '../../experiments/run/trial.ts'
import { type Arena, padded } from '../../kernels/arena.ts'
import type { FeedbackStore } from '../../learning/feedback/kind.ts'
import type { ErrorPath, LearningRule, RateRegularisation } from '../../learning/rule.ts'
import { rules } from '../../learning/rules/registry.ts'
import type { SynapseArray } from '../../learning/update/scheme.ts'
import { createEventTrain, type EventTrain } from '../../network/events.ts'
import type { ConnectionSpec, NetworkGraph } from '../../network/graph.ts'
import { createNetwork, createRunner, type Network } from '../../network/network.ts'
import type { SurrogateName } from '../../network/surrogates.ts'
import type { Connection, Graph, Lif } from '../oracle/graph/case.ts'
import type { Objective } from '../oracle/graph/objective.ts'
import type { GraphSimulation } from '../oracle/graph/simulate.ts'
import type { Matrix } from '../oracle/network.ts'
import { normals, spread } from './draws.ts'
import { feedbackFor } from './feedback.ts'
import { exactArray } from './schemes.ts'

/** Sizes of x -> h1 -> h2 -> y. */
type Sizes = Readonly<Record<'x' | 'h1' | 'h2' | 'y', number>>

export interface GraphOptions {
  readonly sizes: Sizes
  readonly steps: number
  readonly surrogate: SurrogateName
  readonly refractory: number
  /** How inputs act: unit spikes, values of either sign, or such values that are held for the whole trial. */
  readonly input: 'unit' | 'graded' | 'held'
  /** Neurons of one population have the same constants. */
  readonly uniform: boolean
  /** Connections beside in (x > h1), ff (h1 > h2) and out (h2 > y). */
  readonly extra: readonly string[]
  /** Steps of the connection out. */
  readonly outDelay: 0 | 1
}

/** Connections that a random graph may have; those that do not fit its sizes are left out. */
export const EXTRA: Readonly<Record<string, ConnectionSpec>> = {
  rec: { from: 'h1', to: 'h1', shape: 'full', delay: 1, autapses: false },
  rec2: { from: 'h2', to: 'h2', shape: 'full', delay: 1, autapses: true },
  self: { from: 'h2', to: 'h2', shape: 'diagonal', delay: 1, autapses: true },
  late: { from: 'x', to: 'h2', shape: 'full', delay: 1, autapses: false },
  skip: { from: 'h1', to: 'y', shape: 'full', delay: 0, autapses: false },
  past: { from: 'x', to: 'y', shape: 'full', delay: 0, autapses: false },
  up: { from: 'h2', to: 'h1', shape: 'full', delay: 1, autapses: false },
  one: { from: 'h1', to: 'h2', shape: 'diagonal', delay: 0, autapses: true },
  each: { from: 'x', to: 'h1', shape: 'diagonal', delay: 0, autapses: true },
  read: { from: 'h1', to: 'y', shape: 'diagonal', delay: 0, autapses: true },
  // Of the array of ff: backwards, and a step later; and of the array of out: from the other population.
  tied: { from: 'h2', to: 'h1', shape: 'full', delay: 1, autapses: false, array: 'ff', read: 'back' },
  again: { from: 'h1', to: 'h2', shape: 'full', delay: 1, autapses: false, array: 'ff' },
  both: { from: 'h1', to: 'y', shape: 'full', delay: 1, autapses: false, array: 'out' },
}

export interface RandomGraph {
  readonly options: GraphOptions
  readonly graph: NetworkGraph
  /** [rows][cols] of each array, 0 where there is no synapse. */
  readonly weights: Readonly<Record<string, Matrix>>
  readonly oracle: Graph
  readonly inputs: Matrix
}

export function randomGraph(seed: number, options: GraphOptions): RandomGraph {
  const { sizes, steps } = options
  let stream = seed
  const float = (values: Float64Array, change: (x: number) => number) => Array.from(values, (x) => Math.fround(change(x)))
  const population = (kind: string, size: number) => ({ kind, size, parameters: {} })
  const populations = {
    ...{ x: population('source', sizes.x), h1: population('alif', sizes.h1), h2: population('alif', sizes.h2) },
    y: population('readout', sizes.y),
  }
  const sizeOf = (name: string) => sizes[name as keyof Sizes]
  const full = { shape: 'full', autapses: false } as const
  const base: Record<string, ConnectionSpec> = {
    ...{ in: { from: 'x', to: 'h1', delay: 0, ...full }, ff: { from: 'h1', to: 'h2', delay: 0, ...full } },
    out: { from: 'h2', to: 'y', delay: options.outDelay, ...full },
  }
  const fits = ({ from, to, shape, array }: ConnectionSpec) =>
    (shape === 'full' || sizeOf(from) === sizeOf(to)) && (array !== 'out' || sizes.h1 === sizes.h2)
  const extra = options.extra.filter((name) => fits(EXTRA[name]!)).map((name) => [name, EXTRA[name]!] as const)
  const connections: Record<string, ConnectionSpec> = { ...base, ...Object.fromEntries(extra) }

  const weights: Record<string, Matrix> = {}
  for (const [name, { from, to, shape, autapses, array }] of Object.entries(connections)) {
    if (array !== undefined) continue
    const rows = shape === 'diagonal' ? 1 : sizeOf(from)
    weights[name] = Array.from({ length: rows }, (_, i) => {
      const row = float(normals(stream++, sizeOf(to)), (x) => (0.25 + 0.9 * x) / Math.sqrt(rows))
      return row.map((w, j) => (from === to && shape === 'full' && !autapses && i === j ? 0 : w))
    })
  }

  const lif = (size: number): Lif => {
    const column = (low: number, high: number) => {
      const values = float(spread(stream++, size, low, high), (x) => x)
      return options.uniform ? values.fill(values[0]!) : values
    }
    return {
      ...{ kind: 'lif', size, alpha: column(0.75, 0.95), rho: column(0.85, 0.97), zeta: column(0.5, 1.1) },
      ...{ threshold: column(0.4, 0.7), beta: column(0.1, 0.4), refractory: options.refractory },
      surrogate: { name: options.surrogate, gamma: Math.fround(0.4), beta: 1 / Math.fround(0.6) },
    }
  }
  const oracle: Graph = {
    populations: {
      ...{ x: { kind: 'source', size: sizes.x }, h1: lif(sizes.h1), h2: lif(sizes.h2) },
      y: { kind: 'readout', size: sizes.y, kappa: Math.fround(0.85), zetaOut: Math.fround(0.4) },
    },
    connections: Object.fromEntries(
      Object.entries(connections).map(([name, { from, to, shape, delay, autapses, array, read }]): [string, Connection] => {
        const own = weights[array ?? name]!
        return [
          name,
          { from, to, shape, delay, autapses, weights: shape === 'diagonal' || read === 'back' ? own : transposed(own) },
        ]
      }),
    ),
  }
  const inputs = Array.from({ length: steps }, (_, t) => {
    const step = options.input === 'held' ? 0 : t
    const values = float(normals(seed + 5000 + step, sizes.x), (x) => x)
    return Array.from(spread(seed + 9000 + step, sizes.x, 0, 1), (u, i) =>
      u > 0.4 ? 0 : options.input === 'unit' ? 1 : values[i]!,
    )
  })
  return { options, graph: { populations, connections }, weights, oracle, inputs }
}

export function transposed(matrix: Matrix): number[][] {
  return matrix[0]!.map((_, c) => matrix.map((row) => row[c]!))
}

/** How near the nearest spike was to not happening, and the nearest silence to a spike: refractory neurons do not count. */
export function graphMargin({ oracle }: RandomGraph, sim: GraphSimulation): number {
  let least = Number.POSITIVE_INFINITY
  for (const [name, population] of Object.entries(oracle.populations)) {
    if (population.kind !== 'lif') continue
    const { v, a, psi, z } = sim[name]!
    v.forEach((row, t) => {
      row.forEach((x, j) => {
        if (psi[t]![j] === 0 && z[t]![j] === 0) return
        least = Math.min(least, Math.abs(x - (population.threshold[j]! + population.beta[j]! * a[t]![j]!)))
      })
    })
  }
  return least
}

export interface EngineGraph {
  readonly net: Network
  readonly arrays: Readonly<Record<string, SynapseArray>>
  readonly input: EventTrain
}

/** The engine's network of a graph. @param make its arrays; default: float32 weights */
export function engineGraph(
  arena: Arena,
  { options, graph, weights, oracle, inputs }: RandomGraph,
  make: (name: string, rows: number, cols: number, initial: ReturnType<Arena['f32']>) => SynapseArray = (
    _name,
    rows,
    cols,
    initial,
  ) => exactArray(arena, rows, cols, initial),
): EngineGraph {
  const arrays = Object.fromEntries(
    Object.entries(weights).map(([name, matrix]) => {
      const [rows, cols] = [matrix.length, matrix[0]!.length]
      const initial = arena.f32(rows * padded(cols))
      matrix.forEach((row, i) => {
        initial.set(row, i * padded(cols))
      })
      return [name, make(name, rows, cols, initial)]
    }),
  )
  const { kappa, zetaOut } = oracle.populations.y as Extract<Graph['populations'][string], { kind: 'readout' }>
  const spiking = Object.entries(oracle.populations).flatMap(([name, p]) => (p.kind === 'lif' ? [[name, p] as const] : []))
  const neurons = Object.fromEntries(
    spiking.map(([name, { size, alpha, rho, zeta, threshold, beta, refractory, surrogate }]) => [
      name,
      {
        ...{ alpha: alpha[0]!, rho: rho[0]!, zeta: zeta[0]!, theta: threshold[0]!, beta: beta[0]!, adaptive: size, refractory },
        ...{ height: surrogate.gamma, width: 1 / surrogate.beta, surrogate: surrogate.name },
      },
    ]),
  )
  const kept = { membrane: true, current: true }
  const net = createNetwork(arena, { graph, steps: options.steps, arrays, neurons, readout: { kappa, zeta: zetaOut }, kept })
  for (const [name, { alpha, rho, zeta, threshold, beta }] of spiking) {
    const own = net.populations.find((population) => population.name === name)!.neurons
    own.alpha.set(alpha)
    own.rho.set(rho)
    own.theta.set(threshold)
    own.beta.set(beta)
    own.gain.set(zeta.map((z) => z / zeta[0]!))
  }
  return { net, arrays, input: inputTrain(arena, inputs, options) }
}

function inputTrain(arena: Arena, inputs: Matrix, { input, steps, sizes }: GraphOptions): EventTrain {
  const shown = input === 'held' ? inputs.slice(0, 1) : inputs
  const train = createEventTrain(arena, sizes.x, steps, steps * sizes.x, input !== 'unit')
  let n = 0
  shown.forEach((row, t) => {
    row.forEach((x, i) => {
      if (x === 0) return
      train.ids[n] = i
      if (train.values) train.values[n] = x
      n++
    })
    train.offsets[t + 1] = n
  })
  train.offsets.fill(n, shown.length)
  return { ...train, held: input === 'held' }
}

export interface EngineRun {
  readonly loss: number
  readonly rule: LearningRule
  readonly paths: readonly ErrorPath[]
  /** [rows][cols] of each array. */
  readonly gradients: Readonly<Record<string, Matrix>>
}

/** One trial of the engine with symmetric feedback. */
export function engineRun(
  { net, arrays, input }: EngineGraph,
  { options, weights }: RandomGraph,
  ruleName: string,
  mode: string,
  objective: Objective,
  regularisation: RateRegularisation = { c: 0, target: 0, eligibility: 'plain' },
  store: FeedbackStore = 'digital',
): EngineRun {
  const kind = rules[ruleName]!
  const feedback = feedbackFor(net, arrays, { kind: 'symmetric', along: kind.along, store })
  const own = { values: {}, dt: 1e-3 }
  const settings = { regularisation, inputLead: 0, paths: feedback.paths, trainNeurons: mode === 'adjoint', ...own } as const
  const rule = kind.modes[mode]!(net, settings, options.input !== 'unit')
  const window = [objective.kind === 'mse' ? 0 : options.steps - objective.window, options.steps] as const
  const stage = createStage(net, createRunner(net, arrays), rule, { kind: objective.kind, window })
  feedback.begin(0, 0)
  const wanted = objective.kind === 'mse' ? { target: Float32Array.from(objective.target.flat()) } : { label: objective.label }
  const { loss } = stage.learn({ input, ...wanted }, { start: 0, dt: 1e-3, firstStep: 0 })
  const gradients = Object.fromEntries(
    [...rule.changes()].map(({ connection, direction, rows }) => {
      const { stride } = arrays[connection]!
      // What a scheme that goes by the list sees: rows outside it are as good as 0.
      const listed = (i: number) => !rows || rows.ids.subarray(0, rows.n).includes(i)
      return [connection, weights[connection]!.map((row, i) => row.map((_, c) => (listed(i) ? direction[i * stride + c]! : 0)))]
    }),
  )
  return {
    loss: objective.kind === 'mse' ? (loss * options.steps * options.sizes.y) / 2 : loss,
    rule,
    paths: feedback.paths,
    gradients,
  }
}
