/** y_t = kappa y_{t-1} + zeta_out W z_t: leaky readouts without spikes. */
import { z } from 'zod'
import { positive } from '../../input/fields.ts'
import { exp } from '../../kernels/math.ts'

export const READOUT = {
  tau_out: positive('s', 'readout time constant').default(0.03),
  zeta_out: z.enum(['1', '1-kappa']).default('1').meta({ description: 'gain of the readout input' }),
}

export interface ReadoutConstants {
  readonly kappa: number
  readonly zeta: number
}

export function readoutConstants(p: { tau_out: number; zeta_out: '1' | '1-kappa' }, dt: number): ReadoutConstants {
  const kappa = exp(-dt / p.tau_out)
  return { kappa, zeta: p.zeta_out === '1' ? 1 : 1 - kappa }
}
