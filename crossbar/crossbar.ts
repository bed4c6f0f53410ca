/**
 * A differential crossbar: every weight is a pair of device groups,
 * w = (mean of G+ over its N devices - mean of G- over its N) / scale.
 * Reading, programming and refreshing are the functions beside this file; here is the state they share.
 */

import { type Bank, createBank, createCellList, program } from '../devices/bank.ts'
import type { CellList, DeviceModel, Layout } from '../devices/model.ts'
import type { Rng } from '../devices/rng.ts'
import { type Arena, type F32, padded } from '../kernels/arena.ts'
import type { WeightArray } from './array.ts'
import { estimateAll } from './estimate.ts'
import { createReader, type Reader } from './read.ts'

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
  /** Devices per polarity, N. */
  readonly replicas?: number
  /** Conductance difference of weight 1, uS. */
  readonly scale: number
  readonly estimate?: Estimate
  readonly refresh?: RefreshRule
  /** `mean`: N devices act as their mean (default). `sum`: as their sum, while the controller still takes the mean. */
  readonly combine?: 'mean' | 'sum'
  /** No connection from row i to column i. */
  readonly selfless?: boolean
}

export interface Crossbar extends WeightArray {
  readonly kind: 'crossbar'
  readonly arena: Arena
  readonly bank: Bank
  readonly layout: Layout
  readonly scale: number
  readonly estimate: Estimate
  readonly refresh: RefreshRule
  readonly selfless: boolean
  /** Weight change of one SET pulse on one of the N devices of a pair, as a controller assumes it. */
  readonly step: number
  readonly reader: Reader
  /** Counters that go on over the array's life: which of the N devices is next, and how often the controller has read. */
  readonly counters: { arbiter: number; verifications: number; refreshes: number }
  /** Reused lists and buffers of programming. */
  readonly scratch: { readonly cells: CellList; readonly values: F32 }
}

export const REFRESH_RULE: RefreshRule = { enabled: true, high: 0.75, low: 0.25 }

/**
 * A crossbar with all devices RESET at time 0 and then programmed off-line to `initial` weights ([rows][stride] or
 * [rows][cols] of zeros if absent), as far as the device can hold them; lifetime counters start after that.
 */
export function createCrossbar(arena: Arena, options: CrossbarOptions, initial?: Float32Array): Crossbar {
  const { rows, cols, model, rng, scale, replicas = 1, estimate = 'perfect', combine = 'mean', selfless = false } = options
  const stride = padded(cols)
  const layout = { rows, cols, stride, replicas }
  const size = 2 * replicas * rows * stride
  const bank = createBank(arena, model, size, rng)
  const reader = createReader(bank, layout, { selfless, weight: 1 / (scale * (combine === 'mean' ? replicas : 1)) })
  const crossbar: Crossbar = {
    kind: 'crossbar',
    arena,
    rows,
    cols,
    stride,
    bank,
    layout,
    scale,
    estimate,
    refresh: options.refresh ?? REFRESH_RULE,
    selfless,
    step: model.step / (scale * replicas),
    reader,
    counters: { arbiter: 0, verifications: 0, refreshes: 0 },
    scratch: { cells: createCellList(arena, Math.max(size, 16)), values: arena.f32(Math.max(size, 16)) },
    readRows: reader.readRows,
    weights: (t, out) => estimateAll(crossbar, t, out),
  }
  if (initial) programInitial(crossbar, initial)
  return crossbar
}

function programInitial(xbar: Crossbar, initial: Float32Array): void {
  const { layout, scratch, scale } = xbar
  const plane = layout.replicas * layout.rows * layout.stride
  const { cells, values } = scratch
  cells.n = 2 * plane
  for (let id = 0; id < 2 * plane; id++) {
    const target = initial[(id % plane) % (layout.rows * layout.stride)]! * scale
    cells.ids[id] = id
    values[id] = Math.max(0, id < plane ? target : -target)
  }
  program(xbar.bank, cells, values)
}
