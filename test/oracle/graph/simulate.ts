/**
 * One trial of a graph, from rest (v = a = y = 0 and no spike before the first step). At each step, populations in forward order:
 *
 *   I_t = sum over connections into the population of W z^pre_{t-d}
 *   v_t = alpha v_{t-1} + zeta I_t - theta z_{t-1}
 *   a_t = rho a_{t-1} + z_{t-1},   A_t = theta + beta a_t,   z_t = [v_t > A_t, not refractory]
 *   psi_t = surrogate(v_t - A_t),  0 while refractory
 *   y_t = kappa y_{t-1} + zeta_out I_t                         (readout)
 *
 * Bellec et al., Nat. Commun. 11, 3625 (2020), doi 10.1038/s41467-020-17236-y, equations 6-11, with any populations and delays.
 */
import { type Matrix, zeroMatrix } from '../network.ts'
import { type Graph, gainsOf, type Inputs, type Lif, type Synapse, synapsesOf } from './case.ts'
import { surrogate } from './surrogate.ts'

/** Columns of one population, [T][size]; those its kind does not have stay 0. A source's `z` are its values, a readout's `y` are in `v`. */
export interface Traces {
  /** The summed input of the step, without the gain. */
  readonly current: number[][]
  /** Membrane; of a readout, y. */
  readonly v: number[][]
  readonly a: number[][]
  readonly z: number[][]
  readonly psi: number[][]
}

export type GraphSimulation = Readonly<Record<string, Traces>>

/** @throws Error if a connection without delay goes against the order of the populations */
export function simulate(graph: Graph, inputs: Inputs): GraphSimulation {
  const names = Object.keys(graph.populations)
  for (const [name, { from, to, delay }] of Object.entries(graph.connections)) {
    if (delay === 0 && names.indexOf(from) >= names.indexOf(to))
      throw new Error(`${name} needs a delay: ${to} comes before ${from}`)
  }
  const T = Object.values(inputs)[0]!.length
  const traces = Object.fromEntries(Object.entries(graph.populations).map(([name, { size }]) => [name, emptyTraces(T, size)]))
  const into = names.map((name) =>
    Object.values(graph.connections)
      .filter(({ to }) => to === name)
      .map((connection) => ({ ...connection, synapses: synapsesOf(connection) })),
  )

  for (let t = 0; t < T; t++) {
    names.forEach((name, n) => {
      const population = graph.populations[name]!
      const now = traces[name]!
      if (population.kind === 'source') {
        now.z[t] = [...inputs[name]![t]!]
        return
      }
      for (const { from, delay, synapses, weights } of into[n]!) {
        if (t >= delay) addInput(now.current[t]!, weights, synapses, traces[from]!.z[t - delay]!)
      }
      if (population.kind === 'lif') lifStep(population, now, t)
      else {
        const gains = gainsOf(population)
        now.v[t] = now.current[t]!.map((current, k) => population.kappa * (now.v[t - 1]?.[k] ?? 0) + gains[k]! * current)
      }
    })
  }
  return traces
}

function emptyTraces(T: number, size: number): Traces {
  const column = () => zeroMatrix(T, size)
  return { current: column(), v: column(), a: column(), z: column(), psi: column() }
}

/** current[post] += sum over pre of w z. */
function addInput(current: number[], weights: Matrix, synapses: readonly Synapse[], z: readonly number[]): void {
  for (const { pre, post, row, col } of synapses) {
    if (z[pre] !== 0) current[post]! += weights[row]![col]! * z[pre]!
  }
}

function lifStep(lif: Lif, { current, v, a, z, psi }: Traces, t: number): void {
  for (let j = 0; j < lif.size; j++) {
    const zBefore = z[t - 1]?.[j] ?? 0
    v[t]![j] = lif.alpha[j]! * (v[t - 1]?.[j] ?? 0) + lif.zeta[j]! * current[t]![j]! - lif.threshold[j]! * zBefore
    a[t]![j] = lif.rho[j]! * (a[t - 1]?.[j] ?? 0) + zBefore
    const refractory = z.slice(Math.max(0, t - lif.refractory), t).some((before) => before[j] === 1)
    if (refractory) continue
    const above = v[t]![j]! - (lif.threshold[j]! + lif.beta[j]! * a[t]![j]!)
    psi[t]![j] = surrogate(lif.surrogate, above)
    z[t]![j] = above > 0 ? 1 : 0
  }
}
