/**
 * The interface of an update scheme: it owns the array or arrays of a connection and converts requested weight changes into changes
 * of these arrays, digital or on devices. A scheme does not depend on neurons.
 */
import type { WeightArray } from '../../crossbar/array.ts'
import type { Crossbar, CrossbarOptions, Direction } from '../../crossbar/crossbar.ts'
import {
  clampPulses,
  createPulseList,
  noPulses,
  type PulseCounts,
  type PulseList,
  push,
  sendChanges,
} from '../../crossbar/pulse.ts'
import { refreshByRule } from '../../crossbar/refresh.ts'
import type { DeviceModel } from '../../devices/model.ts'
import type { Fields, FieldValues } from '../../input/fields.ts'
import type { Arena, F32 } from '../../kernels/arena.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { Rows, WeightChange } from '../change.ts'

export interface Shape {
  readonly rows: number
  readonly cols: number
  /** Whether row i is connected to column i. */
  readonly autapses: boolean
}

/** Options that a scheme may set for its own arrays. */
type OwnChoice = 'model' | 'scale' | 'cell' | 'direction' | 'origin'

/** Resources with which a scheme creates its arrays. */
export interface ArrayFactory {
  readonly arena: Arena
  /** Stream of the scheme's draws. */
  readonly rng: Rng
  /**
   * Creates a crossbar of the run's devices, programmed off-line to `initial` ([rows][stride]; absent: zeros). A scheme with several
   * arrays names each by `part`; `other` replaces options of that array.
   */
  crossbar(shape: Shape, initial?: F32, part?: string, other?: Partial<Pick<CrossbarOptions, OwnChoice>>): Crossbar
  /** The run's device. */
  readonly model: DeviceModel
  /** Weight change of one pulse of the run's device, for baselines without devices. */
  readonly step: number
}

/** An array of weights that can be changed. */
export interface SynapseArray extends WeightArray {
  /** Applies the requested change at device time t, s, as exactly as the scheme and its devices can. */
  apply(change: WeightChange, t: number): PulseCounts
  /** Its crossbars, for wear, cost and compensation; empty if weights are digital. */
  readonly crossbars: readonly Crossbar[]
  /** All changing state except its crossbars. */
  readonly state?: StateColumns
}

/**
 * State by name, as the columns in use: [rows][stride], one number, or a list of any other length. They are saved with a run and
 * restored when it is resumed, so a scheme must not store changing state anywhere else. `weights` are the weights of an array without
 * devices.
 */
export type StateColumns = Readonly<Record<string, Float32Array | Float64Array | Uint32Array>>

export interface UpdateScheme<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  readonly weights: 'digital' | 'crossbar'
  /** Number of arrays per connection; default: 1. */
  readonly parts?: number
  /** Fields of the spec's `update` section that it uses. */
  readonly fields: F
  /** Log-uniform ranges for a parameter search, by field. */
  readonly search?: { readonly [K in keyof F]?: readonly [from: number, to: number] }
  /** Keys of further publications that a run with these values uses. */
  alsoCites?(values: FieldValues<F>): readonly string[]
  /** Whether one of its arrays has reference cells, independent of the run's cell. */
  laysReference?(values: FieldValues<F>, direction: Direction): boolean
  /** Changes the error dE/dy [outputs] of a step, in place, before the learning rule uses it; undefined: no change. */
  trigger?(values: FieldValues<F>): ((error: Float32Array) => void) | undefined
  /** @param initial [rows][stride], or absent for zeros */
  create(shape: Shape, initial: F32 | undefined, make: ArrayFactory, values: FieldValues<F>): SynapseArray
}

/** Infers the argument types of `create` from the fields. */
export function updateScheme<const F extends Fields>(scheme: UpdateScheme<F>): UpdateScheme<F> {
  return scheme
}

export const NO_PULSES: PulseCounts = noPulses()

/** A synapse array from a crossbar and its `apply`. */
export function synapses(xbar: Crossbar, apply: SynapseArray['apply'], state?: StateColumns): SynapseArray {
  const { rows, cols, stride, read, readBack, readDiagonal, weights } = xbar
  return { rows, cols, stride, read, readBack, readDiagonal, weights, apply, crossbars: [xbar], ...(state ? { state } : {}) }
}

/** Lists the synapses to pulse for a change. */
export type Choice = (change: WeightChange, list: PulseList, t: number) => void

/**
 * The common procedure of schemes that pulse: `choose` lists synapses and pulses, pairs that have used up their range are refreshed,
 * then the pulses are sent. The controller reads before it writes, because the drift law is not valid for devices just pulsed.
 */
export function pulsedUpdate(xbar: Crossbar, choose: Choice, state?: StateColumns): SynapseArray {
  const list = createPulseList(xbar.arena, xbar.rows * xbar.stride)
  const worn = createPulseList(xbar.arena, xbar.rows * xbar.stride)
  const apply: SynapseArray['apply'] = (change, t) => {
    const counts = noPulses()
    list.n = 0
    choose(change, list, t)
    refreshByRule(xbar, list, worn, t, counts)
    sendChanges(xbar, list, t, counts)
    return counts
  }
  return synapses(xbar, apply, state)
}

/** Accumulates the requested changes of each synapse in float64, and writes whole device steps. */
export function accumulatedUpdate(xbar: Crossbar): SynapseArray {
  const chi = xbar.arena.f64(xbar.rows * xbar.stride)
  const choose: Choice = ({ direction, rate, rows }, list) => {
    eachSynapse(xbar, rows, (synapse) => {
      chi[synapse] = chi[synapse]! - rate * direction[synapse]!
      drain(xbar, chi, synapse, list)
    })
  }
  return pulsedUpdate(xbar, choose, { chi })
}

/** Calls `visit(synapse)` for every synapse of the listed rows (absent: all), in order; skips absent autapses and padding. */
export function eachSynapse(
  { rows, cols, stride, autapses }: Pick<Crossbar, 'rows' | 'cols' | 'stride' | 'autapses'>,
  listed: Rows | undefined,
  visit: (synapse: number) => void,
): void {
  const n = listed ? listed.n : rows
  for (let i = 0; i < n; i++) {
    const row = listed ? listed.ids[i]! : i
    for (let c = 0; c < cols; c++) if (autapses || c !== row) visit(row * stride + c)
  }
}

/** Moves whole steps from the accumulator to the list, truncating towards zero, and leaves the remainder. */
export function drain(xbar: Crossbar, chi: Float64Array, synapse: number, list: PulseList): void {
  const due = Math.trunc(chi[synapse]! / xbar.step)
  if (due === 0) return
  const pulses = clampPulses(xbar, due)
  chi[synapse] = chi[synapse]! - pulses * xbar.step
  push(list, synapse, pulses)
}
