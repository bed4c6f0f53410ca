/**
 * e-prop as hardware would run it: one eligibility per synapse, updated at every step (Bellec et al., Nat. Commun. 11, 3625, 2020).
 * O(n^2) state and work per step; the gradient is there at any moment of the trial.
 */
import { type F32, padded } from '../../kernels/arena.ts'
import type { LayerName, Network } from '../../network/network.ts'
import type { SpikeTrain } from '../../network/spikes.ts'
import type { EpropOptions, LearningRule, TrialInput } from '../rule.ts'
import { clearSelf } from './regularisation.ts'

/** State of the synapses into the neurons, for one array. */
interface Synapses {
  readonly rows: number
  /** Filtered presynaptic spikes, [rows]. */
  readonly epsV: F32
  /** [rows][stride] each; epsA only where neurons adapt, eSum only where the rate is regularised. */
  readonly epsA: F32 | undefined
  readonly eBar: F32
  readonly eSum: F32 | undefined
  readonly grad: F32
}

export function createOnline(net: Network, options: EpropOptions): LearningRule {
  const { arena, layers, record, constants: c, stride, outputs } = net
  const { kernels } = arena
  const { regularisation } = options
  const regularised = regularisation.c !== 0
  const synapses = (rows: number): Synapses => ({
    rows,
    epsV: arena.f32(padded(rows)),
    epsA: net.adaptive > 0 ? arena.f32(rows * stride) : undefined,
    eBar: arena.f32(rows * stride),
    eSum: regularised ? arena.f32(rows * stride) : undefined,
    grad: arena.f32(rows * stride),
  })
  const into = { in: synapses(layers.in.rows), rec: synapses(layers.rec.rows) }
  const zBar = arena.f32(stride)
  const gradients: Record<LayerName, F32> = {
    in: into.in.grad,
    rec: into.rec.grad,
    out: arena.f32(layers.out.rows * layers.out.stride),
  }
  const signal = arena.f32(stride)
  const plain = regularisation.eligibility === 'plain' ? 1 : 0
  let input: TrialInput | undefined

  const follow = (trace: F32, decay: number, gain: number, train: SpikeTrain, k: number) => {
    const inside = k >= 0 && k < train.steps
    const first = inside ? train.offsets[k]! : 0
    const count = inside ? train.offsets[k + 1]! - first : 0
    kernels.traceStep(padded(trace.length), trace.ptr, decay, gain, train.ids.ptr + 4 * first, count)
  }
  const eligibility = (s: Synapses, psi: number) =>
    kernels.eligibilityStep(
      s.rows,
      stride,
      s.epsV.ptr,
      s.epsA?.ptr ?? 0,
      s.eBar.ptr,
      s.eSum?.ptr ?? 0,
      s.grad.ptr,
      psi,
      signal.ptr,
      net.beta.ptr,
      c.rho,
      c.kappa,
      plain,
    )

  return {
    begin(next) {
      input = next
      for (const s of Object.values(into)) for (const column of [s.epsV, s.epsA, s.eBar, s.eSum, s.grad]) column?.fill(0)
      zBar.fill(0)
      gradients.out.fill(0)
    },
    observe(k, error) {
      if (!input) throw new Error('a learning rule must begin a trial before it observes one')
      follow(into.in.epsV, c.alpha, c.zeta, input.spikes, k + options.inputLead)
      follow(into.rec.epsV, c.alpha, c.zeta, record.spikes, k - 1)
      follow(zBar, c.kappa, c.zetaOut, record.spikes, k)
      signal.fill(0)
      for (let o = 0; o < outputs; o++) {
        for (let j = 0; j < net.neurons; j++) {
          signal[j] = signal[j]! + options.feedback[o * stride + j]! * error[o]!
          const at = j * layers.out.stride + o
          gradients.out[at] = gradients.out[at]! + error[o]! * zBar[j]!
        }
      }
      const psi = record.psi.ptr + 4 * k * stride
      eligibility(into.in, psi)
      eligibility(into.rec, psi)
    },
    end() {
      const { steps, spikes } = record
      const counts = new Float64Array(net.neurons)
      for (let s = 0; s < spikes.offsets[steps]!; s++) counts[spikes.ids[s]!] = counts[spikes.ids[s]!]! + 1
      const filter = plain ? 1 : c.zetaOut
      for (const { rows, grad, eSum } of Object.values(into)) {
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < net.neurons; j++) {
            const at = i * stride + j
            const rate = eSum ? (regularisation.c * (counts[j]! / steps - regularisation.target) * filter * eSum[at]!) / steps : 0
            grad[at] = c.zetaOut * grad[at]! + rate
          }
        }
      }
      clearSelf(into.rec.grad, net.neurons, stride)
    },
    gradient: (layer) => gradients[layer],
  }
}
