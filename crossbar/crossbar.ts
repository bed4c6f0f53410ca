/**
 * A differential crossbar: every weight is a pair of device groups,
 * w = (mean of G+ over its N devices - mean of G- over its N) / scale.
 * Reading, programming and refreshing are the functions beside this file; here is the state they share.
 */

import type { Bank } from '../devices/bank.ts'
import type { CellList, DeviceModel, Layout } from '../devices/model.ts'
import type { Arena, F32 } from '../kernels/arena.ts'
import type { Rng } from '../kernels/rng.ts'
import type { WeightArray } from './array.ts'
import type { Reader } from './read.ts'

/**
 * What the controller knows of a device: `perfect`, its conductance without drift and noise (the published code's
 * choice); `read`, one noisy read at the time it asks.
 */
export type Estimate = 'perfect' | 'read'

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
  /** `mean`: N devices act as their mean (default). `sum`: as their sum, while the controller still takes the mean. */
  readonly combine?: 'mean' | 'sum'
  /** Whether row i is connected to column i; default: yes. */
  readonly autapses?: boolean
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
  /** Weight change of one SET pulse on one of the N devices of a pair, as a controller assumes it. */
  readonly step: number
  readonly reader: Reader
  /** Which of the N devices is next, and pairs refreshed in the array's life. */
  readonly counters: { arbiter: number; refreshes: number }
  /** Reused lists and buffers of programming. */
  readonly scratch: { readonly cells: CellList; readonly values: F32 }
}

export const REFRESH_RULE: RefreshRule = { enabled: true, high: 0.75, low: 0.25 }
