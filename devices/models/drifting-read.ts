/**
 * Reads of a device that drifts as G (age / t0)^-nu and is read with noise N(0, (relative G + absolute)^2): of listed cells, and
 * fused over the rows of an array. Any model with a column `nu` can have them.
 */

import { eventWords } from '../../kernels/rng.ts'
import { type DeviceModel, float32, type RowRead } from '../model.ts'

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

/** The model's own columns: `nu`, and what `rowRead` adds. */
export function driftingRead(q: DriftingRead): Pick<DeviceModel, 'read'> & { readonly rowRead: RowRead } {
  const noise = q.read_noise ? 1 : 0
  const inverseT0 = 1 / q.t0
  return {
    read(c, { ids, n }, t, event, rng, { kernels }, out) {
      const clamped = [q.read_noise_relative, q.read_noise_absolute, q.read_min, q.read_max, noise] as const
      const nu = float32(c, 'nu').ptr
      const draw = [rng.k0, rng.k1, ...eventWords(event)] as const
      kernels.pcmReadCells(ids.ptr, n, c.g.ptr, c.t_programmed.ptr, nu, t, inverseT0, ...clamped, ...draw, out.ptr)
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
      // Called at every time step: arguments are passed plainly, for spreading arrays would allocate them.
      read(c, layout, list, n, { elapsed, event, rng, gain, selfless }, out, { kernels }) {
        kernels.pcmReadRows(
          list,
          n,
          c.own.g_ref!.ptr,
          c.own.inverse_age!.ptr,
          c.own.nu!.ptr,
          layout.replicas,
          layout.rows,
          layout.stride,
          layout.cols,
          elapsed,
          q.read_noise_relative,
          q.read_noise_absolute,
          q.read_min,
          q.read_max,
          noise,
          rng.k0,
          rng.k1,
          event >>> 0,
          Math.floor(event / 2 ** 32),
          gain,
          selfless ? 1 : 0,
          out.ptr,
        )
      },
    },
  }
}
