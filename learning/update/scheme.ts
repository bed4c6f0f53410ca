/**
 * What an update scheme is: it owns the array, or the several arrays, behind a connection and turns wanted changes into changes of
 * them, digital or on devices. A scheme knows no neurons.
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

/** What a scheme may choose for an array of its own. */
type OwnChoice = 'model' | 'scale' | 'cell' | 'direction' | 'origin'

/** What a scheme makes its arrays of. */
export interface Workshop {
  readonly arena: Arena
  /** Stream of the scheme's own draws. */
  readonly rng: Rng
  /**
   * A crossbar of the run's devices, programmed off-line to `initial` ([rows][stride]; absent: zeros). A scheme with several arrays
   * tells them apart by `part`, and makes what it wants differently in one of them.
   */
  crossbar(shape: Shape, initial?: F32, part?: string, other?: Partial<Pick<CrossbarOptions, OwnChoice>>): Crossbar
  /** The run's device. */
  readonly model: DeviceModel
  /** Weight change of one pulse of the run's device: what a baseline without devices imitates. */
  readonly step: number
}

/** An array with the means to change it. */
export interface SynapseArray extends WeightArray {
  /** Makes the wanted change at device time t, s, as far as the scheme and its devices can. */
  apply(change: WeightChange, t: number): PulseCounts
  /** For wear, cost and compensation; none where weights are digital. */
  readonly crossbars: readonly Crossbar[]
  /** All that changes beside its crossbars. */
  readonly state?: StateColumns
}

/**
 * State by name, as the columns that are in use: [rows][stride], one number, or a list of any other length. They are saved with a run
 * and written to where it is gone on with, so a scheme keeps nothing that changes anywhere else. `weights` are the weights of an
 * array without devices.
 */
export type StateColumns = Readonly<Record<string, Float32Array | Float64Array | Uint32Array>>

export interface UpdateScheme<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  readonly weights: 'digital' | 'crossbar'
  /** Arrays behind a connection; default: 1. */
  readonly parts?: number
  /** Fields of the spec's `update` section that it heeds. */
  readonly fields: F
  /** Log-uniform ranges that a search tries, by field. */
  readonly search?: { readonly [K in keyof F]?: readonly [from: number, to: number] }
  /** Keys of further publications that a run with these values uses. */
  alsoCites?(values: FieldValues<F>): readonly string[]
  /** Whether an array of its own is of reference cells, whatever the run's cell is. */
  laysReference?(values: FieldValues<F>, direction: Direction): boolean
  /** Changes the error dE/dy [outputs] of a step, in place, before the learning rule sees it; undefined: nothing is changed. */
  trigger?(values: FieldValues<F>): ((error: Float32Array) => void) | undefined
  /** @param initial [rows][stride], or absent for zeros */
  create(shape: Shape, initial: F32 | undefined, make: Workshop, values: FieldValues<F>): SynapseArray
}

/** Ties the fields' types to `create`. */
export function updateScheme<const F extends Fields>(scheme: UpdateScheme<F>): UpdateScheme<F> {
  return scheme
}

export const NO_PULSES: PulseCounts = noPulses()

/** A crossbar as a synapse array that `apply` changes. */
export function synapses(xbar: Crossbar, apply: SynapseArray['apply'], state?: StateColumns): SynapseArray {
  const { rows, cols, stride, read, readBack, readDiagonal, weights } = xbar
  return { rows, cols, stride, read, readBack, readDiagonal, weights, apply, crossbars: [xbar], ...(state ? { state } : {}) }
}

/** Lists the synapses that a change is to pulse. */
export type Choice = (change: WeightChange, list: PulseList, t: number) => void

/**
 * The common course of schemes that pulse: `choose` lists synapses and pulses, worn pairs among them are refreshed, then the
 * pulses are sent. The controller reads before it writes, for the drift law says nothing of devices just pulsed.
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

/** Gathers the wanted changes of each synapse in float64, and gives out whole device steps. */
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

/** Calls `visit(synapse)` for every synapse of the listed rows (absent: all), in order; absent autapses and padding are left out. */
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
