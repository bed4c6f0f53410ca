/**
 * Phase-change memory programmed to a target, for inference: Joshi et al., Nat. Commun. 11, 2473 (2020),
 * doi 10.1038/s41467-020-16108-9, with the constants of IBM's aihwkit. With g the target over g_max and t the age, s:
 * - programming gives N(target, (p0 + p1 g + p2 g^2)^2), clipped at 0;
 * - drift G(t) = G ((t + t0) / t0)^-nu, nu = |mu(g) + sigma(g) xi_nu|. xi_nu is drawn once per device: after reprogramming, nu
 *   follows from the new target and the same xi_nu;
 * - 1/f read noise N(0, (G(t) Q sqrt(ln((t + t0 + t_read) / (2 t_read))))^2), Q = min(0.0088 / (G/g_max)^0.65, 0.2), G as programmed.
 *
 * A SET pulse is one program-and-verify to the next higher of `levels` targets; RESET programs 0. The paper programs each device
 * once; the use for pulsed learning is an interpretation of this project.
 */
import { frameOf } from '../../kernels/frame.ts'
import { log, pow } from '../../kernels/math.ts'
import { fillNormals } from '../../kernels/rng.ts'
import { deviceKind, type Values } from '../kind.ts'
import { type CellList, type Columns, type DeviceModel, float32 } from '../model.ts'
import { option, pure, quantity, uS } from '../parameter.ts'
import { readNormals } from '../scratch.ts'
import { programmed } from './programmed.ts'

const parameters = {
  g_max: uS(25, 'highest target', [1e-6, 1e6]),
  levels: { ...pure(32, 'targets that SET pulses step through from 0 to g_max', [1, 1e6]), integer: true },
  p0: uS(0.26348, 'std of programming: constant'),
  p1: uS(1.965, 'std of programming: slope in g', [-1e6, 1e6]),
  p2: uS(-1.1731, 'std of programming: square of g', [-1e6, 1e6]),
  mu_slope: pure(-0.0155, 'mean drift exponent: slope in ln g'),
  mu_constant: pure(0.0244, 'mean drift exponent: constant'),
  mu_min: pure(0.049, 'mean drift exponent: lowest', [0, 1]),
  mu_max: pure(0.1, 'mean drift exponent: highest', [0, 1]),
  sigma_slope: pure(-0.0125, 'std of the drift exponent over devices: slope in ln g'),
  sigma_constant: pure(-0.0059, 'std of the drift exponent: constant'),
  sigma_min: pure(0.008, 'std of the drift exponent: lowest', [0, 1]),
  sigma_max: pure(0.045, 'std of the drift exponent: highest', [0, 1]),
  t0: quantity('s', 20, 'time from programming to the first read, after which drift counts', [1e-6, 1e12]),
  t_read: quantity('s', 250e-9, 'duration of a read', [1e-12, 1]),
  q_s: pure(0.0088, '1/f read noise: size', [0, 1e3]),
  q_exponent: pure(0.65, '1/f read noise: falls as g to the minus this', [0, 10]),
  q_max: pure(0.2, '1/f read noise: largest size', [0, 1e3]),
  write_noise: option(true, 'noise of programming'),
  read_noise: option(true, 'noise of reads'),
  drift: option(true, 'drift'),
}

export const pcmJoshi2020 = deviceKind({
  name: 'pcm-joshi-2020',
  title: 'phase-change memory, programmed to targets (Joshi 2020)',
  cite: 'joshi2020',
  omits: 'the pulses within program-and-verify, correlation of successive reads, temperature, wear',
  parameters,
  create,
})

/** Lower limit of g in ln g. */
const SMALLEST = 1e-7
/** Above any conductance: reads have no upper clamp. */
const NO_LIMIT = 1e9

function create(q: Values<typeof parameters>): DeviceModel {
  const sigma = (target: number) => {
    const g = target / q.g_max
    return q.p0 + q.p1 * g + q.p2 * g * g
  }
  const base = programmed({ g_min: 0, g_max: q.g_max, levels: q.levels, write_noise: q.write_noise, sigma }, written)
  return {
    name: 'pcm-joshi-2020',
    ...base,
    columns: {
      ...base.columns,
      xi_nu: { unit: '', doc: 'standard normal of the device that gives its drift exponent' },
      nu: { unit: '', doc: 'drift exponent at its target' },
      q_s: { unit: '', doc: 'size of its 1/f read noise' },
    },
    init(c, _n, rng, arena) {
      fillNormals(arena, rng, 0, float32(c, 'xi_nu'))
    },
    read(c, cells, t, event, rng, arena, out) {
      const { ids, n } = cells
      // The drift of `pcm` with age t + t0, without the noise of `pcm`.
      arena.kernels.pcmReadCells(
        frameOf(arena, 'PcmReadCells', {
          ...{ t: t + q.t0, ids: ids.ptr, n, g: c.g.ptr, tProgrammed: c.t_programmed.ptr, nu: float32(c, 'nu').ptr },
          ...{ inverseT0: 1 / q.t0, relative: 0, absolute: 0, low: 0, high: NO_LIMIT, noise: 0 },
          ...{ k0: 0, k1: 0, drawLow: 0, drawHigh: 0, out: out.ptr },
        }),
      )
      if (!q.read_noise) return
      const xi = readNormals(arena, rng, event, cells)
      const size = float32(c, 'q_s')
      let [since, growth] = [Number.NaN, 0]
      for (let i = 0; i < n; i++) {
        const id = ids[i]!
        if (c.t_programmed[id] !== since) {
          since = c.t_programmed[id]!
          growth = Math.sqrt(Math.max(0, log((t - since + q.t0 + q.t_read) / (2 * q.t_read))))
        }
        out[i] = Math.max(0, out[i]! * (1 + size[id]! * growth * xi[i]!))
      }
    },
    declares: { monotone: true, fixed: ['xi_nu'] },
  }

  function written(c: Columns, { ids, n }: CellList): void {
    const [target, xi, nu, size] = [float32(c, 'g_target'), float32(c, 'xi_nu'), float32(c, 'nu'), float32(c, 'q_s')]
    for (let i = 0; i < n; i++) {
      const id = ids[i]!
      const ln = log(Math.max(SMALLEST, target[id]! / q.g_max))
      const mu = clip(q.mu_slope * ln + q.mu_constant, q.mu_min, q.mu_max)
      const spread = clip(q.sigma_slope * ln + q.sigma_constant, q.sigma_min, q.sigma_max)
      nu[id] = q.drift ? Math.abs(mu + spread * xi[id]!) : 0
      const g = Math.max(SMALLEST, c.g[id]! / q.g_max)
      size[id] = Math.min(q.q_max, q.q_s / pow(g, q.q_exponent))
    }
  }
}

function clip(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x))
}
