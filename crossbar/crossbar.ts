/**
 * A crossbar of devices. In the differential cell every weight is a pair of device groups,
 * w = (mean of G+ over its N devices - mean of G- over its N) / scale; in the reference cell it is one group, with fixed conductances
 * instead of G-. This file defines the shared state; other files of this folder read, program and refresh it.
 */

import type { Bank } from '../devices/bank.ts'
import type { CellList, DeviceModel, Layout } from '../devices/model.ts'
import type { Arena, F32 } from '../kernels/arena.ts'
import type { Rng } from '../kernels/rng.ts'
import type { WeightArray } from './array.ts'
import type { Meter } from './cost/meter.ts'
import type { ReadPulse } from './periphery/effect.ts'
import type { Periphery } from './periphery/read-path.ts'
import type { StuckDevice } from './periphery/stuck-map.ts'
import type { Reader } from './read.ts'

/**
 * The controller's estimate of a device: `exact`, its conductance without drift and noise (as in the published code);
 * `noisy`, one noisy read at the time of the estimate.
 */
export type ControllerRead = 'exact' | 'noisy'

/** `differential`: two groups of devices per weight; `reference`: one group and fixed conductances. */
export type Cell = 'differential' | 'reference'

/** `set-only`: pulses raise conductances, and only RESET lowers them. `bidirectional`: SET and depression pulses. */
export type Direction = 'set-only' | 'bidirectional'

/** Conductance at weight 0 in a bidirectional array: the middle of the model's range, or, in reference cells, the symmetric point of each device. */
export type Origin = 'mid-range' | 'symmetric-point'

/** Refresh of a pair that has used up its range; fractions of [gMin, gMax]. */
export interface RefreshRule {
  readonly enabled: boolean
  /** The pair is refreshed if its larger conductance is above `high` ... */
  readonly high: number
  /** ... and its smaller one above `low`. */
  readonly low: number
}

export interface CrossbarOptions {
  readonly rows: number
  readonly cols: number
  readonly model: DeviceModel
  readonly rng: Rng
  /** Stream of the device-to-device draws; default: `rng`. */
  readonly chip?: Rng
  /** Devices per polarity, N. */
  readonly replicas?: number
  /** Conductance difference for weight 1, uS. */
  readonly scale: number
  readonly controllerRead?: ControllerRead
  readonly refresh?: RefreshRule
  /** Default: differential. */
  readonly cell?: Cell
  /** Default: set-only. */
  readonly direction?: Direction
  /** Only for bidirectional arrays; default: mid-range. */
  readonly origin?: Origin
  /** `mean`: reads use the mean of N devices (default). `sum`: reads use their sum, while the controller still uses the mean. */
  readonly combine?: 'mean' | 'sum'
  /** Whether row i is connected to column i; default: yes. */
  readonly autapses?: boolean
  /** Circuits between devices and sums; absent: none, and reads are fused. */
  readonly periphery?: Periphery
  /** Devices that are stuck, as a map of the chip says; of this array, whatever array they name. */
  readonly stuck?: readonly StuckDevice[]
}

export interface Crossbar extends WeightArray {
  readonly kind: 'crossbar'
  readonly arena: Arena
  readonly bank: Bank
  readonly layout: Layout
  readonly scale: number
  readonly controllerRead: ControllerRead
  readonly refresh: RefreshRule
  readonly autapses: boolean
  readonly cell: Cell
  readonly direction: Direction
  /** Groups of devices per weight: 2 in a differential cell, 1 in a reference cell. */
  readonly polarities: 1 | 2
  /** In a reference cell: fixed conductances that replace G-, uS, [replicas][rows][stride]. */
  readonly fixed?: F32
  /** SET and depression pulses that every device had before the training, to find its symmetric point; 0: none. Counted as its wear. */
  readonly calibrationPulses: number
  /** Weight change that a controller assumes for one pulse on one of the N devices of a group. */
  readonly step: number
  readonly reader: Reader
  /** Restores the conductances of stuck devices after the conductances of all devices were set. */
  holdStuck(): void
  /** Counts operations on the array; absent: costs are not computed. */
  readonly meter?: Meter
  /** How devices are read, where operations are counted. */
  readonly readPulse?: ReadPulse
  /** The next of the N devices, the number of pairs refreshed so far, and the time of the last pulse, s. */
  readonly counters: { arbiter: number; refreshes: number; lastPulse: number }
  /**
   * Reused lists and buffers for programming; `down` lists the devices to depress, in bidirectional arrays; `pending` and `starts` are
   * those of sending pulses, for each synapse at most one entry a sign.
   */
  readonly scratch: {
    readonly cells: CellList
    readonly values: F32
    readonly down?: CellList
    readonly pending: Uint32Array
    readonly starts: Uint32Array
  }
}

export const REFRESH_RULE: RefreshRule = { enabled: true, high: 0.75, low: 0.25 }
