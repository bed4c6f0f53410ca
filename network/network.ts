/**
 * Runs a graph of populations. Every step k has the same order:
 *   1. the source's events of step k;
 *   2. the spiking populations in the order of the delay-0 graph: reads of their input arrays (a connection with delay 1 carries
 *      the events of step k - 1), then membranes and spikes;
 *   3. the readout;
 *   4. the error of the task; 5. the learning rule observes; 6. due changes go to the update scheme; 7. pulses, refresh, device
 *      time. The caller does steps 4 to 7 (experiments/run).
 *
 *   v_t = alpha v_{t-1} + zeta sum(connections) - theta z_{t-1},  a_t = rho a_{t-1} + z_{t-1},  z_t = [v_t > theta + beta a_t],
 *   y_t = kappa y_{t-1} + zeta_out W z_t,  psi_t = surrogate(v_t - A_t).
 * Bellec et al., Nat. Commun. 11, 3625 (2020).
 */
import { createEvents, type Events, type ReadTime, type WeightArray } from '../crossbar/array.ts'
import { type Arena, type F32, padded } from '../kernels/arena.ts'
import { type EventTrain, selectStep } from './events.ts'
import { type ConnectionSpec, type NetworkGraph, onlyOne, stepOrder } from './graph.ts'
import type { NeuronConstants } from './neurons/neuron.ts'
import type { ReadoutConstants } from './neurons/readout.ts'
import { createPopulation, integrate, type Population, type RecordOptions, resetPopulation } from './population.ts'

export interface Network {
  readonly arena: Arena
  readonly graph: NetworkGraph
  readonly steps: number
  readonly source: { readonly name: string; readonly size: number }
  /** Spiking populations in the order of a step. */
  readonly populations: readonly Population[]
  readonly readout: Readout
  /** Connections in the order of the graph. */
  readonly connections: readonly Connection[]
}

export interface Readout {
  readonly name: string
  readonly size: number
  readonly stride: number
  readonly constants: ReadoutConstants
  /** Columns of length `stride`. */
  readonly state: { readonly y: F32; readonly current: F32 }
  /** [steps][size] of the last trial. */
  readonly y: Float32Array
}

export interface Connection extends ConnectionSpec {
  readonly name: string
  /** Connection whose array it reads: its own name, unless it shares an array. */
  readonly array: string
  readonly read: 'forward' | 'back'
  /** Factor on its weights: the gain of its target population. */
  readonly gain: number
}

export interface NetworkOptions {
  readonly graph: NetworkGraph
  readonly steps: number
  /** The arrays of the connections that have their own, [from][to]; one row for a diagonal. */
  readonly arrays: Readonly<Record<string, WeightArray>>
  readonly neurons: Readonly<Record<string, NeuronConstants>>
  readonly readout: ReadoutConstants
  readonly kept?: RecordOptions
}

/** @throws InputError if the graph is invalid */
export function createNetwork(arena: Arena, options: NetworkOptions): Network {
  const { graph, steps, neurons, readout: constants } = options
  const kept = options.kept ?? { membrane: false, current: false }
  const sizeOf = (name: string) => graph.populations[name]!.size
  const sourceName = onlyOne(graph, 'source')
  const readoutName = onlyOne(graph, 'readout')
  const populations = stepOrder(graph).map((name) => createPopulation(arena, name, sizeOf(name), neurons[name]!, steps, kept))
  const size = sizeOf(readoutName)
  const stride = padded(size)
  const readout = {
    ...{ name: readoutName, size, stride, constants },
    state: { y: arena.f32(stride), current: arena.f32(stride) },
    y: new Float32Array(steps * size),
  }
  const connections = Object.entries(graph.connections).map(([name, spec]): Connection => {
    const gain = spec.to === readoutName ? constants.zeta : neurons[spec.to]!.zeta
    return { ...spec, name, array: spec.array ?? name, read: spec.read ?? 'forward', gain }
  })
  return { arena, graph, steps, source: { name: sourceName, size: sizeOf(sourceName) }, populations, readout, connections }
}

/** Runs the network step by step: it reads the arrays with the events of each population. */
export interface Runner {
  /** Sets the network to its resting state and stores the input of the trial. */
  begin(input: EventTrain): void
  /**
   * Step k of a trial at device time t, s; `drawIndex` is the number of the step in the whole experiment. Afterwards
   * net.readout.state.y contains the readout of this step, and everything is recorded.
   */
  step(k: number, t: number, drawIndex: number): void
}

/** Distance of the draw indices of reads that share an array in one step. */
const SHARED = 2 ** 44

/** Offset of a connection to the draw index of its reads, so that connections that share an array have separate noise. */
export function drawOffset({ name, array }: Connection, connections: readonly Connection[]): number {
  return SHARED * connections.filter((other) => other.array === array).findIndex((other) => other.name === name)
}

/** The events that a population sends in the present trial, and those of the step that is read. */
interface Sender {
  train: EventTrain
  events: Events
}

/** One connection into a population. */
interface Feed {
  readonly from: Sender
  readonly delay: number
  readonly gain: number
  readonly drawOffset: number
  /** Input current of the target, to which reads add. */
  readonly current: F32
  readonly read: WeightArray['read']
  /** Of a steady array that the source reads: what a held input adds in every step, read in the first. */
  readonly once?: F32
}

export function createRunner(net: Network, arrays: Readonly<Record<string, WeightArray>>): Runner {
  const { arena, populations, readout, connections } = net
  const at: { -readonly [K in keyof ReadTime]: ReadTime[K] } = { t: 0, drawIndex: 0, gain: 1 }
  const silent = { steps: 0, rows: 0, offsets: arena.u32(1), ids: arena.u32(1) }
  const source: Sender = { train: silent, events: createEvents(silent.ids) }
  const senders = new Map<string, Sender>(
    populations.map(({ name, record: { spikes } }) => [name, { train: spikes, events: createEvents(spikes.ids) }] as const),
  )
  const feeds = [...populations, readout].map(({ name, state: { current } }) =>
    connections.filter(({ to }) => to === name).map((connection) => feedOf(connection, current)),
  )

  function feedOf(connection: Connection, current: F32): Feed {
    const array = arrays[connection.array]!
    const from = connection.from === net.source.name ? source : senders.get(connection.from)!
    const how = connection.shape === 'diagonal' ? 'readDiagonal' : connection.read === 'back' ? 'readBack' : 'read'
    return {
      ...{ from, current, delay: connection.delay, gain: connection.gain },
      drawOffset: drawOffset(connection, connections),
      read: array[how].bind(array),
      ...(array.steady && from === source ? { once: arena.f32(current.length) } : {}),
    }
  }

  function feed(into: readonly Feed[], k: number, drawIndex: number): void {
    for (let i = 0; i < into.length; i++) {
      const { from, delay, gain, drawOffset: offset, current, read, once } = into[i]!
      selectStep(from.train, k - delay, from.events)
      at.gain = gain
      at.drawIndex = drawIndex + offset
      if (!once || !source.train.held) read(from.events, at, current)
      else if (k >= delay) {
        if (k === delay) read(from.events, at, once.fill(0) as F32)
        for (let c = 0; c < once.length; c++) current[c] = current[c]! + once[c]!
      }
    }
  }

  return {
    begin(next) {
      if (source.train.ids !== next.ids) source.events = createEvents(next.ids, next.values)
      source.train = next
      for (const population of populations) resetPopulation(population)
      readout.state.y.fill(0)
      readout.state.current.fill(0)
    },
    step(k, t, drawIndex) {
      at.t = t
      for (let p = 0; p < populations.length; p++) {
        feed(feeds[p]!, k, drawIndex)
        integrate(arena, populations[p]!, k)
      }
      feed(feeds[populations.length]!, k, drawIndex)
      const { y, current } = readout.state
      for (let o = 0; o < readout.size; o++) {
        y[o] = readout.constants.kappa * y[o]! + current[o]!
        readout.y[k * readout.size + o] = y[o]!
      }
      // A call of `fill` costs more than these few columns.
      for (let o = 0; o < current.length; o++) current[o] = 0
    },
  }
}
