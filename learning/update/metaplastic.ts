import type { Crossbar } from '../../crossbar/crossbar.ts'
import {
  clampPulses,
  createPulseList,
  noPulses,
  type PulseCounts,
  type PulseList,
  push,
  sendChanges,
} from '../../crossbar/pulse.ts'
import { groupMeans, pulsesFor, rewrite } from '../../crossbar/refresh.ts'
import { positive, pure } from '../../input/fields.ts'
import { exp } from '../../kernels/math.ts'
import { eachSynapse, type SynapseArray, synapses, updateScheme } from './scheme.ts'

/**
 * Binary weights whose sign becomes harder to change: the weight is sign(h) times a constant size; h is a hidden float64 number that
 * sums the changes, and a change that reduces |h| is multiplied by 1 - tanh^2(m |h|). Devices are pulsed only when the sign changes.
 * Laborieux et al., Nat. Commun. 12, 2549 (2021).
 */
export const metaplastic = updateScheme({
  name: 'metaplastic',
  title: 'binary weights whose sign is harder to change if their hidden number is larger',
  cite: 'laborieux2021',
  weights: 'crossbar',
  fields: {
    metaplasticity: pure('metaplastic: m, strength of the metaplasticity', 0, 1e6).default(1.35).meta({ neutral: true }),
    binary_weight: positive(
      '',
      'metaplastic: size of the weights; default: mean size of the initial ones, or a device step',
      1e6,
    ).optional(),
  },
  search: { metaplasticity: [0.1, 100] },
  create(shape, initial, make, { metaplasticity: m, binary_weight }) {
    const stride = initial ? initial.length / shape.rows : 0
    const size = binary_weight ?? Math.max(make.step, initial ? meanSize(initial, shape.rows, shape.cols, stride) : 0)
    const signs = initial && make.arena.f32(initial.length)
    for (let i = 0; signs && i < signs.length; i++) signs[i] = i % stride < shape.cols ? signOf(initial[i]!) * size : 0
    const xbar = make.crossbar(shape, signs)
    const h = Float64Array.from({ length: xbar.rows * xbar.stride }, (_, i) => initial?.[i] ?? 0)
    const turned = createPulseList(xbar.arena, h.length)
    const apply: SynapseArray['apply'] = ({ direction, rate, rows }, t) => {
      const counts = noPulses()
      turned.n = 0
      eachSynapse(xbar, rows, (synapse) => {
        const before = h[synapse]!
        const change = -rate * direction[synapse]!
        h[synapse] = before + (change * before < 0 ? change * plasticity(m * before) : change)
        if (signOf(h[synapse]!) !== signOf(before)) push(turned, synapse, signOf(h[synapse]!))
      })
      if (turned.n > 0) write(xbar, turned, size, t, counts)
      return counts
    }
    return synapses(xbar, apply, { h })
  },
})

/** 0 counts as positive. */
function signOf(h: number): 1 | -1 {
  return h >= 0 ? 1 : -1
}

/** 1 - tanh^2(x) = 4 e^-2|x| / (1 + e^-2|x|)^2. */
function plasticity(x: number): number {
  const e = exp(-2 * Math.abs(x))
  return (4 * e) / (1 + e) ** 2
}

function meanSize(w: ArrayLike<number>, rows: number, cols: number, stride: number): number {
  let sum = 0
  for (let row = 0; row < rows; row++) for (let c = 0; c < cols; c++) sum += Math.abs(w[row * stride + c]!)
  return sum / (rows * cols)
}

/** Writes `size` times the sign of their pulses to the listed synapses: from their present state, or from RESET. */
function write(xbar: Crossbar, list: PulseList, size: number, t: number, counts: PulseCounts): void {
  const { pulses } = list
  if (xbar.direction === 'set-only') {
    const count = Math.max(1, pulsesFor(xbar, size * xbar.scale))
    for (let i = 0; i < list.n; i++) pulses[i] = pulses[i]! * count
    rewrite(xbar, list, t, counts)
    return
  }
  const { plus, minus } = groupMeans(xbar, list, t)
  for (let i = 0; i < list.n; i++) {
    const missing = pulses[i]! * size - (plus[i]! - minus[i]!) / xbar.scale
    pulses[i] = clampPulses(xbar, Math.round(missing / xbar.step))
  }
  sendChanges(xbar, list, t, counts)
}
