/**
 * e-prop's gradient of a trial, twice: from its definition, with one eligibility per synapse and step, and in adjoint
 * form, with one backward sweep per neuron. Bellec et al., Nat. Commun. 11, 3625 (2020),
 * doi 10.1038/s41467-020-17236-y, equations 4, 13, 14, 22-25.
 *
 *   loss = 1/2 sum_t |y_t - y*_t|²,   L_t = B (y_t - y*_t)
 *   dE/dW_ji = sum_t L_tj ebar_tji + c (mean_t z_j - target) mean_t e_ji
 *
 * ebar is the kappa-filter of e with gain zetaOut; the rate regularisation uses the unfiltered e and is not in `loss`.
 */
import { dot, type Matrix, type NetworkCase, type Simulation, zeroMatrix, zeros } from './network.ts'

export interface EpropCase extends NetworkCase {
  /** y* [T][n_out]. */
  readonly target: Matrix
}

/** Rate regularisation: strength c, and the wanted spikes per step (f* dt). */
export interface RateRegularisation {
  readonly c: number
  readonly target: number
}

/** dE/dW, each [post][pre]; the diagonal of gradRec is zero, for there are no self-connections. */
export interface Gradients {
  readonly gradIn: number[][]
  readonly gradRec: number[][]
  readonly gradOut: number[][]
  readonly loss: number
}

const NO_REGULARISATION: RateRegularisation = { c: 0, target: 0 }

/** The pre-synaptic activity that enters step t: x_t and z_{t-1}. */
function preAt(net: EpropCase, sim: Simulation, t: number): [input: readonly number[], recurrent: readonly number[]] {
  return [net.x[t]!, sim.z[t - 1] ?? zeros(net.wRec.length)]
}

function errors(net: EpropCase, sim: Simulation): { err: number[][]; loss: number } {
  const err = sim.y.map((y, t) => y.map((value, k) => value - net.target[t]![k]!))
  const loss = err.reduce((sum, row) => sum + dot(row, row) / 2, 0)
  return { err, loss }
}

/** c (mean_t z_j - target) / T: what each e_ji of neuron j is weighted with by the regularisation. */
function rateWeights(sim: Simulation, { c, target }: RateRegularisation): number[] {
  const T = sim.z.length
  return sim.z[0]!.map((_, j) => (c * (sim.z.reduce((sum, z) => sum + z[j]!, 0) / T - target)) / T)
}

function withoutDiagonal(grad: number[][]): number[][] {
  return grad.map((row, j) => row.map((value, i) => (i === j ? 0 : value)))
}

/**
 * The definition:
 *   epsV_t = alpha epsV_{t-1} + zeta pre_t,   e_t = psi_t (epsV_t - beta epsA_t),
 *   epsA_{t+1} = psi_t epsV_t + (rho - beta psi_t) epsA_t,   ebar_t = kappa ebar_{t-1} + zetaOut e_t.
 *
 * @param feedback B [n_rec][n_out]; W_out transposed gives the symmetric rule
 */
export function eprop(
  net: EpropCase,
  sim: Simulation,
  feedback: Matrix,
  regularisation: RateRegularisation = NO_REGULARISATION,
): Gradients {
  const { alpha, kappa, rho, beta, zeta, zetaOut } = net
  const nRec = net.wRec.length
  const { err, loss } = errors(net, sim)
  const rateWeight = rateWeights(sim, regularisation)

  const layers = [net.wIn, net.wRec].map((w) => {
    const nPre = w[0]!.length
    return {
      epsV: zeros(nPre),
      epsA: zeroMatrix(nRec, nPre),
      eBar: zeroMatrix(nRec, nPre),
      grad: zeroMatrix(nRec, nPre),
    }
  })
  const zBar = zeros(nRec)
  const gradOut = zeroMatrix(net.wOut.length, nRec)

  for (let t = 0; t < net.x.length; t++) {
    const psi = sim.psi[t]!
    const learningSignal = feedback.map((b) => dot(b, err[t]!))
    const pre = preAt(net, sim, t)
    layers.forEach(({ epsV, epsA, eBar, grad }, layer) => {
      for (let i = 0; i < epsV.length; i++) epsV[i] = alpha * epsV[i]! + zeta * pre[layer]![i]!
      for (let j = 0; j < nRec; j++) {
        const psiJ = psi[j]!
        const betaJ = beta[j]!
        const [epsAJ, eBarJ, gradJ] = [epsA[j]!, eBar[j]!, grad[j]!]
        for (let i = 0; i < epsV.length; i++) {
          const e = psiJ * (epsV[i]! - betaJ * epsAJ[i]!)
          eBarJ[i] = kappa * eBarJ[i]! + zetaOut * e
          gradJ[i]! += learningSignal[j]! * eBarJ[i]! + rateWeight[j]! * e
          epsAJ[i] = psiJ * epsV[i]! + (rho - betaJ * psiJ) * epsAJ[i]!
        }
      }
    })
    for (let j = 0; j < nRec; j++) {
      zBar[j] = kappa * zBar[j]! + zetaOut * sim.z[t]![j]!
      for (let k = 0; k < gradOut.length; k++) gradOut[k]![j]! += err[t]![k]! * zBar[j]!
    }
  }
  const [input, recurrent] = layers
  return { gradIn: input!.grad, gradRec: withoutDiagonal(recurrent!.grad), gradOut, loss }
}

/**
 * The same gradient from the transposed recursions. Exchanging the sums over t of L_t ebar_t gives a signal that runs
 * backwards, and so does the dependence of later eligibilities on epsA:
 *   G_t = zetaOut L_t + kappa G_{t+1},   S_t = G_t + c (mean z - target) / T,
 *   M_t = psi_t (S_t + lambda_t),   lambda_{t-1} = rho lambda_t - beta M_t,   lambda_{T-1} = 0,
 *   dE/dW_ji = sum_t M_tj epsV_ti.
 */
export function epropAdjoint(
  net: EpropCase,
  sim: Simulation,
  feedback: Matrix,
  regularisation: RateRegularisation = NO_REGULARISATION,
): Gradients {
  const { alpha, kappa, rho, beta, zeta, zetaOut } = net
  const T = net.x.length
  const nRec = net.wRec.length
  const { err, loss } = errors(net, sim)
  const rateWeight = rateWeights(sim, regularisation)

  const M = zeroMatrix(T, nRec)
  const gradOut = zeroMatrix(net.wOut.length, nRec)
  const G = zeros(nRec)
  const lambda = zeros(nRec)
  const errBack = zeros(net.wOut.length)
  for (let t = T - 1; t >= 0; t--) {
    for (let k = 0; k < errBack.length; k++) errBack[k] = zetaOut * err[t]![k]! + kappa * errBack[k]!
    for (let j = 0; j < nRec; j++) {
      G[j] = zetaOut * dot(feedback[j]!, err[t]!) + kappa * G[j]!
      M[t]![j] = sim.psi[t]![j]! * (G[j]! + rateWeight[j]! + lambda[j]!)
      lambda[j] = rho * lambda[j]! - beta[j]! * M[t]![j]!
      for (let k = 0; k < errBack.length; k++) gradOut[k]![j]! += errBack[k]! * sim.z[t]![j]!
    }
  }

  const [gradIn, gradRec] = [net.wIn, net.wRec].map((w, layer) => {
    const grad = zeroMatrix(nRec, w[0]!.length)
    const epsV = zeros(w[0]!.length)
    for (let t = 0; t < T; t++) {
      const pre = preAt(net, sim, t)[layer]!
      for (let i = 0; i < epsV.length; i++) epsV[i] = alpha * epsV[i]! + zeta * pre[i]!
      for (let j = 0; j < nRec; j++) for (let i = 0; i < epsV.length; i++) grad[j]![i]! += M[t]![j]! * epsV[i]!
    }
    return grad
  })
  return { gradIn: gradIn!, gradRec: withoutDiagonal(gradRec!), gradOut, loss }
}
