/**
 * e-prop on a graph, forwards in time from its definition, with one eligibility per synapse (Bellec et al., Nat. Commun. 11, 3625
 * (2020), doi 10.1038/s41467-020-17236-y, equations 4, 13, 14, 22-25). For a synapse i -> j of a connection with delay d:
 *
 *   epsV_t = alpha epsV_{t-1} + zeta z^pre_{t-d},   e_t = psi_t (epsV_t - beta epsA_t)
 *   epsA_{t+1} = psi_t epsV_t + (rho - beta psi_t) epsA_t
 *   ebar_t = kappa ebar_{t-1} + zeta_out e_t
 *   dE/dW_ji = sum_t (sum_k B_jk err_tk) ebar_t + c_j e_t        c_j = c (mean_t z_j - f)/T, known after the trial only
 *
 * It equals the adjoint with paths into the readout. A path with delay D into the readout meets err_{t+D}.
 */
import { type Matrix, zeroMatrix } from '../network.ts'
import { type Rate, rateWeights } from './adjoint.ts'
import { type Connection, type Graph, type Lif, type Readout, readoutOf, synapsesOf } from './case.ts'
import type { FeedbackPath } from './feedback.ts'
import type { GraphSimulation } from './simulate.ts'

/** dE/dW of each connection, in the layout of its weights; arguments as those of `adjoint`. */
export function onlineEprop(
  graph: Graph,
  sim: GraphSimulation,
  err: Matrix,
  feedback: readonly FeedbackPath[],
  rates: Readonly<Record<string, Rate>> = {},
): Record<string, number[][]> {
  const [readoutName, readout] = readoutOf(graph)
  return Object.fromEntries(
    Object.entries(graph.connections).map(([name, connection]) => {
      const { to } = connection
      const population = graph.populations[to]!
      if (to === readoutName) return [name, readoutGradient(connection, readout, sim, err)]
      if (population.kind !== 'lif') throw new Error(`${name} ends in a ${population.kind}, which has no eligibility`)
      const L = learningSignals(
        population,
        feedback.filter(({ from }) => from === to),
        err,
        readoutName,
      )
      return [name, hiddenGradient(connection, population, readout, sim, L, rateWeights(sim[to]!.z, rates[to]))]
    }),
  )
}

/** sum_k B_jk err_tk, [T][size]. */
function learningSignals({ size }: Lif, paths: readonly FeedbackPath[], err: Matrix, readout: string): number[][] {
  const L = zeroMatrix(err.length, size)
  for (const { to, delay, entries } of paths) {
    if (to !== readout) throw new Error('e-prop takes error from the readout only')
    for (let t = 0; t + delay < err.length; t++) {
      for (const { pre, post, b } of entries) L[t]![pre]! += b * err[t + delay]![post]!
    }
  }
  return L
}

function hiddenGradient(
  connection: Connection,
  lif: Lif,
  { kappa, zetaOut }: Readout,
  sim: GraphSimulation,
  L: Matrix,
  c: readonly number[],
): number[][] {
  const { from, to, delay, weights } = connection
  const gradient = zeroMatrix(weights.length, weights[0]!.length)
  for (const { pre, post, row, col } of synapsesOf(connection)) {
    const [alpha, zeta, rho, beta] = [lif.alpha[post]!, lif.zeta[post]!, lif.rho[post]!, lif.beta[post]!]
    let [epsV, epsA, eBar] = [0, 0, 0]
    for (let t = 0; t < L.length; t++) {
      const psi = sim[to]!.psi[t]![post]!
      epsV = alpha * epsV + zeta * (sim[from]!.z[t - delay]?.[pre] ?? 0)
      const e = psi * (epsV - beta * epsA)
      eBar = kappa * eBar + zetaOut * e
      gradient[row]![col]! += L[t]![post]! * eBar + c[post]! * e
      epsA = psi * epsV + (rho - beta * psi) * epsA
    }
  }
  return gradient
}

/** sum_t err_t zbar_t. */
function readoutGradient(connection: Connection, { kappa, zetaOut }: Readout, sim: GraphSimulation, err: Matrix): number[][] {
  const { from, delay, weights } = connection
  const gradient = zeroMatrix(weights.length, weights[0]!.length)
  for (const { pre, post, row, col } of synapsesOf(connection)) {
    let zBar = 0
    for (let t = 0; t < err.length; t++) {
      zBar = kappa * zBar + zetaOut * (sim[from]!.z[t - delay]?.[pre] ?? 0)
      gradient[row]![col]! += err[t]![post]! * zBar
    }
  }
  return gradient
}
