/**
 * Phase-change memory programmed by pulses: Nandakumar et al., J. Appl. Phys. 124, 152135 (2018), doi 10.1063/1.5042408,
 * with the constants of the public code of Demirag et al. 2021 (arXiv 2108.01804). Equations in kernels/assembly/pcm.ts.
 */
import { frameOf } from '../../kernels/frame.ts'
import { exp } from '../../kernels/math.ts'
import { fillNormals } from '../../kernels/rng.ts'
import { deviceKind, type Values } from '../kind.ts'
import { type DeviceModel, float32 } from '../model.ts'
import { option, pure, uS } from '../parameter.ts'
import { driftingRead } from './drifting-read.ts'

/** After 20 pulses from RESET the mean response is within 11 % of its end. */
const MOST_PULSES = 20
const MOST_PULSES_FROM_RESET = 40

const parameters = {
  g_min: uS(0.1, 'lowest conductance a SET pulse leaves'),
  g_max: uS(12, 'highest conductance (20 uS in the published pulse curves)'),
  m1: pure(-0.084, 'mean of the SET step: slope in G'),
  c1: { ...pure(0.88, 'mean of the SET step: constant'), unit: 'uS' },
  a1: { ...pure(1.4, 'mean of the SET step: share of the pulse memory P'), unit: 'uS' },
  m2: pure(0.091, 'std of the SET step: slope in G', [0, 1e6]),
  c2: uS(0.26, 'std of the SET step: constant'),
  a2: uS(2.15, 'std of the SET step: share of P'),
  memory_pulses: pure(2.6, 'SET pulses over which P falls to 1/e', [1e-3, 1e6]),
  reset_mean: uS(0.1, 'mean conductance after RESET'),
  reset_std: uS(0.01, 'std of the conductance after RESET'),
  nu: pure(0.04, 'drift exponent, mean over devices', [0, 1]),
  nu_std: {
    ...pure(0, 'std of the drift exponent over devices (device-to-device; 0 in the published code)', [0, 1]),
    spread: true,
  },
  t0: { unit: 's', default: 38.6, doc: 'delay after a pulse at which the model gives G', between: [1e-6, 1e12] as const },
  read_noise_relative: pure(0.03, 'std of a read: share of G', [0, 1e3]),
  read_noise_absolute: uS(0.13, 'std of a read: constant'),
  read_min: uS(0, 'a read is clamped at this (0.1 uS with convention srnn-pcm)'),
  read_max: { ...uS(1e6, 'and at this (g_max with convention srnn-pcm)') },
  step: uS(0.75, 'SET step the controller assumes: the mean over the first ten pulses from RESET'),
  write_noise: option(true, 'noise of SET and RESET'),
  read_noise: option(true, 'noise of reads'),
  drift: option(true, 'drift'),
}

export const pcm = deviceKind({
  name: 'pcm',
  title: 'phase-change memory, pulse-programmed (Nandakumar 2018)',
  cite: 'nandakumar2018',
  omits: 'partial RESET, temperature, 1/f correlation of successive reads, wear',
  parameters,
  create,
})

function create(q: Values<typeof parameters>): DeviceModel {
  const decay = exp(-1 / q.memory_pulses)
  const writeNoise = q.write_noise ? 1 : 0
  return {
    name: 'pcm',
    range: [q.g_min, q.g_max],
    step: q.step,
    mostPulses: MOST_PULSES,
    pulsesToReach: (difference) => pulsesToReach(q, decay, difference),
    declares: {
      // If clipping exponents at 0 changes their mean or spread noticeably, nu and nu_std no longer describe them.
      ...(q.nu >= 4 * q.nu_std && { drift: { exponent: q.drift ? q.nu : 0, std: q.drift ? q.nu_std : 0, t0: q.t0 } }),
      readNoise: (g) => (q.read_noise ? q.read_noise_relative * g + q.read_noise_absolute : 0),
      fixed: ['nu'],
    },
    columns: {
      p: { unit: '', doc: 'memory of past pulses: 1 after RESET' },
      nu: { unit: '', doc: 'drift exponent' },
    },
    init(c, n, rng, arena) {
      const nu = float32(c, 'nu')
      fillNormals(arena, rng, 0, nu)
      // With a negative exponent the conductance would grow without limit; such a draw is set to 0.
      for (let id = 0; id < n; id++) nu[id] = q.drift ? Math.max(0, q.nu + q.nu_std * nu[id]!) : 0
    },
    set(c, { ids, n }, rng, arena) {
      arena.kernels.pcmSet(
        frameOf(arena, 'PcmSet', {
          ...{ ids: ids.ptr, n, g: c.g.ptr, p: float32(c, 'p').ptr, count: c.set_count.ptr, gMin: q.g_min, gMax: q.g_max },
          ...{ m1: q.m1, c1: q.c1, a1: q.a1, m2: q.m2, c2: q.c2, a2: q.a2 },
          ...{ decay, noise: writeNoise, k0: rng.k0, k1: rng.k1 },
        }),
      )
    },
    reset(c, { ids, n }, rng, arena) {
      arena.kernels.pcmReset(
        frameOf(arena, 'PcmReset', {
          ...{ ids: ids.ptr, n, g: c.g.ptr, p: float32(c, 'p').ptr, count: c.reset_count.ptr },
          ...{ mean: q.reset_mean, std: q.reset_std, noise: writeNoise, k0: rng.k0, k1: rng.k1 },
        }),
      )
    },
    ...driftingRead(q),
  }
}

/** Computes the mean response from RESET, pulse by pulse, up to the pulse that is closest to `difference`. */
function pulsesToReach(q: Values<typeof parameters>, decay: number, difference: number): number {
  let g = q.reset_mean
  let p = 1
  for (let n = 0; n < MOST_PULSES_FROM_RESET; n++) {
    p *= decay
    const next = Math.min(q.g_max, Math.max(q.g_min, g + q.m1 * g + q.c1 + q.a1 * p))
    if (difference - (g - q.reset_mean) < next - q.reset_mean - difference || next <= g) return n
    g = next
  }
  return MOST_PULSES_FROM_RESET
}
