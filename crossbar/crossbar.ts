/**
 * A crossbar of devices. In the differential cell every weight is a pair of device groups,
 * w = (mean of G+ over its N devices - mean of G- over its N) / scale; in the reference cell one group, and fixed conductances
 * in the place of G-. Reading, programming and refreshing are the functions beside this file; here is the state they share.
 */

import type { Bank } from '../devices/bank.ts'
import type { CellList, DeviceModel, Layout } from '../devices/model.ts'
import type { Arena, F32 } from '../kernels/arena.ts'
import type { Rng } from '../kernels/rng.ts'
import type { WeightArray } from './array.ts'
import type { Meter } from './cost/meter.ts'
import type { Periphery } from './periphery/read-path.ts'
import type { StuckDevice } from './periphery/stuck-map.ts'
import type { Reader } from './read.ts'

/**
 * What the controller knows of a device: `perfect`, its conductance without drift and noise (the published code's
 * choice); `read`, one noisy read at the time it asks.
 */
export type Estimate = 'perfect' | 'read'

/** `differential`: two groups of devices a weight; `reference`: one, against fixed conductances. */
export type Cell = 'differential' | 'reference'

/** `set-only`: pulses raise conductances, and only RESET lowers them. `bidirectional`: SET and depression pulses. */
export type Direction = 'set-only' | 'bidirectional'

/** Where the devices of a bidirectional array stand at weight 0: in the middle of the model's range, or each where its own steps balance. */
export type Origin = 'mid-range' | 'symmetric-point'

/** Refresh of a pair that has used up its range; fractions of [gMin, gMax]. */
export interface RefreshRule {
  readonly enabled: boolean
  /** The pair is refreshed where its larger conductance is over `high` ... */
  readonly high: number
  /** ... and its smaller one over `low`. */
  readonly low: number
}

export interface CrossbarOptions {
  readonly rows: number
  readonly cols: number
  readonly model: DeviceModel
  readonly rng: Rng
  /** Stream of what differs from device to device; default: `rng`. */
  readonly chip?: Rng
  /** Devices per polarity, N. */
  readonly replicas?: number
  /** Conductance difference of weight 1, uS. */
  readonly scale: number
  readonly estimate?: Estimate
  readonly refresh?: RefreshRule
  /** Default: differential. */
  readonly cell?: Cell
  /** Default: set-only. */
  readonly direction?: Direction
  /** Of bidirectional arrays; default: mid-range. */
  readonly origin?: Origin
  /** `mean`: N devices act as their mean (default). `sum`: as their sum, while the controller still takes the mean. */
  readonly combine?: 'mean' | 'sum'
  /** Whether row i is connected to column i; default: yes. */
  readonly autapses?: boolean
  /** Circuits between devices and sums; absent: none, and reads are fused. */
  readonly periphery?: Periphery
  /** Devices that are stuck, as a map of the chip says. */
  readonly stuck?: readonly StuckDevice[]
}

export interface Crossbar extends WeightArray {
  readonly kind: 'crossbar'
  readonly arena: Arena
  readonly bank: Bank
  readonly layout: Layout
  readonly scale: number
  readonly estimate: Estimate
  readonly refresh: RefreshRule
  readonly autapses: boolean
  readonly cell: Cell
  readonly direction: Direction
  /** Groups of devices a weight: 2 of a differential cell, 1 of a reference cell. */
  readonly polarities: 1 | 2
  /** Of a reference cell: what stands in the place of G-, uS, [replicas][rows][stride]. */
  readonly fixed?: F32
  /** Weight change of one pulse on one of the N devices of a group, as a controller assumes it. */
  readonly step: number
  readonly reader: Reader
  /** Counts what is done to the array, where costs are asked for. */
  readonly meter?: Meter
  /** Which of the N devices is next, pairs refreshed in the array's life, and the time of its last pulse, s. */
  readonly counters: { arbiter: number; refreshes: number; lastPulse: number }
  /** Reused lists and buffers of programming; `down`: of devices to depress, in bidirectional arrays. */
  readonly scratch: { readonly cells: CellList; readonly values: F32; readonly down?: CellList }
}

export const REFRESH_RULE: RefreshRule = { enabled: true, high: 0.75, low: 0.25 }
