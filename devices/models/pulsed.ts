/**
 * Devices that step up at SET and down at a depression pulse by amounts that depend on their state, like the pulsed devices of
 * aihwkit (Rasch et al., AICAS 2021, doi 10.1109/AICAS51828.2021.9458494; its names of constants). The families differ only in the
 * step law. The law uses a normalised weight w; w_min .. w_max map linearly to g_min .. g_max uS, and a device whose bounds are
 * beyond w_min and w_max exceeds g_min and g_max. RESET is abrupt, to the lower bound of the device.
 *
 * Omitted from aihwkit: write noise in addition to the persistent weight (write_noise_std), complex cycle-to-cycle noise
 * (dw_min_std_add, dw_min_std_slope), corrupt devices (see the wrapper `stuck`), diffusion, and its reset to about w = 0.
 * Bounds are drawn within 3 standard deviations of their mean, so that one finite range is valid for every device.
 */

import { fillNormals } from '../../kernels/rng.ts'
import type { Values } from '../kind.ts'
import { type BaseColumns, type CellList, type Columns, type DeviceModel, float32 } from '../model.ts'
import { option, pure, quantity, uS } from '../parameter.ts'
import { pulseNormals } from '../scratch.ts'
import { relaxing } from '../wrappers/retention.ts'
import { driftingRead } from './drifting-read.ts'
import { responseOf } from './response.ts'

export const pulsedParameters = {
  g_min: uS(10, 'conductance of w_min (a normalised model has none: give that of your device)'),
  g_max: uS(30, 'conductance of w_max'),
  w_min: pure(-1, 'lower bound of the weight, mean over devices', [-1e6, 0]),
  w_max: pure(1, 'upper bound of the weight, mean over devices', [1e-6, 1e6]),
  w_min_dtod: { ...pure(0, 'std of the lower bound over devices, relative', [0, 10]), spread: true },
  w_max_dtod: { ...pure(0, 'std of the upper bound over devices, relative', [0, 10]), spread: true },
  dw_min: pure(0.01, 'step of the weight at w = 0, mean over devices', [1e-9, 1e6]),
  dw_min_dtod: { ...pure(0, 'std of dw_min over devices, relative', [0, 10]), spread: true },
  dw_min_std: pure(0, 'std of a step from cycle to cycle, relative', [0, 1e3]),
  multiplicative_noise: option(
    true,
    'cycle-to-cycle noise is relative to the step; false: to dw_min, in every state of the device',
  ),
  up_down: pure(0, 'asymmetry, mean: above 0 shortens steps down by this share of dw_min, below 0 steps up', [-1, 1]),
  up_down_dtod: {
    ...pure(0, 'std of the asymmetry over devices: steps up longer and steps down shorter by it', [0, 10]),
    spread: true,
  },
  lifetime: quantity('s', 0, 'time constant of the leakage towards w = 0, median over devices; 0: none', [0, 1e18]),
  lifetime_dtod: { ...pure(0, 'spread of the lifetime over devices: std of its logarithm', [0, 10]), spread: true },
  nu: pure(0, 'drift exponent, mean over devices', [0, 1]),
  nu_std: { ...pure(0, 'std of the drift exponent over devices', [0, 1]), spread: true },
  t0: quantity('s', 1, 'delay after a pulse at which the device has the conductance of its weight', [1e-6, 1e12]),
  read_noise_relative: pure(0, 'std of a read: share of G', [0, 1e3]),
  read_noise_absolute: uS(0, 'std of a read: constant'),
  write_noise: option(true, 'cycle-to-cycle noise of pulses'),
  read_noise: option(true, 'noise of reads'),
  drift: option(true, 'drift and leakage'),
}

export type Pulsed = Values<typeof pulsedParameters>

/** A step at weight w as a multiple of dw of the device, which has bounds low and high, and a slope if the law has slopes. */
type Law = (w: number, low: number, high: number, slope: number) => number

export interface Laws {
  readonly up: Law
  readonly down: Law
  /** For laws with a slope per device: slope = factor |mean + std xi|. */
  readonly slopes?: { readonly up: Slope; readonly down: Slope }
}

interface Slope {
  readonly factor: number
  readonly mean: number
  readonly std: number
}

/** Limit of the draws of bounds, in std; one finite range is then valid for all devices. */
const OUTERMOST = 3

const OWN = {
  step_up: { unit: '', doc: 'dw of a SET pulse' },
  step_down: { unit: '', doc: 'dw of a depression pulse' },
  w_low: { unit: '', doc: 'lower bound of the weight' },
  w_high: { unit: '', doc: 'upper bound of the weight' },
  nu: { unit: '', doc: 'drift exponent' },
}

const SLOPES = {
  slope_up: { unit: '', doc: 'slope of the step up' },
  slope_down: { unit: '', doc: 'slope of the step down' },
}

export function createPulsed(name: string, q: Pulsed, { up, down, slopes }: Laws): DeviceModel {
  const scale = (q.g_max - q.g_min) / (q.w_max - q.w_min)
  const weight = (g: number) => q.w_min + (g - q.g_min) / scale
  const conductance = (w: number) => q.g_min + (w - q.w_min) * scale
  // A weight with a negative conductance is not a possible state.
  const lowest = weight(0)
  const low = (xi: number) => Math.max(lowest, -Math.abs(q.w_min * (1 + q.w_min_dtod * within(xi))))
  const high = (xi: number) => Math.abs(q.w_max * (1 + q.w_max_dtod * within(xi)))
  const widest = { low: Math.min(low(OUTERMOST), low(-OUTERMOST)), high: Math.max(high(OUTERMOST), high(-OUTERMOST)) }

  const range = [conductance(Math.fround(widest.low)), conductance(Math.fround(widest.high))] as const
  // Steps of a typical device in the middle of the range.
  const middle = [weight((range[0] + range[1]) / 2), low(0), high(0)] as const
  const rise = Math.abs(1 + Math.min(0, q.up_down)) * up(...middle, slopes ? slopes.up.factor * slopes.up.mean : 0)
  const fall = Math.abs(1 - Math.max(0, q.up_down)) * down(...middle, slopes ? slopes.down.factor * slopes.down.mean : 0)

  const model: DeviceModel = {
    name,
    range,
    middleStep: q.dw_min * scale * Math.max((rise + fall) / 2, 1e-6),
    ...responseOf(conductance(low(0)), (g) => {
      const w = weight(g)
      const bias = Math.min(0, q.up_down)
      const dw = Math.abs(1 + bias) * q.dw_min * up(w, low(0), high(0), slopes ? slopes.up.factor * slopes.up.mean : 0)
      return conductance(Math.min(high(0), Math.max(low(0), w + dw)))
    }),
    columns: slopes ? { ...OWN, ...SLOPES } : OWN,
    init(c, n, rng, arena) {
      Object.keys(slopes ? { ...OWN, ...SLOPES } : OWN).forEach((column, event) => {
        fillNormals(arena, rng, event, float32(c, column))
      })
      const [step_up, step_down] = [float32(c, 'step_up'), float32(c, 'step_down')]
      const [w_low, w_high, nu] = [float32(c, 'w_low'), float32(c, 'w_high'), float32(c, 'nu')]
      for (let id = 0; id < n; id++) {
        const gain = 1 + q.dw_min_dtod * step_up[id]!
        const tilt = q.up_down_dtod * step_down[id]!
        step_up[id] = Math.abs(gain + Math.min(0, q.up_down) + tilt) * q.dw_min
        step_down[id] = Math.abs(gain - Math.max(0, q.up_down) - tilt) * q.dw_min
        w_low[id] = low(w_low[id]!)
        w_high[id] = high(w_high[id]!)
        nu[id] = q.drift ? Math.max(0, q.nu + q.nu_std * nu[id]!) : 0
      }
      if (!slopes) return
      for (const [column, { factor, mean, std }] of [['slope_up', slopes.up] as const, ['slope_down', slopes.down] as const]) {
        const own = float32(c, column)
        for (let id = 0; id < n; id++) own[id] = factor * Math.abs(mean + std * own[id]!)
      }
    },
    set(c, cells, rng, arena) {
      const xi = q.write_noise ? pulseNormals(arena, rng, c.set_count, cells) : undefined
      pulse(c, cells, xi, 1, up, c.own.step_up!, c.own.slope_up)
    },
    depress(c, cells, rng, arena) {
      const xi = q.write_noise ? pulseNormals(arena, rng, c.depress_count, cells) : undefined
      pulse(c, cells, xi, -1, down, c.own.step_down!, c.own.slope_down)
    },
    symmetricPoint({ own }, id) {
      const [bottom, top] = [own.w_low![id]!, own.w_high![id]!]
      const excess = (w: number) =>
        own.step_up![id]! * up(w, bottom, top, own.slope_up?.[id] ?? 0) -
        own.step_down![id]! * down(w, bottom, top, own.slope_down?.[id] ?? 0)
      return conductance(fallingZero(excess, bottom, top))
    },
    reset({ g, own }, { ids, n }) {
      const w_low = own.w_low!
      for (let i = 0; i < n; i++) g[ids[i]!] = conductance(w_low[ids[i]!]!)
    },
    program({ g, own }, { ids, n }, change) {
      for (let i = 0; i < n; i++) {
        const id = ids[i]!
        if (change[i]! !== 0)
          g[id] = conductance(Math.min(own.w_high![id]!, Math.max(own.w_low![id]!, weight(g[id]! + change[i]!))))
      }
    },
    ...driftingRead({ ...q, read_min: 0, read_max: 1e9 }),
    declares: {
      drift: { exponent: q.drift ? q.nu : 0, std: q.drift ? q.nu_std : 0, t0: q.t0 },
      readNoise: (g) => (q.read_noise ? q.read_noise_relative * g + q.read_noise_absolute : 0),
      fixed: Object.keys(slopes ? { ...OWN, ...SLOPES } : OWN),
    },
  }
  if (!(q.drift && q.lifetime > 0)) return model
  return relaxing(model, { column: 'leakage', tau: q.lifetime, tau_sigma: q.lifetime_dtod, rest: conductance(0) })

  function pulse(
    { g, own }: Pick<BaseColumns, 'g'> & Pick<Columns, 'own'>,
    { ids, n }: CellList,
    xi: Float32Array | undefined,
    direction: 1 | -1,
    law: Law,
    steps: Float32Array,
    slope: Float32Array | undefined,
  ): void {
    const [w_low, w_high] = [own.w_low!, own.w_high!]
    for (let i = 0; i < n; i++) {
      const id = ids[i]!
      const [bottom, top] = [w_low[id]!, w_high[id]!]
      const w = weight(g[id]!)
      const relative = law(w, bottom, top, slope ? slope[id]! : 0)
      const noise = xi ? q.dw_min_std * xi[i]! : 0
      const dw = steps[id]! * (q.multiplicative_noise ? relative * (1 + noise) : relative + noise)
      g[id] = conductance(Math.min(top, Math.max(bottom, w + direction * dw)))
    }
  }
}

/** Zero, to float32, of a function that decreases from `from` to `to`; without a zero, the end with smaller |f|; for f = 0, the middle. */
function fallingZero(f: (x: number) => number, from: number, to: number): number {
  if (f(from) === 0 && f(to) === 0) return (from + to) / 2
  let [below, above] = [from, to]
  for (let i = 0; i < 32; i++) {
    const middle = (below + above) / 2
    if (f(middle) > 0) below = middle
    else above = middle
  }
  return (below + above) / 2
}

function within(xi: number): number {
  return Math.min(OUTERMOST, Math.max(-OUTERMOST, xi))
}
