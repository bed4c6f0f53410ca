/**
 * VTEAM, a memristor model with a state equation: Kvatinsky et al., IEEE Trans. Circuits Syst. II 62, 786 (2015),
 * doi 10.1109/TCSII.2015.2433536. The state x, between 0 and d, moves at k_off (v/v_off - 1)^a_off where v > v_off, at
 * k_on (v/v_on - 1)^a_on where v < v_on, and is constant between the thresholds; R = R_on + (R_off - R_on) x/d. Pulses are
 * rectangular voltages: SET, RESET, and a depression pulse, which is short and has the sign of RESET. The column g stores the state:
 * x is computed from it.
 */

import { InputError } from '../../input/input-error.ts'
import { pow } from '../../kernels/math.ts'
import { fillNormals } from '../../kernels/rng.ts'
import { deviceKind, type Values } from '../kind.ts'
import { type CellList, type Columns, type DeviceModel, float32, type Operation } from '../model.ts'
import { option, pure, quantity } from '../parameter.ts'
import { driftingRead } from './drifting-read.ts'
import { responseOf } from './response.ts'
import { evolve } from './vteam-state.ts'

const ohm = (value: number, doc: string) => quantity('ohm', value, doc, [1e-3, 1e15])
const volt = (value: number, doc: string, between: readonly [number, number] = [-1e3, 1e3]) => quantity('V', value, doc, between)
const seconds = (value: number, doc: string) => quantity('s', value, doc, [1e-15, 1e3])

const parameters = {
  r_on: ohm(50, 'least resistance'),
  r_off: ohm(1000, 'greatest resistance'),
  d: quantity('m', 3e-9, 'range of the state', [1e-12, 1e-3]),
  k_on: quantity('m/s', -10, 'velocity of the state under SET', [-1e9, 0]),
  k_off: quantity('m/s', 5e-4, 'velocity of the state under RESET', [0, 1e9]),
  a_on: pure(3, 'exponent of the voltage under SET', [0, 100]),
  a_off: pure(1, 'exponent of the voltage under RESET', [0, 100]),
  v_on: volt(-0.2, 'threshold of SET', [-1e3, -1e-6]),
  v_off: volt(0.02, 'threshold of RESET', [1e-6, 1e3]),
  threshold_dtod: pure(0, 'std of the thresholds over devices, relative', [0, 1]),
  window: { ...pure(0, "exponent p of Biolek's window at the bounds; 0: none", [0, 20]), integer: true },
  ode_steps: { ...pure(32, 'Runge-Kutta steps a pulse; only with a window', [1, 1e6]), integer: true },
  v_set: volt(-0.22, 'voltage of a SET pulse', [-1e3, 0]),
  t_set: seconds(10e-9, 'width of a SET pulse'),
  v_reset: volt(0.1, 'voltage of a RESET pulse', [0, 1e3]),
  t_reset: seconds(2e-6, 'width of a RESET pulse'),
  v_depress: volt(0.1, 'voltage of a depression pulse', [0, 1e3]),
  t_depress: seconds(50e-9, 'width of a depression pulse'),
  v_read: volt(0.01, 'voltage of a read, for its energy; between the thresholds a read changes nothing'),
  t_read: seconds(10e-9, 'duration of a read, for its energy'),
  read_noise_relative: pure(0, 'std of a read: share of G', [0, 1e3]),
  read_noise: option(true, 'noise of reads'),
}

export const vteam = deviceKind({
  name: 'vteam',
  title: 'memristor with voltage thresholds, by its state equation (VTEAM)',
  cite: 'kvatinsky2015',
  omits: 'rise and fall of pulses, series resistance, exponential resistance, cycle-to-cycle variation, drift, wear',
  parameters,
  create,
})

/** The threshold of a device is at least this share of the mean threshold. */
const LEAST_THRESHOLD = 0.01

function create(q: Values<typeof parameters>): DeviceModel {
  if (!(q.r_on < q.r_off)) throw new InputError(`device.r_off: ${q.r_off} ohm is not above r_on (${q.r_on} ohm); raise it`)
  const resistance = (x: number) => q.r_on + (q.r_off - q.r_on) * x
  // The conductance is 0 before the first RESET, below that of R_off.
  const state = (g: number) => Math.min(1, Math.max(0, (1e6 / g - q.r_on) / (q.r_off - q.r_on)))
  const equation = { window: q.window, steps: q.ode_steps }
  const pulses = {
    set: { v: q.v_set, width: q.t_set },
    reset: { v: q.v_reset, width: q.t_reset },
    depress: { v: q.v_depress, width: q.t_depress },
    read: { v: q.v_read, width: q.t_read },
  }

  /** Rate of x, 1/s, at voltage v for a device whose thresholds are `spread` times the mean thresholds. */
  function rate(v: number, spread: number): number {
    const [on, off] = [q.v_on * spread, q.v_off * spread]
    if (v > off) return (q.k_off * pow(v / off - 1, q.a_off)) / q.d
    if (v < on) return (q.k_on * pow(v / on - 1, q.a_on)) / q.d
    return 0
  }

  const after = (g: number, operation: Operation, spread: number) => {
    const { v, width } = pulses[operation]
    return evolve(equation, state(g), rate(v, spread), width)
  }

  const pulse =
    (operation: 'set' | 'reset' | 'depress') =>
    (c: Columns, { ids, n }: CellList) => {
      const spread = float32(c, 'threshold')
      for (let i = 0; i < n; i++) {
        const id = ids[i]!
        c.g[id] = 1e6 / resistance(after(c.g[id]!, operation, spread[id]!))
      }
    }

  return {
    name: 'vteam',
    range: [1e6 / q.r_off, 1e6 / q.r_on],
    ...responseOf(1e6 / q.r_off, (g) => 1e6 / resistance(after(g, 'set', 1))),
    columns: {
      threshold: { unit: '', doc: 'its thresholds relative to the mean ones' },
      nu: { unit: '', doc: 'drift exponent: 0' },
    },
    init(c, n, rng, arena) {
      const spread = float32(c, 'threshold')
      fillNormals(arena, rng, 0, spread)
      for (let id = 0; id < n; id++) spread[id] = Math.max(LEAST_THRESHOLD, 1 + q.threshold_dtod * spread[id]!)
    },
    set: pulse('set'),
    reset: pulse('reset'),
    depress: pulse('depress'),
    ...driftingRead({ ...q, t0: 1, read_noise_absolute: 0, read_min: 0, read_max: 1e12 }),
    current({ g }, { ids, n }, voltage, out) {
      for (let i = 0; i < n; i++) out[i] = g[ids[i]!]! * voltage
    },
    /** v^2 G t, with the mean of the conductances before and after. */
    energy(operation, c, { ids, n }, out) {
      const { v, width } = pulses[operation]
      const spread = float32(c, 'threshold')
      for (let i = 0; i < n; i++) {
        const id = ids[i]!
        const ends = c.g[id]! + 1e6 / resistance(after(c.g[id]!, operation, spread[id]!))
        out[i] = v * v * (ends / 2) * 1e-6 * width
      }
    },
    declares: {
      monotone: true,
      readNoise: (g) => (q.read_noise ? q.read_noise_relative * g : 0),
      fixed: ['threshold', 'nu'],
    },
  }
}
