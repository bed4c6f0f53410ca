/**
 * Feedback: the paths of the error to the populations. All gradient rules use the same mechanism: feedback only along the connections
 * to the readout gives e-prop; feedback along all connections with the weights themselves gives back-propagation through time.
 */
import type { Rng } from '../../kernels/rng.ts'
import { type Connection, drawOffset, type Network } from '../../network/network.ts'
import type { WeightChange } from '../change.ts'
import type { ErrorPath } from '../rule.ts'
import type { StateColumns, SynapseArray } from '../update/scheme.ts'
import { createHolder, type Holder } from './holder.ts'
import type { FeedbackKind, FeedbackStore } from './kind.ts'
import { type FeedbackName, feedbackKinds } from './kinds.ts'
import { createDecay } from './mover.ts'

export interface FeedbackOptions {
  readonly kind: FeedbackName
  readonly store: FeedbackStore
  /** Size of the weights of B times sqrt(presynaptic neurons). */
  readonly gain: number
  /** adaptive: share by which B and the forward weights decay per update. */
  readonly decay: number
  readonly mirror: MirrorOptions
  /** all: along every connection from a spiking population. readout: along those to the readout, and directly to the other populations. */
  readonly along: 'all' | 'readout'
}

interface MirrorOptions {
  /** eta and lambda of the weight mirror, and its number of samples between two trials. */
  readonly rate: number
  readonly decay: number
  readonly samples: number
}

export interface Feedback {
  readonly paths: readonly ErrorPath[]
  /** Call this before a trial that starts at t, s. `drawIndex` is the draw index of reads in phases without a task. */
  begin(t: number, drawIndex: number): void
  /**
   * Call this before the changes of an update are applied: `adaptive` changes B with the direction of its connection and adds the
   * weight decay to that direction, so that both decay equally; a rate of 0 does nothing.
   */
  learn(change: WeightChange, t: number): void
  /** Arrays that store feedback weights. */
  readonly arrays: Readonly<Record<string, SynapseArray>>
  /** Other changing state of each way; weights are [post][stride of pre]. */
  readonly held: readonly { readonly way: Way; readonly state: StateColumns }[]
}

/** Creates an array of the update scheme for feedback weights: [rows = post][cols = pre]. */
export type FeedbackArrayFactory = (name: string, rows: number, cols: number, initial: Float32Array) => SynapseArray

export interface FeedbackSurroundings {
  readonly arrays: Readonly<Record<string, SynapseArray>>
  readonly makeArray: FeedbackArrayFactory
  /** Random stream for the feedback of a connection. */
  stream(name: string): Rng
}

/** One path of the error: along a connection, or directly from the readout to a population without a connection to it. */
export interface Way {
  readonly name: string
  readonly to: string
  readonly from: string
  readonly delay: number
  readonly gain: number
  readonly pre: number
  readonly post: number
  /** Absent for a direct path. */
  readonly connection?: Connection
  /** Offset of the draw index of its connection's reads (network.ts). */
  readonly drawOffset: number
}

export function createFeedback(net: Network, options: FeedbackOptions, around: FeedbackSurroundings): Feedback {
  const holders = waysOf(net, options.along).map((way) => createHolder(net.arena, way, options, around))
  const byArray = new Map<string, Holder[]>()
  const decays = new Map<string, Holder['learn']>()
  for (const holder of holders) {
    const owner = holder.way.connection?.array
    if (owner === undefined) continue
    byArray.set(owner, [...(byArray.get(owner) ?? []), holder])
    const follows = kindOf(holder.way, options).follows === 'gradient'
    if (follows && !decays.has(owner)) decays.set(owner, createDecay(net.arena, around.arrays[owner]!, options.decay))
  }
  return {
    paths: holders.map(({ path }) => path),
    begin(t, drawIndex) {
      for (const holder of holders) holder.begin(t, drawIndex)
    },
    learn(change, t) {
      for (const holder of byArray.get(change.connection) ?? []) holder.learn(change, t)
      // The decay is added once per array, after all its B have been changed by the gradient alone.
      decays.get(change.connection)?.(change, t)
    },
    arrays: Object.fromEntries(holders.flatMap(({ way, array }) => (array ? [[`feedback/${way.name}`, array]] : []))),
    held: holders.map(({ way, state }) => ({ way, state })),
  }
}

function waysOf(net: Network, along: FeedbackOptions['along']): Way[] {
  const { populations, readout, connections, graph } = net
  const sizeOf = (name: string) => graph.populations[name]!.size
  const spiking = new Set(populations.map(({ name }) => name))
  const used = connections.filter(({ from, to }) => spiking.has(from) && (along === 'all' || to === readout.name))
  const ways = used.map((connection): Way => {
    const { name, from, to, delay, gain } = connection
    // The error goes from the end of the connection to its start.
    const ends = { to: from, from: to, pre: sizeOf(from), post: sizeOf(to) }
    return { name, ...ends, delay, gain, connection, drawOffset: drawOffset(connection, connections) }
  })
  if (along === 'all') return ways
  const reached = new Set(ways.map(({ to }) => to))
  const straight = populations.filter(({ name }) => !reached.has(name))
  const post = readout.size
  return [
    ...ways,
    ...straight.map(({ name, size }): Way => {
      const ends = { to: name, from: readout.name, pre: size, post }
      return { name: `${readout.name}-${name}`, ...ends, delay: 0, gain: readout.constants.zeta, drawOffset: 0 }
    }),
  ]
}

export function kindOf(way: Way, options: FeedbackOptions): FeedbackKind {
  const kind = feedbackKinds[options.kind]
  // A direct path has no forward weights to follow.
  return way.connection || !('fromWeight' in kind || 'follows' in kind) ? kind : feedbackKinds.random
}
