/** A recurrent network whose three weight arrays are read only where something spiked. */
import type { ReadRequest, WeightArray } from '../crossbar/array.ts'
import { type Arena, type F32, padded } from '../kernels/arena.ts'
import type { NeuronConstants } from './neurons.ts'
import type { SpikeTrain } from './spikes.ts'

export interface Layers {
  /** [inputs][neurons], [neurons][neurons], [neurons][outputs]: row = presynaptic. */
  readonly in: WeightArray
  readonly rec: WeightArray
  readonly out: WeightArray
}

export type LayerName = keyof Layers

export interface Network {
  readonly arena: Arena
  readonly layers: Layers
  readonly constants: NeuronConstants
  readonly neurons: number
  /** Neurons padded to a multiple of 16: the length of the state columns. */
  readonly stride: number
  readonly outputs: number
  /** Threshold rise per unit of adaptation; 0 for the neurons that do not adapt. */
  readonly beta: F32
  readonly adaptive: number
  readonly state: NetworkState
  readonly record: TrialRecord
}

/** Columns of length `stride`, but for the readout's. */
export interface NetworkState {
  readonly v: F32
  readonly a: F32
  readonly z: F32
  readonly refractory: F32
  readonly current: F32
  readonly y: F32
  readonly outCurrent: F32
}

/** What a trial leaves for learning and for figures: O(steps neurons). */
export interface TrialRecord {
  readonly steps: number
  /** [steps][stride]; a learning rule may overwrite it when the trial is over. */
  readonly psi: F32
  readonly spikes: SpikeTrain
  /** [steps][outputs] */
  readonly y: Float32Array
  /** [steps][stride] membrane, kept if asked for. */
  readonly v: F32 | undefined
}

export interface NetworkOptions {
  readonly layers: Layers
  readonly constants: NeuronConstants
  /** The last `adaptive` neurons adapt. */
  readonly adaptive: number
  readonly steps: number
  readonly keepMembrane?: boolean
}

export function createNetwork(arena: Arena, { layers, constants, adaptive, steps, keepMembrane }: NetworkOptions): Network {
  const neurons = layers.rec.rows
  const stride = padded(neurons)
  const outputs = layers.out.cols
  const beta = arena.f32(stride)
  beta.fill(constants.beta, neurons - adaptive, neurons)
  const column = () => arena.f32(stride)
  const state = {
    ...{ v: column(), a: column(), z: column(), refractory: column(), current: column() },
    ...{ y: arena.f32(layers.out.stride), outCurrent: arena.f32(layers.out.stride) },
  }
  const record = {
    steps,
    psi: arena.f32(steps * stride),
    spikes: { steps, rows: neurons, offsets: arena.u32(steps + 1), ids: arena.u32(steps * neurons) },
    y: new Float32Array(steps * outputs),
    v: keepMembrane ? arena.f32(steps * stride) : undefined,
  }
  return { arena, layers, constants, neurons, stride, outputs, beta, adaptive, state, record }
}

/** Brings the network to rest before a trial. */
export function rest({ state, record }: Network): void {
  for (const column of Object.values(state)) column.fill(0)
  record.spikes.offsets[0] = 0
}

/**
 * Step k of a trial: the input's spikes arrive, neurons integrate and spike, the readout follows; all of it is recorded.
 * `y` of this step stands in net.state.y afterwards.
 */
export function step(net: Network, input: SpikeTrain, k: number, t: number, event: number): void {
  const { layers, constants: c, state, record } = net
  const { offsets, ids } = record.spikes
  const read: { -readonly [K in keyof ReadRequest]: ReadRequest[K] } = { t, event, gain: c.zeta }
  const first = input.offsets[k]!
  layers.in.readRows(input.ids.ptr + 4 * first, input.offsets[k + 1]! - first, read, state.current)
  const now = offsets[k]!
  if (k > 0) layers.rec.readRows(ids.ptr + 4 * offsets[k - 1]!, now - offsets[k - 1]!, read, state.current)
  const row = 4 * k * net.stride
  const trace = record.v ? record.v.ptr + row : 0
  const spiked = net.arena.kernels.membraneStep(
    net.stride,
    state.v.ptr,
    state.a.ptr,
    state.z.ptr,
    state.refractory.ptr,
    state.current.ptr,
    net.beta.ptr,
    c.alpha,
    c.theta,
    c.rho,
    c.gain,
    c.refractory,
    record.psi.ptr + row,
    ids.ptr + 4 * now,
    trace,
  )
  offsets[k + 1] = now + spiked
  read.gain = c.zetaOut
  layers.out.readRows(ids.ptr + 4 * now, spiked, read, state.outCurrent)
  for (let o = 0; o < net.outputs; o++) {
    state.y[o] = c.kappa * state.y[o]! + state.outCurrent[o]!
    record.y[k * net.outputs + o] = state.y[o]!
  }
  state.outCurrent.fill(0)
}
