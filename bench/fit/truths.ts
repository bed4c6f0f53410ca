/** Known devices and how they are measured: what `device fit` must find again. Values by the names that a fit gives them. */
import type { Protocol, Truth } from '../../devices/fit/measure.ts'

export interface Known {
  readonly family: string
  readonly truth: Truth
  readonly protocol: Protocol
  readonly values: Readonly<Record<string, number>>
}

const common = { nu: [0.04, 0.01], t0: 38.6 } as const
const protocol = { devices: 100, sweeps: 1, pulses: 20, ages: [38.6, 38.6], late: [386, 3860, 38_600] }

function values(own: Readonly<Record<string, number>>, { scaleStd, range, reset, noise, nu }: Truth): Record<string, number> {
  return {
    ...own,
    scale_std: scaleStd,
    g_min: range[0],
    g_max: range[1],
    reset_mean: reset[0],
    reset_std: reset[1],
    noise_absolute: noise[0],
    noise_relative: noise[1],
    nu: nu[0],
    nu_std: nu[1],
  }
}

function pcm(): Known {
  const q = { m1: -0.084, c1: 0.88, a1: 1.4, m2: 0.091, c2: 0.26, a2: 2.15, tau_p: 2.6 }
  const p = (n: number) => Math.exp(-n / q.tau_p)
  const truth: Truth = {
    ...common,
    mean: (g, n) => q.m1 * g + q.c1 + q.a1 * p(n),
    std: (g, n) => q.m2 * g + q.c2 + q.a2 * p(n),
    scaleStd: 0.2,
    range: [0.1, 12],
    reset: [0.1, 0.01],
    noise: [0.13, 0.03],
  }
  return { family: 'nandakumar', truth, protocol, values: values(q, truth) }
}

function softBounds(): Known {
  const q = { dw: 2, c2c: 0.4 }
  const truth: Truth = {
    ...common,
    mean: (g) => q.dw * (1 - (g - 1) / 19),
    std: (g) => q.c2c * q.dw * (1 - (g - 1) / 19),
    scaleStd: 0.25,
    range: [1, 20],
    reset: [1, 0.2],
    noise: [0.1, 0.01],
  }
  return { family: 'soft-bounds', truth, protocol, values: values(q, truth) }
}

function linearStep(): Known {
  const q = { dw: 6, gamma: 0.6, c2c: 0.3 }
  const mean = (g: number) => q.dw * (1 - (q.gamma * (g - 5)) / 45)
  const truth: Truth = {
    ...common,
    mean,
    std: (g) => q.c2c * mean(g),
    scaleStd: 0.2,
    range: [5, 50],
    reset: [5, 0.8],
    noise: [0.3, 0.01],
  }
  return { family: 'linear-step', truth, protocol, values: values(q, truth) }
}

function expStep(): Known {
  const q = { dw: 12, dw_end: 2, gamma: -4, c2c: 0.5 }
  const mean = (g: number) => q.dw + ((q.dw_end - q.dw) * Math.expm1((q.gamma * (g - 5)) / 75)) / Math.expm1(q.gamma)
  const truth: Truth = {
    ...common,
    mean,
    std: (g) => q.c2c * mean(g),
    scaleStd: 0.2,
    range: [5, 80],
    reset: [5, 0.8],
    noise: [0.3, 0.01],
  }
  return { family: 'exp-step', truth, protocol, values: values(q, truth) }
}

export const KNOWN: readonly Known[] = [pcm(), softBounds(), linearStep(), expStep()]
