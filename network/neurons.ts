/**
 * Leaky integrate-and-fire neurons, some of them with an adaptive threshold, and leaky readouts; one time step is
 *   v_t = alpha v_{t-1} + zeta (W_in x_t + W_rec z_{t-1}) - theta z_{t-1},  a_t = rho a_{t-1} + z_{t-1},
 *   z_t = [v_t > theta + beta a_t],  y_t = kappa y_{t-1} + zeta_out W_out z_t,
 *   psi_t = gain max(0, 1 - |v_t - A_t|/theta).
 * Bellec et al., Nat. Commun. 11, 3625 (2020).
 */
import { exp } from '../kernels/math.ts'

/** As users state them. Times in s. */
export interface NeuronParameters {
  readonly dt: number
  readonly tau_mem: number
  readonly tau_out: number
  readonly tau_adapt: number
  readonly threshold: number
  /** Threshold rise per unit of adaptation of the adaptive neurons. */
  readonly adapt_beta: number
  readonly gamma: number
  /** s after a spike during which a neuron cannot spike. */
  readonly refractory: number
  /** Input gain of the membrane and of the readout. */
  readonly zeta: '1' | '1-alpha'
  readonly zeta_out: '1' | '1-kappa'
  /** Height of the surrogate derivative. */
  readonly surrogate: 'gamma/theta' | 'gamma'
}

/** As the step uses them: per step, without units. */
export interface NeuronConstants {
  readonly alpha: number
  readonly kappa: number
  readonly rho: number
  readonly zeta: number
  readonly zetaOut: number
  readonly theta: number
  /** Height of the surrogate derivative psi. */
  readonly gain: number
  /** Whole steps. */
  readonly refractory: number
  readonly beta: number
}

export function neuronConstants(p: NeuronParameters): NeuronConstants {
  const alpha = exp(-p.dt / p.tau_mem)
  const kappa = exp(-p.dt / p.tau_out)
  return {
    alpha,
    kappa,
    rho: exp(-p.dt / p.tau_adapt),
    zeta: p.zeta === '1' ? 1 : 1 - alpha,
    zetaOut: p.zeta_out === '1' ? 1 : 1 - kappa,
    theta: p.threshold,
    gain: p.surrogate === 'gamma' ? p.gamma : p.gamma / p.threshold,
    refractory: Math.round(p.refractory / p.dt),
    beta: p.adapt_beta,
  }
}
