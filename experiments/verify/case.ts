/** A gradient case: a network with given weights and one trial, run by the engine and compared with another tool's results. */
import { z } from 'zod'
import { createDigitalWeights, type DigitalWeights } from '../../crossbar/digital.ts'
import { Arena, padded } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { createFeedback } from '../../learning/feedback/feedback.ts'
import type { LossKind } from '../../learning/loss.ts'
import type { ErrorPath } from '../../learning/rule.ts'
import { rules } from '../../learning/rules/registry.ts'
import { createEventTrain, type EventTrain } from '../../network/events.ts'
import type { ConnectionSpec } from '../../network/graph.ts'
import { createNetwork, createRunner } from '../../network/network.ts'
import type { NeuronConstants } from '../../network/neurons/neuron.ts'
import type { ReadoutConstants } from '../../network/neurons/readout.ts'
import { createStage } from '../run/trial.ts'

/** Duration of a step, s. The constants of a case are per step; only a rule with times of its own uses it. */
const DT = 1e-3

export type Matrix = readonly (readonly number[])[]

export interface GradientCase {
  readonly source: { readonly name: string; readonly size: number }
  readonly populations: Readonly<Record<string, { readonly size: number; readonly constants: NeuronConstants }>>
  readonly readout: { readonly name: string; readonly size: number; readonly constants: ReadoutConstants }
  readonly connections: Readonly<Record<string, ConnectionSpec>>
  /** [post][pre]; for a diagonal connection one row [n]. */
  readonly weights: Readonly<Record<string, Matrix>>
  /** [steps][source]: values of the input, 0 without an event. */
  readonly input: Matrix
  readonly loss: LossKind
  /** For mse: [steps][outputs]. */
  readonly target?: Matrix
  /** For cross-entropies: the class, and the number of last steps that count. */
  readonly label?: number
  readonly window?: number
  /** For e-prop: B [size][outputs] of populations, replacing their connection to the readout. */
  readonly feedback: Readonly<Record<string, Matrix>>
}

/** The engine's results of a case, in the shapes of the case. */
export interface CaseResult {
  /** Loss: half the sum of squared errors, or the cross-entropy. */
  readonly loss: number
  /** [steps][n] of each population. */
  readonly v: Readonly<Record<string, Matrix>>
  readonly z: Readonly<Record<string, Matrix>>
  /** [steps][outputs] */
  readonly y: Matrix
  /** [post][pre], or one row. */
  readonly gradients: Readonly<Record<string, Matrix>>
  /** [n] of each population; only with adjoint. */
  readonly d_alpha?: Readonly<Record<string, readonly number[]>>
  readonly d_zeta?: Readonly<Record<string, readonly number[]>>
}

/** Runs a case with a rule of the registry in one of its modes. */
export function runCase(c: GradientCase, ruleName: string, mode: string): CaseResult {
  const steps = c.input.length
  const rule = rules[ruleName]!
  const arena = new Arena(arenaBytes(c))
  const populations = {
    [c.source.name]: { kind: 'source', size: c.source.size, parameters: {} },
    ...Object.fromEntries(Object.entries(c.populations).map(([name, { size }]) => [name, { kind: 'lif', size, parameters: {} }])),
    [c.readout.name]: { kind: 'readout', size: c.readout.size, parameters: {} },
  }
  const arrays = Object.fromEntries(
    Object.entries(c.connections).map(([name, spec]) => [name, digital(arena, spec, c.weights[name]!)]),
  )
  const trainNeurons = mode === 'adjoint'
  const net = createNetwork(arena, {
    graph: { populations, connections: c.connections },
    ...{ steps, arrays, readout: c.readout.constants, kept: { membrane: true, current: trainNeurons } },
    neurons: Object.fromEntries(Object.entries(c.populations).map(([name, { constants }]) => [name, constants])),
  })
  const options = { kind: 'symmetric', store: 'digital', gain: 1, decay: 0, along: rule.along } as const
  const feedback = createFeedback(
    net,
    { ...options, mirror: { rate: 0, decay: 0, samples: 0 } },
    { arrays: arrays as never, makeArray: noArray, stream: (name) => createRng(1, name) },
  )
  const given = rule.along === 'readout' ? c.feedback : {}
  const paths = [
    ...feedback.paths.filter(({ to, from }) => !(from === c.readout.name && Object.hasOwn(given, to))),
    ...Object.entries(given).map(([to, matrix]) => givenPath(arena, c, to, matrix)),
  ]
  const regularisation = { c: 0, target: 0, eligibility: 'plain' } as const
  const train = inputTrain(arena, c)
  const own = { values: z.object(rule.fields ?? {}).parse({}), dt: DT }
  const settings = { regularisation, inputLead: 0, paths, trainNeurons, ...own } as const
  const learning = rule.modes[mode]!(net, settings, train.values !== undefined)
  const window = [steps - (c.window ?? steps), steps] as const
  const stage = createStage(net, createRunner(net, arrays), learning, { kind: c.loss, window })
  feedback.begin(0, 0)
  const sample = {
    input: train,
    ...(c.target ? { target: Float32Array.from(c.target.flat()) } : {}),
    ...(c.label === undefined ? {} : { label: c.label }),
  }
  const { loss } = stage.learn(sample, { start: 0, dt: DT, firstStep: 0 })
  const perPopulation = <T>(value: (population: (typeof net.populations)[number]) => T) =>
    Object.fromEntries(net.populations.map((population) => [population.name, value(population)]))
  const gradients = Object.fromEntries(
    [...learning.changes()].map(({ connection, direction }) => [
      connection,
      asCase(c, connection, direction, arrays[connection]!.stride),
    ]),
  )
  const column = (values: ArrayLike<number>, n: number, factor: number) =>
    Array.from({ length: n }, (_, j) => factor * values[j]!)
  return {
    loss: c.loss === 'mse' ? (loss * steps * c.readout.size) / 2 : loss,
    v: perPopulation(({ size, stride, record }) => grid(steps, size, (t, j) => record.v![t * stride + j]!)),
    z: perPopulation(({ size, record }) => {
      const { offsets, ids } = record.spikes
      const rows = grid(steps, size, () => 0)
      rows.forEach((row, t) => {
        for (const j of ids.subarray(offsets[t]!, offsets[t + 1]!)) row[j] = 1
      })
      return rows
    }),
    y: grid(steps, c.readout.size, (t, o) => net.readout.y[t * c.readout.size + o]!),
    gradients,
    ...(learning.neurons
      ? {
          d_alpha: perPopulation(({ name, size }) => column(learning.neurons!(name).alpha, size, 1)),
          // The engine's gain is relative to zeta.
          d_zeta: perPopulation(({ name, size, constants }) => column(learning.neurons!(name).gain, size, 1 / constants.zeta)),
        }
      : {}),
  }
}

function noArray(): never {
  throw new Error('feedback of a case is held in digital memory')
}

function arenaBytes({ input, source, populations, readout, connections }: GradientCase): number {
  const sizes = [source.size, ...Object.values(populations).map(({ size }) => size), readout.size].map(padded)
  const neurons = sizes.reduce((a, b) => a + b, 0)
  return 4e6 + 128 * Math.max(...sizes) ** 2 * Object.keys(connections).length + 128 * input.length * neurons
}

function grid(rows: number, cols: number, value: (row: number, col: number) => number): number[][] {
  return Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (__, c) => value(r, c)))
}

/** Weights [post][pre] of a case as an array [pre][post]. */
function digital(arena: Arena, { shape }: ConnectionSpec, w: Matrix): DigitalWeights {
  if (shape === 'diagonal') {
    const array = createDigitalWeights(arena, 1, w[0]!.length)
    array.w.set(w[0]!)
    return array
  }
  const array = createDigitalWeights(arena, w[0]!.length, w.length)
  for (const [post, line] of w.entries()) {
    for (const [pre, value] of line.entries()) array.w[pre * array.stride + post] = value
  }
  return array
}

/** A gradient [pre][post] in the shape of the case's weights. */
function asCase({ connections, weights }: GradientCase, name: string, direction: ArrayLike<number>, stride: number): number[][] {
  const diagonal = connections[name]!.shape === 'diagonal'
  return weights[name]!.map((line, post) => line.map((_, pre) => direction[diagonal ? pre : pre * stride + post]!))
}

function givenPath(arena: Arena, { readout, populations }: GradientCase, to: string, B: Matrix): ErrorPath {
  const stride = padded(populations[to]!.size)
  const matrix = arena.f32(readout.size * stride)
  for (const [i, row] of B.entries()) for (const [k, value] of row.entries()) matrix[k * stride + i] = value
  const gain = readout.constants.zeta
  return {
    ...{ to, from: readout.name, delay: 0, gain, matrix },
    bring(r, _at, out) {
      for (let k = 0; k < readout.size; k++) {
        for (let i = 0; i < B.length; i++) out[i] = out[i]! + gain * matrix[k * stride + i]! * r[k]!
      }
    },
  }
}

/** Unit spikes where all values are 0 or 1, else graded events. */
function inputTrain(arena: Arena, { input, source }: GradientCase): EventTrain {
  const graded = input.some((row) => row.some((x) => x !== 0 && x !== 1))
  const events = input.map((row) => row.flatMap((x, i) => (x === 0 ? [] : [[i, x] as const])))
  const total = events.reduce((sum, step) => sum + step.length, 0)
  const train = createEventTrain(arena, source.size, input.length, total, graded)
  let n = 0
  for (const [t, step] of events.entries()) {
    for (const [i, x] of step) {
      train.ids[n] = i
      if (train.values) train.values[n] = x
      n++
    }
    train.offsets[t + 1] = n
  }
  return train
}
