/**
 * Loss of retention: the conductance relaxes exponentially towards a resting value, g_rest + (g - g_rest) exp(-age / tau), with one
 * time constant per device. The wrapped model applies drift and read noise to the relaxed conductance, and pulses start from it.
 * Devices that are stuck or worn out in the wrapped model do not relax.
 */

import type { Arena, F32 } from '../../kernels/arena.ts'
import { exp } from '../../kernels/math.ts'
import { fillNormals } from '../../kernels/rng.ts'
import { type CellList, type Columns, type DeviceModel, float32 } from '../model.ts'
import { pure, quantity } from '../parameter.ts'
import { scratch } from '../scratch.ts'
import { freeColumn, type Wrapper, wrapper } from './wrapper.ts'

interface RelaxationOptions {
  /** Name of the column of rates, 1/s, and of the stream they are drawn from. */
  readonly column: string
  /** Median time constant over devices, s, and std of its logarithm. */
  readonly tau: number
  readonly tau_sigma: number
  /** Conductance at rest, uS. */
  readonly rest: number
}

/** `model` with relaxing conductances. */
export function relaxing(model: DeviceModel, { column, tau, tau_sigma, rest }: RelaxationOptions): DeviceModel {
  const { rowRead, declares, ...inner } = model
  const { inert } = inner
  const { drift: _drift, readNoise: _readNoise, fixed = [], ...kept } = declares ?? {}
  // Conductances before a read, restored after the wrapped model has read the relaxed ones.
  let written = new Float32Array(256)

  /** exp(-age / tau) of the listed devices, valid until the next draw. */
  function remains(c: Columns, { ids, n }: CellList, t: number, arena: Arena): F32 {
    const rate = float32(c, column)
    const x = scratch(arena, n)
    for (let i = 0; i < n; i++) x[i] = Math.min(0, c.t_programmed[ids[i]!]! - t) * rate[ids[i]!]!
    arena.kernels.exps(x.ptr, n, x.ptr)
    return x
  }

  return {
    ...inner,
    ...(rowRead?.relaxing ? { rowRead: rowRead.relaxing({ rate: column, rest, ...(inert && { inert }) }) } : {}),
    columns: { ...inner.columns, [column]: { unit: '1/s', doc: 'rate of relaxation' } },
    declares: { ...kept, fixed: [...fixed, column] },
    init(c, n, rng, arena) {
      inner.init?.(c, n, rng, arena)
      const rate = float32(c, column)
      fillNormals(arena, rng.fork(column), 0, rate)
      for (let id = 0; id < n; id++) rate[id] = exp(-tau_sigma * rate[id]!) / tau
    },
    advance(c, cells, t, arena) {
      const share = remains(c, cells, t, arena)
      for (let i = 0; i < cells.n; i++) {
        const id = cells.ids[i]!
        if (!inner.inert?.(c, id)) c.g[id] = rest + (c.g[id]! - rest) * share[i]!
      }
      inner.advance?.(c, cells, t, arena)
    },
    read(c, cells, t, event, rng, arena, out) {
      const share = remains(c, cells, t, arena)
      const { ids, n } = cells
      if (written.length < n) written = new Float32Array(2 * n)
      for (let i = 0; i < n; i++) {
        const id = ids[i]!
        written[i] = c.g[id]!
        if (!inner.inert?.(c, id)) c.g[id] = rest + (c.g[id]! - rest) * share[i]!
      }
      inner.read(c, cells, t, event, rng, arena, out)
      for (let i = 0; i < n; i++) c.g[ids[i]!] = written[i]!
    },
  }
}

export const retention: Wrapper = wrapper({
  name: 'retention',
  title: 'conductances relax exponentially',
  parameters: {
    tau: quantity('s', 1e7, 'time constant, median over devices', [1e-9, 1e18]),
    tau_sigma: pure(0, 'spread of the time constant over devices: std of its logarithm', [0, 10]),
    to: pure(0, 'resting conductance, as a share of the range from lowest to highest', [0, 1]),
  },
  wrap: (model, { tau, tau_sigma, to }) => withRetention(model, { tau, tau_sigma, to }),
})

/** `model` whose conductances relax towards `to` (share of its range) with time constants around `tau` s. */
export function withRetention(model: DeviceModel, { tau, tau_sigma = 0, to = 0 }: RetentionOptions): DeviceModel {
  const [low, high] = model.range
  return relaxing(model, { column: freeColumn(model, 'retention_rate'), tau, tau_sigma, rest: low + to * (high - low) })
}

export interface RetentionOptions {
  /** Median time constant, s. */
  readonly tau: number
  /** Std of its logarithm over devices. */
  readonly tau_sigma?: number
  /** Resting conductance, as a share of the range. */
  readonly to?: number
}
