/**
 * Devices programmed to targets with a spread that is a polynomial of the target: sigma = s0 + s1 g + s2 g^2 + s3 g^3 + s4 g^4 uS,
 * g = target / g_max. Published characterisations of resistive memory give these quantities and no more.
 */

import { fillNormals } from '../../kernels/rng.ts'
import { deviceKind } from '../kind.ts'
import { float32 } from '../model.ts'
import { option, pure, quantity, uS } from '../parameter.ts'
import { driftingRead } from './drifting-read.ts'
import { programmed } from './programmed.ts'

const any = [-1e6, 1e6] as const

export const programVerify = deviceKind({
  name: 'program-verify',
  title: 'device programmed to targets, with a spread that depends on the target',
  omits: 'the pulses within program-and-verify, relaxation after the time of the fit, wear',
  parameters: {
    g_min: uS(0, 'lowest target'),
    g_max: uS(40, 'highest target', [1e-6, 1e6]),
    levels: { ...pure(32, 'steps that SET pulses take from g_min to g_max', [1, 1e6]), integer: true },
    s0: uS(1, 'std of programming: constant', any),
    s1: uS(0, 'std of programming: slope in g', any),
    s2: uS(0, 'std of programming: square of g', any),
    s3: uS(0, 'std of programming: cube of g', any),
    s4: uS(0, 'std of programming: fourth power of g', any),
    nu: pure(0, 'drift exponent, mean over devices', [0, 1]),
    nu_std: { ...pure(0, 'std of the drift exponent over devices', [0, 1]), spread: true },
    t0: quantity('s', 1, 'time after programming at which the spread applies', [1e-6, 1e12]),
    read_noise_relative: pure(0, 'std of a read: share of G', [0, 1e3]),
    read_noise_absolute: uS(0, 'std of a read: constant'),
    write_noise: option(true, 'noise of programming'),
    read_noise: option(true, 'noise of reads'),
    drift: option(true, 'drift'),
  },
  create(q) {
    const sigma = (target: number) => {
      const g = target / q.g_max
      return Math.max(0, q.s0 + g * (q.s1 + g * (q.s2 + g * (q.s3 + g * q.s4))))
    }
    const base = programmed({ ...q, sigma })
    return {
      name: 'program-verify',
      ...base,
      columns: { ...base.columns, nu: { unit: '', doc: 'drift exponent' } },
      init(c, n, rng, arena) {
        const nu = float32(c, 'nu')
        fillNormals(arena, rng, 0, nu)
        for (let id = 0; id < n; id++) nu[id] = q.drift ? Math.max(0, q.nu + q.nu_std * nu[id]!) : 0
      },
      ...driftingRead({ ...q, read_min: 0, read_max: 1e9 }),
      declares: {
        monotone: true,
        drift: { exponent: q.drift ? q.nu : 0, std: q.drift ? q.nu_std : 0, t0: q.t0 },
        readNoise: (g) => (q.read_noise ? q.read_noise_relative * g + q.read_noise_absolute : 0),
        fixed: ['nu'],
      },
    }
  },
})
