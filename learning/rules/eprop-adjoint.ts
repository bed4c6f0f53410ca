/**
 * e-prop in adjoint form, exactly the gradient of the online form (Bellec et al., Nat. Commun. 11, 3625, 2020) in O(T n) memory.
 *
 * The error is carried backwards through the readout's filter (r_t = err_t + kappa r_{t+1}, G_t = zeta_out B r_t), through the
 * adaptation (lambda) and through the membrane's leak (R_t = M_t + alpha R_{t+1}). What is left at a synapse is the sum of R over
 * its presynaptic spikes.
 */
import type { F32 } from '../../kernels/arena.ts'
import type { LayerName, Network } from '../../network/network.ts'
import { createSpikesByRow, sortByRow } from '../../network/spikes.ts'
import type { EpropOptions, LearningRule, TrialInput } from '../rule.ts'
import { clearSelf, reverseWeights, spikeCounts } from './regularisation.ts'

export function createAdjoint(net: Network, options: EpropOptions): LearningRule {
  const { arena, layers, record, constants: c, stride, outputs } = net
  const { steps } = record
  const { kernels } = arena
  const errorStride = layers.out.stride
  const errors = arena.f32(steps * errorStride)
  const feedback = arena.f32(outputs * stride)
  const bias = arena.f32(stride)
  const weight = arena.f32(steps)
  weight.set(reverseWeights(steps, c, options.regularisation))
  const lambda = arena.f32(stride)
  const byRow = createSpikesByRow(arena, net.neurons, record.spikes.ids.length)
  const gradients: Record<LayerName, F32> = {
    in: arena.f32(layers.in.rows * stride),
    rec: arena.f32(layers.rec.rows * stride),
    out: arena.f32(layers.out.rows * errorStride),
  }
  let input: TrialInput | undefined

  return {
    begin(next) {
      input = next
    },
    observe(k, error) {
      for (let o = 0; o < outputs; o++) errors[k * errorStride + o] = error[o]!
    },
    end() {
      if (!input) throw new Error('a learning rule must begin a trial before it ends one')
      sortByRow(record.spikes, byRow)
      kernels.reverseFilter(steps, errorStride, errors.ptr, c.kappa)
      kernels.gradientFromEvents(
        net.neurons,
        byRow.offsets.ptr,
        byRow.times.ptr,
        errors.ptr,
        steps,
        errorStride,
        0,
        c.zetaOut,
        gradients.out.ptr,
      )
      for (let i = 0; i < feedback.length; i++) feedback[i] = c.zetaOut * options.feedback[i]!
      const { c: strength, target } = options.regularisation
      const counts = spikeCounts(byRow, net.neurons)
      for (let j = 0; j < net.neurons; j++) bias[j] = strength * (counts[j]! / steps - target)
      kernels.adjointSweep(
        steps,
        stride,
        record.psi.ptr,
        errors.ptr,
        outputs,
        errorStride,
        feedback.ptr,
        bias.ptr,
        weight.ptr,
        c.alpha,
        c.rho,
        net.beta.ptr,
        lambda.ptr,
      )
      const R = record.psi.ptr
      const { offsets, times } = input.byRow
      kernels.gradientFromEvents(
        layers.in.rows,
        offsets.ptr,
        times.ptr,
        R,
        steps,
        stride,
        -options.inputLead,
        c.zeta,
        gradients.in.ptr,
      )
      // A spike reaches the other neurons one step later.
      kernels.gradientFromEvents(net.neurons, byRow.offsets.ptr, byRow.times.ptr, R, steps, stride, 1, c.zeta, gradients.rec.ptr)
      clearSelf(gradients.rec, net.neurons, stride)
    },
    gradient: (layer) => gradients[layer],
  }
}
