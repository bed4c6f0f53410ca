/**
 * Reads of a device that drifts as G (age / t0)^-nu and is read with noise N(0, (relative G + absolute)^2): reads of listed cells, and
 * fused reads of array rows. Any model with a column `nu` can use them.
 */

import type { Arena } from '../../kernels/arena.ts'
import { createFrame, type Frame } from '../../kernels/frame.ts'
import { eventWords } from '../../kernels/rng.ts'
import { type Columns, type DeviceModel, float32, type Layout, type RowRead } from '../model.ts'

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
  const noise = q.read_noise ? 1 : 0
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
    rowRead: {
      columns: {
        g_ref: { unit: 'uS', doc: 'conductance drifted to the reference time' },
        inverse_age: { unit: '1/s', doc: 'reciprocal of the age at the reference time' },
      },
      prepare(c, n, t, { kernels }) {
        const nu = float32(c, 'nu').ptr
        kernels.pcmDrift(n, c.g.ptr, c.t_programmed.ptr, nu, t, inverseT0, float32(c, 'g_ref').ptr, float32(c, 'inverse_age').ptr)
      },
      read: (c, layout, rows, n, request, out, arena) =>
        arena.kernels.pcmReadRows(filled(c, layout, rows, n, request, out, arena)),
      devices: (c, layout, rows, n, request, out, arena) =>
        arena.kernels.pcmReadDevices(filled(c, layout, rows, n, request, out, arena)),
    },
  }

  function filled(...[c, layout, rows, n, request, out, arena]: Parameters<RowRead['read']>) {
    const frame = frameFor(c, layout, arena)
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
  function frameFor(c: Columns, layout: Layout, arena: Arena): Frame<'PcmReadRows'> {
    const known = frames.get(c)
    if (known?.layout === layout) return known.frame
    const frame = createFrame(arena, 'PcmReadRows', {
      ...{ gRef: c.own.g_ref!.ptr, inverseAge: c.own.inverse_age!.ptr, nu: c.own.nu!.ptr },
      ...{ replicas: layout.replicas, totalRows: layout.rows, stride: layout.stride, cols: layout.cols },
      ...{ relative: q.read_noise_relative, absolute: q.read_noise_absolute, low: q.read_min, high: q.read_max, noise },
    })
    frames.set(c, { layout, frame })
    return frame
  }
}
