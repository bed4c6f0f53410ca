/**
 * Gradients of neuron constants from the results of an adjoint sweep (R and M in the record): with v, z and the input current I
 * (including zeta of its population, without its relative gain),
 *   dE/dalpha_j = sum_t R_j(t) v_j(t-1),  dE/dgain_j = sum_t R_j(t) I_j(t),
 *   dE/dtheta_j = -sum_t (M_j(t) + R_j(t) z_j(t-1)),  M_t = R_t - alpha R_{t+1}.
 * All of them treat the width of the surrogate as a constant. Zhang and Li, Adv. Neural Inf. Process. Syst. 33 (2020) train such
 * constants.
 */
import type { F32 } from '../../kernels/arena.ts'
import type { Network } from '../../network/network.ts'
import type { Population } from '../../network/population.ts'
import type { NeuronGradient } from '../rule.ts'

export interface Intrinsics {
  /** Adds the gradients of the trial of the last sweep. */
  add(): void
  clear(): void
  of(population: string): NeuronGradient
}

export function createIntrinsics({ arena, populations, steps }: Network): Intrinsics {
  const sums = new Map(
    populations.map(({ name, stride }) => [
      name,
      { alpha: arena.f32(stride), gain: arena.f32(stride), theta: arena.f32(stride) },
    ]),
  )
  return {
    add() {
      for (const population of populations) addTrial(population, steps, sums.get(population.name)!)
    },
    clear() {
      for (const sum of sums.values()) for (const column of Object.values(sum)) column.fill(0)
    },
    of: (population) => sums.get(population)!,
  }
}

/** @throws Error if the population does not record its membrane and input */
function addTrial({ stride, size, record, neurons }: Population, steps: number, sum: Record<keyof NeuronGradient, F32>): void {
  const { psi: R, v, current, spikes } = record
  if (!v || !current) throw new Error('gradients of neuron constants need a network that records membrane and current')
  for (let t = 0; t < steps; t++) {
    const row = t * stride
    for (let j = 0; j < size; j++) {
      const r = R[row + j]!
      const later = t + 1 < steps ? R[row + stride + j]! : 0
      if (t > 0) sum.alpha[j] = sum.alpha[j]! + r * v[row - stride + j]!
      sum.gain[j] = sum.gain[j]! + r * current[row + j]!
      sum.theta[j] = sum.theta[j]! - (r - neurons.alpha[j]! * later)
    }
    if (t + 1 === steps) break
    for (let s = spikes.offsets[t]!; s < spikes.offsets[t + 1]!; s++) {
      const j = spikes.ids[s]!
      sum.theta[j] = sum.theta[j]! - R[row + stride + j]!
    }
  }
}
