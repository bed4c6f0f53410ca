/** Random networks for tests, once as the oracle takes them and once as the engine does, with the same numbers in both. */
import type { Arena, F32 } from '../../kernels/arena.ts'
import type { SynapseArray } from '../../learning/update/scheme.ts'
import { type EventTrain, eventTrain } from '../../network/events.ts'
import type { NetworkGraph } from '../../network/graph.ts'
import { createNetwork, createRunner, type Network, type Runner } from '../../network/network.ts'
import type { Population } from '../../network/population.ts'
import type { EpropCase } from '../oracle/eprop.ts'
import type { Matrix, Simulation } from '../oracle/network.ts'
import { normals, spread } from './draws.ts'
import { exactArray } from './schemes.ts'

export interface CaseOptions {
  readonly inputs: number
  readonly neurons: number
  readonly outputs: number
  readonly steps: number
  /** The last so many neurons adapt. */
  readonly adaptive: number
  readonly refractory: number
  /** Input gains 1 - alpha and 1 - kappa instead of 1, with weights that much larger. */
  readonly scaled: boolean
}

/** A network that spikes at moderate rates; numbers are float32, so that engine and oracle begin with the same. */
export function randomCase(seed: number, o: CaseOptions): EpropCase {
  const [alpha, kappa, rho] = [Math.fround(0.9), 0.85, Math.fround(0.97)]
  const threshold = Math.fround(0.6)
  const zeta = o.scaled ? 1 - alpha : 1
  const rate = 0.15
  const strength = 0.7 / Math.sqrt((rate * o.inputs) / (1 - alpha * alpha)) / zeta
  let stream = seed
  const matrix = (rows: number, cols: number, size: number) =>
    reshape(normals(stream++, rows * cols), cols, (x) => Math.fround(size * x))
  return {
    x: reshape(spread(seed + 99, o.steps * o.inputs, 0, 1), o.inputs, (u) => (u < rate ? 1 : 0)),
    wIn: matrix(o.neurons, o.inputs, strength),
    wRec: matrix(o.neurons, o.neurons, 0.3 / Math.sqrt(o.neurons) / zeta).map((row, j) => row.map((w, i) => (i === j ? 0 : w))),
    wOut: matrix(o.outputs, o.neurons, 1),
    target: matrix(o.steps, o.outputs, 1),
    ...{ alpha, kappa, rho, threshold, zeta },
    gamma: 0.3,
    beta: Array.from({ length: o.neurons }, (_, j) => (j < o.neurons - o.adaptive ? 0 : Math.fround(0.3))),
    zetaOut: o.scaled ? 1 - kappa : 1,
    refractory: o.refractory,
  }
}

/** One recurrent population of the engine at work. */
export interface EngineNetwork {
  readonly net: Network
  readonly runner: Runner
  readonly arrays: Readonly<Record<LayerName, SynapseArray & { readonly w: F32 }>>
  readonly input: EventTrain
  readonly target: Float32Array
}

export type LayerName = 'in' | 'rec' | 'out'

/** The engine's network of a case on digital weights, and the case's input. */
export function engineNetwork(arena: Arena, c: EpropCase): EngineNetwork {
  const arrays = { in: digital(arena, c.wIn), rec: digital(arena, c.wRec), out: digital(arena, c.wOut) }
  const { alpha, kappa, rho, zeta, zetaOut, refractory, threshold: theta } = c
  const adaptive = c.beta.filter((b) => b > 0).length
  const surrogate = { height: c.gamma / theta, width: theta, surrogate: 'piecewise-linear' as const }
  const constants = { alpha, rho, zeta, theta, refractory, beta: Math.max(...c.beta), adaptive, ...surrogate }
  const graph = recurrentGraph(c.x[0]!.length, c.wRec.length, c.wOut.length)
  const kept = { membrane: true, current: false }
  const readout = { kappa, zeta: zetaOut }
  const net = createNetwork(arena, { graph, steps: c.x.length, arrays, neurons: { h: constants }, readout, kept })
  return {
    net,
    arrays,
    runner: createRunner(net, arrays),
    input: trialInput(arena, c.x),
    target: Float32Array.from(c.target.flat()),
  }
}

/** x -> h, h -> h one step later, h -> y; the arrays of a case. */
export function recurrentGraph(inputs: number, neurons: number, outputs: number): NetworkGraph {
  const full = { shape: 'full', autapses: false } as const
  return {
    populations: {
      x: { kind: 'source', size: inputs, parameters: {} },
      h: { kind: 'alif', size: neurons, parameters: {} },
      y: { kind: 'readout', size: outputs, parameters: {} },
    },
    connections: {
      in: { from: 'x', to: 'h', delay: 0, ...full },
      rec: { from: 'h', to: 'h', delay: 1, ...full },
      out: { from: 'h', to: 'y', delay: 0, ...full },
    },
  }
}

export function trialInput(arena: Arena, x: Matrix): EventTrain {
  return eventTrain(
    arena,
    x[0]!.length,
    x.map((row) => row.flatMap((on, i) => (on ? [i] : []))),
  )
}

/** Weights [post][pre] as the engine's [pre][stride of post]. */
function digital(arena: Arena, w: Matrix) {
  const array = exactArray(arena, w[0]!.length, w.length)
  w.forEach((row, post) => {
    row.forEach((value, pre) => {
      array.w[pre * array.stride + post] = value
    })
  })
  return array
}

/** How near the nearest spike was to not happening, and the nearest silence to a spike: refractory neurons do not count. */
export function margin(c: EpropCase, { v, a, psi, z }: Simulation): number {
  let least = Number.POSITIVE_INFINITY
  v.forEach((row, t) => {
    row.forEach((x, j) => {
      if (psi[t]![j] === 0 && z[t]![j] === 0) return
      least = Math.min(least, Math.abs(x - (c.threshold + c.beta[j]! * a[t]![j]!)))
    })
  })
  return least
}

/** The recorded spikes of a population as the oracle has them, [T][n] of 0 and 1. */
export function spikesOf({ record, size }: Population): number[][] {
  const { offsets, ids, steps } = record.spikes
  return Array.from({ length: steps }, (_, t) => {
    const row = new Array<number>(size).fill(0)
    for (const id of ids.subarray(offsets[t]!, offsets[t + 1]!)) row[id] = 1
    return row
  })
}

function reshape(values: Float64Array, cols: number, change: (x: number) => number): number[][] {
  return Array.from({ length: values.length / cols }, (_, r) => Array.from(values.subarray(r * cols, (r + 1) * cols), change))
}
