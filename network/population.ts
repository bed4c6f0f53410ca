/** A spiking population in simulation: constants, state and record of a trial, all as columns. */
import { type Arena, type F32, padded } from '../kernels/arena.ts'
import { createFrame, type Frame } from '../kernels/frame.ts'
import { at, NONE } from '../kernels/pointer.ts'
import { createEventTrain, type EventTrain } from './events.ts'
import type { NeuronConstants } from './neurons/neuron.ts'
import { SURROGATES } from './surrogates.ts'

export interface Population {
  readonly name: string
  readonly size: number
  /** Neurons padded to a multiple of 16: the length of its columns. */
  readonly stride: number
  readonly constants: NeuronConstants
  /** Constants of each neuron, which training may change. `gain` is relative to `constants.zeta`. */
  readonly neurons: { readonly alpha: F32; readonly rho: F32; readonly theta: F32; readonly beta: F32; readonly gain: F32 }
  readonly state: { readonly v: F32; readonly a: F32; readonly z: F32; readonly left: F32; readonly current: F32 }
  readonly record: PopulationRecord
  readonly frame: Frame<'MembraneStep'>
}

/** The record of a trial for learning and for figures: O(steps neurons). */
export interface PopulationRecord {
  /** [steps][stride]; a learning rule may overwrite it when the trial is over. */
  readonly psi: F32
  readonly spikes: EventTrain
  /** [steps][stride] membrane, and input current before its relative gain; undefined if not recorded. */
  readonly v: F32 | undefined
  readonly current: F32 | undefined
}

export interface RecordOptions {
  readonly membrane: boolean
  readonly current: boolean
}

export function createPopulation(
  arena: Arena,
  name: string,
  size: number,
  constants: NeuronConstants,
  steps: number,
  kept: RecordOptions,
): Population {
  const stride = padded(size)
  const column = (value = 0) => arena.f32(stride).fill(value) as F32
  const { alpha, rho, theta, beta, adaptive, height, width, surrogate, refractory } = constants
  const neurons = { alpha: column(alpha), rho: column(rho), theta: column(theta), beta: column(), gain: column(1) }
  neurons.beta.fill(beta, size - adaptive, size)
  const state = { v: column(), a: column(), z: column(), left: column(), current: column() }
  const record = {
    psi: arena.f32(steps * stride),
    spikes: createEventTrain(arena, size, steps, steps * size, false),
    v: kept.membrane ? arena.f32(steps * stride) : undefined,
    current: kept.current ? arena.f32(steps * stride) : undefined,
  }
  const { v, a, z, left, current } = state
  const frame = createFrame(arena, 'MembraneStep', {
    ...{ n: stride, v: v.ptr, a: a.ptr, z: z.ptr, left: left.ptr, current: current.ptr },
    ...{
      alpha: neurons.alpha.ptr,
      rho: neurons.rho.ptr,
      theta: neurons.theta.ptr,
      beta: neurons.beta.ptr,
      zeta: neurons.gain.ptr,
    },
    ...{ height: column(height).ptr, width: column(width).ptr, surrogate: SURROGATES[surrogate].code, refractory },
    plain: adaptive === 0 && refractory === 0 ? 1 : 0,
  })
  return { name, size, stride, constants, neurons, state, record, frame }
}

/** Integrates the collected current in step k and records the results. */
export function integrate(arena: Arena, { stride, record, frame }: Population, k: number): void {
  const { psi, spikes, v, current } = record
  const now = spikes.offsets[k]!
  frame.psi = at(psi, k * stride)
  frame.spikes = at(spikes.ids, now)
  frame.trace = v ? at(v, k * stride) : NONE
  frame.inputTrace = current ? at(current, k * stride) : NONE
  spikes.offsets[k + 1] = now + arena.kernels.membraneStep(frame.ptr)
}

/** Sets the population to its resting state, as before a trial. */
export function resetPopulation({ state, record }: Population): void {
  for (const column of Object.values(state)) column.fill(0)
  record.spikes.offsets[0] = 0
}
