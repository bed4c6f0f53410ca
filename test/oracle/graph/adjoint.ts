/**
 * Gradients on a graph of populations by one chained adjoint, backwards in time. The kernels are written from this page.
 *
 * Symbols
 *   z^l_t, v^l_t, a^l_t, A^l_t, psi^l_t, I^l_t    as in simulate.ts; y is the readout's v
 *   connection l -> m with delay d, weights W_lm, gain zeta_m of the population m it ends in (zeta_out where m is the readout)
 *   B_lm [pre][post]    the feedback of that connection (feedback.ts); absent: no error travels it
 *   err_t = dE/dy_t     taken directly (objective.ts), 0 outside the window
 *   R^m_t    dE/dv^m_t, everything after step t included; of the readout, dE/dy_t
 *   L^l_t    dE/dz^l_t through connections; the learning signal
 *   S^l_t    dE/da^l_t;  lambda_t = S_{t+1} is what z_t is worth through the adaptation, since a_{t+1} = rho a_t + z_t
 *   M^l_t    psi_t (L_t + lambda_t), what reaches the membrane through the spike of step t alone
 *
 * Recursion: t from T-1 down to 0, and at each t populations in REVERSE forward order; R_T = 0, S_T = 0, L gets nothing from beyond T-1
 *   readout:      R_t = err_t + kappa R_{t+1}
 *   spiking l:    L^l_t[i] = c^l_i + sum over paths l -> m, over j of zeta_m[j] B_lm[i][j] R^m_{t+d}[j]
 *                 M_t = psi_t (L_t + S_{t+1})
 *                 R_t = M_t + alpha R_{t+1}
 *                 S_t = rho S_{t+1} - beta M_t
 * A path without delay needs R^m_t, which the reverse order has just made. A path with delay 1 (recurrent, diagonal, or backwards to an
 * earlier population) needs R^m_{t+1}, of populations that may come before l: so all populations advance together, one step at a time.
 * Where the paths make a cycle through delays, the sweep cannot be run population by population over all steps; where they make none
 * (e-prop: paths into the readout only; BPTT on a feed-forward graph) it can. psi_t is 0 while a neuron is refractory, so M_t is too, and R and S just decay.
 * The rate regularisation E_reg = c/2 sum_i (mean_t z_i - f)² enters L as the constant c^l_i = c (mean_t z_i - f)/T, unfiltered by
 * kappa; it is not in `loss`.
 *
 * Gradients, with W [post][pre]
 *   dE/dW_lm[j][i] = zeta_m[j] sum_{t >= d} z^l_{t-d}[i] R^m_t[j]       any connection; z is the value of a graded event
 *   diagonal: j = i. Connections into the readout: the same, R^y being the kappa-filter of err backwards in time.
 *   dE/dalpha = sum_t R_t v_{t-1}     dE/dzeta = sum_t R_t I_t           (I without the gain)
 *   dE/dtheta = - sum_t (M_t + R_t z_{t-1})                              (theta in A_t, and theta as the size of the reset)
 *   dE/dbeta = - sum_t M_t a_t        dE/drho = sum_t S_t a_{t-1}
 * gamma and beta of the surrogate are constants, also where they were chosen as gamma'/theta and 1/theta.
 *
 * Where derivatives are cut ("detached")
 *   1. The reset, always: -theta z_{t-1} in v_t has no term in L (it would be - theta R_{t+1}). Its theta is not cut.
 *   2. The adaptation, never: z_{t-1} in a_t acts through S, under both rules.
 *   3. The membrane's own decay, never: alpha R_{t+1}.
 *   4. e-prop: z^l_{t-d} in I^m_t of every spiking m, including diagonal and recurrent connections. It is cut by having no path; the
 *      gradient of that connection's W still uses z^l_{t-d}, as a value.
 *   5. Symmetric e-prop keeps the paths into the readout, with B = W. A population without one uses B [size][outputs] as if it had a
 *      connection W = Bᵀ into the readout without delay: the same R^y_t, hence the readout's kappa, and the same gain zeta_out.
 *   6. BPTT cuts the reset only.
 *
 * Bellec et al., Nat. Commun. 11, 3625 (2020), doi 10.1038/s41467-020-17236-y; intrinsic parameters as Zhang & Li 2020 train them.
 */
import { type Matrix, zeroMatrix, zeros } from '../network.ts'
import { type Graph, gainsOf, type Lif, synapsesOf } from './case.ts'
import type { FeedbackPath } from './feedback.ts'
import type { GraphSimulation, Traces } from './simulate.ts'

/** Rate regularisation of a population: strength c, and the wanted spikes per step (f* dt). */
export interface Rate {
  readonly c: number
  readonly target: number
}

/** dE/d(parameter) of each neuron [size]. */
export interface NeuronGradients {
  readonly alpha: number[]
  readonly zeta: number[]
  readonly threshold: number[]
  readonly rho: number[]
  readonly beta: number[]
}

export interface GraphGradients {
  /** dE/dW of each connection, in the layout of its weights. */
  readonly connections: Record<string, number[][]>
  /** Of each spiking population. */
  readonly neurons: Record<string, NeuronGradients>
  /** R [T][size] of each population that takes input. */
  readonly R: Record<string, number[][]>
}

/**
 * @param err dE/dy_t [T][outputs]
 * @param feedback the paths that error may travel: bpttFeedback, epropFeedback, or any others
 * @param rates rate regularisation, by population
 */
export function adjoint(
  graph: Graph,
  sim: GraphSimulation,
  err: Matrix,
  feedback: readonly FeedbackPath[],
  rates: Readonly<Record<string, Rate>> = {},
): GraphGradients {
  const T = err.length
  const backwards = Object.entries(graph.populations).reverse()
  const R: Record<string, number[][]> = {}
  const neurons: Record<string, NeuronGradients> = {}
  const S: Record<string, number[]> = {}
  const c: Record<string, number[]> = {}
  for (const [name, { kind, size }] of backwards) {
    if (kind === 'source') continue
    R[name] = zeroMatrix(T, size)
    if (kind === 'readout') continue
    neurons[name] = { alpha: zeros(size), zeta: zeros(size), threshold: zeros(size), rho: zeros(size), beta: zeros(size) }
    S[name] = zeros(size)
    c[name] = rateWeights(sim[name]!.z, rates[name])
  }

  for (let t = T - 1; t >= 0; t--) {
    for (const [name, population] of backwards) {
      if (population.kind === 'readout') {
        R[name]![t] = err[t]!.map((e, k) => e + population.kappa * (R[name]![t + 1]?.[k] ?? 0))
      } else if (population.kind === 'lif') {
        const L = [...c[name]!]
        for (const path of feedback) {
          if (path.from !== name || t + path.delay >= T) continue
          const gains = gainsOf(graph.populations[path.to]!)
          const after = R[path.to]![t + path.delay]!
          for (const { pre, post, b } of path.entries) L[pre]! += gains[post]! * b * after[post]!
        }
        lifBack(population, sim[name]!, t, L, R[name]!, S[name]!, neurons[name]!)
      }
    }
  }

  const connections = Object.fromEntries(
    Object.entries(graph.connections).map(([name, connection]) => {
      const { from, to, delay, weights } = connection
      const synapses = synapsesOf(connection)
      const gains = gainsOf(graph.populations[to]!)
      const gradient = zeroMatrix(weights.length, weights[0]!.length)
      for (let t = delay; t < T; t++) {
        const z = sim[from]!.z[t - delay]!
        const now = R[to]![t]!
        for (const { pre, post, row, col } of synapses) {
          if (z[pre] !== 0) gradient[row]![col]! += gains[post]! * z[pre]! * now[post]!
        }
      }
      return [name, gradient]
    }),
  )
  return { connections, neurons, R }
}

/** One step back of a spiking population: R_t, and S_{t+1} -> S_t in place. */
function lifBack(
  lif: Lif,
  sim: Traces,
  t: number,
  L: readonly number[],
  R: number[][],
  S: number[],
  gradients: NeuronGradients,
): void {
  for (let j = 0; j < lif.size; j++) {
    const M = sim.psi[t]![j]! * (L[j]! + S[j]!)
    const r = M + lif.alpha[j]! * (R[t + 1]?.[j] ?? 0)
    R[t]![j] = r
    S[j] = lif.rho[j]! * S[j]! - lif.beta[j]! * M

    gradients.alpha[j]! += r * (sim.v[t - 1]?.[j] ?? 0)
    gradients.zeta[j]! += r * sim.current[t]![j]!
    gradients.threshold[j]! -= M + r * (sim.z[t - 1]?.[j] ?? 0)
    gradients.beta[j]! -= M * sim.a[t]![j]!
    gradients.rho[j]! += S[j]! * (sim.a[t - 1]?.[j] ?? 0)
  }
}

/** c (mean_t z_i - f)/T of each neuron. */
export function rateWeights(z: Matrix, rate: Rate = { c: 0, target: 0 }): number[] {
  return z[0]!.map((_, i) => (rate.c * (z.reduce((sum, now) => sum + now[i]!, 0) / z.length - rate.target)) / z.length)
}
