/**
 * Reads of a device that drifts as G (age / t0)^-nu and is read with noise N(0, (relative G + absolute)^2): reads of listed cells, and
 * fused reads of array rows. Any model with a column `nu` can use them.
 */

import type { Arena, F32 } from '../../kernels/arena.ts'
import { createFrame, type Frame } from '../../kernels/frame.ts'
import { eventWords } from '../../kernels/rng.ts'
import { type Columns, type DeviceModel, float32, type Layout, type Relaxation, type RowRead } from '../model.ts'

interface DriftingRead {
  /** Age at which the device has its conductance G, s. */
  readonly t0: number
  readonly read_noise_relative: number
  readonly read_noise_absolute: number
  /** Reads are clamped to [read_min, read_max] uS. */
  readonly read_min: number
  readonly read_max: number
  readonly read_noise: boolean
}

/** The model has the column `nu` and the columns of `rowRead`. */
export function driftingRead(q: DriftingRead): Pick<DeviceModel, 'read'> & { readonly rowRead: RowRead } {
  // Draws of a noise of 0 would cost most of a read.
  const noise = q.read_noise && (q.read_noise_relative > 0 || q.read_noise_absolute > 0) ? 1 : 0
  const inverseT0 = 1 / q.t0
  const frames = new WeakMap<Columns, { layout: Layout; frame: Frame<'PcmReadRows'> }>()
  const cellFrames = new WeakMap<Columns, Frame<'PcmReadCells'>>()
  return {
    read(c, { ids, n }, t, event, rng, arena, out) {
      const [drawLow, drawHigh] = eventWords(event)
      const frame = cellFrameFor(c, arena)
      frame.t = t
      frame.ids = ids.ptr
      frame.n = n
      frame.k0 = rng.k0
      frame.k1 = rng.k1
      frame.drawLow = drawLow
      frame.drawHigh = drawHigh
      frame.out = out.ptr
      arena.kernels.pcmReadCells(frame.ptr)
    },
    rowRead: { ...rowReadOf(), relaxing: rowReadOf },
  }

  function rowReadOf(relaxation?: Relaxation): RowRead {
    return {
      columns: {
        g_ref: {
          unit: 'uS',
          doc: relaxation ? 'excess over rest_ref at the reference time' : 'conductance drifted to the reference time',
        },
        inverse_age: { unit: '1/s', doc: 'reciprocal of the age at the reference time' },
        ...(relaxation && { rest_ref: { unit: 'uS', doc: 'resting conductance drifted to the reference time' } }),
      },
      prepare(c, n, t, arena) {
        if (!relaxation) return drift(c.g, c, n, t, arena)
        relaxTo(relaxation, c, n, t, arena)
        drift(float32(c, 'rest_ref'), c, n, t, arena, float32(c, 'rest_ref'))
        drift(float32(c, 'g_ref'), c, n, t, arena)
      },
      read: (c, layout, rows, n, request, out, arena) =>
        arena.kernels.pcmReadRows(filled(relaxation, c, layout, rows, n, request, out, arena)),
      devices: (c, layout, rows, n, request, out, arena) =>
        arena.kernels.pcmReadDevices(filled(relaxation, c, layout, rows, n, request, out, arena)),
    }
  }

  function drift(g: F32, c: Columns, n: number, t: number, { kernels }: Arena, out = float32(c, 'g_ref')): void {
    const nu = float32(c, 'nu').ptr
    kernels.pcmDrift(n, g.ptr, c.t_programmed.ptr, nu, t, inverseT0, out.ptr, float32(c, 'inverse_age').ptr)
  }

  /** Splits the conductances at time t into resting ones and the excess that is left. */
  function relaxTo({ rate, rest, inert }: Relaxation, c: Columns, n: number, t: number, { kernels }: Arena): void {
    const [excess, resting] = [float32(c, 'g_ref'), float32(c, 'rest_ref')]
    kernels.relax(n, c.g.ptr, c.t_programmed.ptr, float32(c, rate).ptr, t, rest, excess.ptr, resting.ptr)
    if (!inert) return
    for (let id = 0; id < n; id++) {
      if (!inert(c, id)) continue
      excess[id] = 0
      resting[id] = c.g[id]!
    }
  }

  function filled(relaxation: Relaxation | undefined, ...[c, layout, rows, n, request, out, arena]: Parameters<RowRead['read']>) {
    const frame = frameFor(relaxation, c, layout, arena)
    frame.rows = rows
    frame.values = request.values
    frame.n = n
    frame.elapsed = request.elapsed
    frame.k0 = request.rng.k0
    frame.k1 = request.rng.k1
    frame.drawLow = request.drawIndex >>> 0
    frame.drawHigh = Math.floor(request.drawIndex / 2 ** 32)
    frame.gain = request.gain
    frame.autapses = request.autapses ? 1 : 0
    frame.out = out.ptr
    return frame.ptr
  }

  /** The frame for reads of single cells, reused in the same way: an array without a fused read makes one such read per row. */
  function cellFrameFor(c: Columns, arena: Arena): Frame<'PcmReadCells'> {
    const known = cellFrames.get(c)
    if (known) return known
    const frame = createFrame(arena, 'PcmReadCells', {
      ...{ g: c.g.ptr, tProgrammed: c.t_programmed.ptr, nu: float32(c, 'nu').ptr, inverseT0, noise },
      ...{ relative: q.read_noise_relative, absolute: q.read_noise_absolute, low: q.read_min, high: q.read_max },
    })
    cellFrames.set(c, frame)
    return frame
  }

  /** The frame for reads of array rows. It is reused, and each read sets only the changed fields, because every time step reads. */
  function frameFor(relaxation: Relaxation | undefined, c: Columns, layout: Layout, arena: Arena): Frame<'PcmReadRows'> {
    const known = frames.get(c)
    if (known?.layout === layout) return known.frame
    const frame = createFrame(arena, 'PcmReadRows', {
      ...{ gRef: c.own.g_ref!.ptr, inverseAge: c.own.inverse_age!.ptr, nu: c.own.nu!.ptr },
      ...(relaxation && { rate: c.own[relaxation.rate]!.ptr, restRef: c.own.rest_ref!.ptr }),
      ...{ replicas: layout.replicas, totalRows: layout.rows, stride: layout.stride, cols: layout.cols },
      ...{ relative: q.read_noise_relative, absolute: q.read_noise_absolute, low: q.read_min, high: q.read_max, noise },
    })
    frames.set(c, { layout, frame })
    return frame
  }
}
