/** Fields that all spiking neurons share. */
import { z } from 'zod'
import { names, positive, pure, quantity } from '../../input/fields.ts'
import { exp } from '../../kernels/math.ts'
import { SURROGATES } from '../surrogates.ts'
import type { NeuronConstants } from './neuron.ts'

export const THRESHOLD = {
  threshold: positive('', 'firing threshold theta', 1e6).default(0.671),
  gamma: pure('height factor of the surrogate derivative', 0, 1e3).default(0.3),
  refractory: quantity('s', 'refractory time after a spike').default(0),
  surrogate: z.enum(['gamma/theta', 'gamma']).default('gamma/theta').meta({ description: 'height of the surrogate derivative' }),
  surrogate_shape: z
    .enum(names(SURROGATES))
    .default('piecewise-linear')
    .meta({ description: 'shape of the surrogate derivative', neutral: true }),
  surrogate_width: positive('', 'width of the surrogate derivative in units of the threshold', 1e6)
    .default(1)
    .meta({ description: 'width of the surrogate derivative in thresholds', neutral: true }),
}

export const LEAK = {
  tau_mem: positive('s', 'membrane time constant').default(0.03),
  zeta: z.enum(['1', '1-alpha']).default('1').meta({ description: 'gain of the membrane input' }),
}

export const ADAPTATION = {
  tau_adapt: positive('s', 'time constant of the adaptation').default(0.2),
  adapt_beta: pure('threshold rise per unit of adaptation', 0, 1e6).default(0.017),
}

interface ThresholdValues {
  readonly threshold: number
  readonly gamma: number
  readonly refractory: number
  readonly surrogate: 'gamma/theta' | 'gamma'
  readonly surrogate_shape: NeuronConstants['surrogate']
  readonly surrogate_width: number
}

/** Constants of a neuron without leak or adaptation; neuron kinds override some of them. */
export function thresholdConstants(p: ThresholdValues, dt: number): NeuronConstants {
  return {
    ...{ alpha: 1, rho: 0, zeta: 1, theta: p.threshold, beta: 0, adaptive: 0 },
    height: p.surrogate === 'gamma' ? p.gamma : p.gamma / p.threshold,
    width: p.surrogate_width === 1 ? p.threshold : p.surrogate_width * p.threshold,
    surrogate: p.surrogate_shape,
    refractory: Math.round(p.refractory / dt),
  }
}

/** Decay and gain of a leaky membrane. */
export function leak({ tau_mem, zeta }: { tau_mem: number; zeta: '1' | '1-alpha' }, dt: number): { alpha: number; zeta: number } {
  const alpha = exp(-dt / tau_mem)
  return { alpha, zeta: zeta === '1' ? 1 : 1 - alpha }
}
