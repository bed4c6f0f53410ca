/** Known devices and how they are measured: what `device fit` must find again. Values by the names that a fit gives them. */
import type { Range } from '../../devices/fit/candidate.ts'
import type { Protocol, Truth } from '../../devices/fit/measure.ts'

export interface Known {
  readonly family: string
  readonly truth: Truth
  readonly protocol: Protocol
  readonly values: Readonly<Record<string, number>>
}

const common = { nu: [0.04, 0.01], t0: 38.6 } as const
const protocol = { devices: 100, sweeps: 1, pulses: 20, ages: [38.6, 38.6], late: [386, 3860, 38_600] }

export function values(own: Readonly<Record<string, number>>, truth: Truth): Record<string, number> {
  const { scaleStd, down, range, rangeStd, reset, noise, nu } = truth
  return {
    ...own,
    scale_std: scaleStd,
    scale_down_std: down?.scaleStd ?? 0,
    g_min: range[0],
    g_max: range[1],
    g_min_std: rangeStd?.[0] ?? 0,
    g_max_std: rangeStd?.[1] ?? 0,
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

/** Soft bounds that differ between devices by 15 %, each read twice. */
function spreadBounds(): Known {
  const q = { dw: 2, c2c: 0.4 }
  const mean = (g: number, _n: number, { gMin, gMax }: Range) => q.dw * (1 - (g - gMin) / (gMax - gMin))
  const truth: Truth = {
    ...common,
    mean,
    std: (g, n, own) => q.c2c * mean(g, n, own),
    scaleStd: 0.2,
    range: [1, 20],
    rangeStd: [0, 3],
    reset: [1, 0.2],
    noise: [0.1, 0.01],
  }
  return { family: 'soft-bounds', truth, protocol: { ...protocol, devices: 60, pulses: 30 }, values: values(q, truth) }
}

type Shape = (x: number) => number

/** Sweeps of 1,000 pulses up and down without RESET: the step is `up`, `down` of the place in the range, each in a mirror of the other. */
function upAndDown(
  family: string,
  devices: number,
  sweeps: number,
  own: Readonly<Record<string, number>>,
  up: Shape,
  down: Shape,
): Known {
  const [low, high] = [4, 44]
  const place = (g: number, { gMin, gMax }: Range) => (g - gMin) / (gMax - gMin)
  const range = (mine: Range): Range => (family.startsWith('soft-bounds') ? mine : { gMin: low, gMax: high })
  const meanUp = (g: number, mine: Range) => up(place(g, range(mine)))
  const meanDown = (g: number, mine: Range) => down(1 - place(g, range(mine)))
  const several = devices > 1
  const truth: Truth = {
    nu: [0, 0],
    t0: 1,
    mean: (g, _n, mine) => meanUp(g, mine),
    std: (g, _n, mine) => own.c2c! * meanUp(g, mine),
    scaleStd: several ? 0.15 : 0,
    down: {
      mean: (g, _n, mine) => -meanDown(g, mine),
      std: (g, _n, mine) => own.c2c_down! * meanDown(g, mine),
      scaleStd: several ? 0.1 : 0,
    },
    range: [low, high],
    rangeStd: several ? [0.4, 3] : [0, 0],
    reset: [4.5, 0.2],
    noise: [0.1, 0.004],
  }
  const pulses = several ? 200 : 1000
  return {
    family,
    truth,
    protocol: { devices, sweeps, pulses, downs: pulses, ages: [1] },
    values: values(own, truth),
  }
}

const linear = (dw: number, gamma: number) => (x: number) => dw * (1 - gamma * x)
const bent = (dw: number, end: number, gamma: number) => (x: number) =>
  dw + ((end - dw) * Math.expm1(gamma * x)) / Math.expm1(gamma)

/** Measurements as laboratories make them: up and down, one device or thirty. */
export const SWEPT: Readonly<Record<string, Known>> = {
  'spread-bounds': spreadBounds(),
  'one-soft': upAndDown('soft-bounds', 1, 3, { dw: 0.2, c2c: 0.5, dw_down: 0.3, c2c_down: 0.4 }, linear(0.2, 1), linear(0.3, 1)),
  'one-linear': upAndDown(
    'linear-step',
    1,
    3,
    { dw: 0.1, gamma: 0.6, c2c: 0.5, dw_down: 0.12, gamma_down: 0.8, c2c_down: 0.4 },
    linear(0.1, 0.6),
    linear(0.12, 0.8),
  ),
  'one-exp': upAndDown(
    'exp-step',
    1,
    3,
    { dw: 0.3, dw_end: 0.02, gamma: -3, c2c: 0.5, dw_down: 0.25, dw_end_down: 0.03, gamma_down: -2, c2c_down: 0.4 },
    bent(0.3, 0.02, -3),
    bent(0.25, 0.03, -2),
  ),
  'many-soft': upAndDown('soft-bounds', 30, 1, { dw: 1, c2c: 0.5, dw_down: 1.2, c2c_down: 0.4 }, linear(1, 1), linear(1.2, 1)),
  'many-linear': upAndDown(
    'linear-step',
    30,
    1,
    { dw: 0.5, gamma: 0.6, c2c: 0.5, dw_down: 0.6, gamma_down: 0.8, c2c_down: 0.4 },
    linear(0.5, 0.6),
    linear(0.6, 0.8),
  ),
}
