/** The golden files of test/golden as graphs. */
import type { Matrix } from '../network.ts'
import type { Connection, Graph, Inputs, Lif, Population } from './case.ts'
import type { Objective } from './objective.ts'

export interface Trial {
  readonly graph: Graph
  readonly inputs: Inputs
  readonly objective: Objective
}

interface LifValues {
  readonly size: number
  /** The last `adaptive` neurons adapt with `beta`. */
  readonly adaptive: number
  readonly alpha: number
  readonly rho: number
  readonly zeta: number
  readonly threshold: number
  /** gamma' of gamma'/theta max(0, 1 - |v - A|/theta). */
  readonly gamma: number
  readonly beta: number
  readonly refractory?: number
}

function lif({ size, adaptive, alpha, rho, zeta, threshold, gamma, beta, refractory = 0 }: LifValues): Lif {
  const column = (value: number) => new Array<number>(size).fill(value)
  return {
    kind: 'lif',
    size,
    alpha: column(alpha),
    rho: column(rho),
    zeta: column(zeta),
    threshold: column(threshold),
    beta: column(beta).map((value, j) => (j < size - adaptive ? 0 : value)),
    surrogate: { name: 'piecewise-linear', gamma: gamma / threshold, beta: 1 / threshold },
    refractory,
  }
}

/** A full connection, without synapses of a neuron with itself where it is recurrent. */
function full(from: string, to: string, delay: number, weights: Matrix): Connection {
  return { from, to, shape: 'full', delay, autapses: false, weights }
}

/** graph_*.json. */
export interface GraphFile {
  readonly order: readonly string[]
  readonly layers: Readonly<Record<string, { readonly kind: string; readonly size: number }>>
  readonly edges: Readonly<
    Record<string, { readonly from: string; readonly to: string; readonly shape: string; readonly delay: number }>
  >
  readonly weights: Readonly<Record<string, Matrix | readonly number[]>>
  readonly x: Matrix
  readonly loss: string
  readonly target?: Matrix
  readonly label?: number
  readonly window?: number
}

export function graphTrial(file: GraphFile): Trial {
  const { loss, target, label, window } = file
  const populations = file.order.map((name): [string, Population] => {
    const layer = file.layers[name]!
    if (layer.kind === 'source') return [name, { kind: 'source', size: layer.size }]
    if (layer.kind === 'lif') return [name, lif(layer as unknown as LifValues)]
    const { size, kappa, zeta_out } = layer as unknown as { size: number; kappa: number; zeta_out: number }
    return [name, { kind: 'readout', size, kappa, zetaOut: zeta_out }]
  })
  const connections = Object.entries(file.edges).map(([name, { from, to, shape, delay }]): [string, Connection] => {
    const weights = file.weights[name]!
    if (shape === 'full') return [name, full(from, to, delay, weights as Matrix)]
    return [name, { from, to, shape: 'diagonal', delay, autapses: true, weights: [weights as readonly number[]] }]
  })
  const objective = loss === 'mse' ? { kind: 'mse', target } : { kind: loss, label, window }
  return {
    graph: { populations: Object.fromEntries(populations), connections: Object.fromEntries(connections) },
    inputs: { [file.order[0]!]: file.x },
    objective: objective as Objective,
  }
}

export interface RecurrentWeights {
  readonly in: Matrix
  readonly rec: Matrix
  readonly out: Matrix
}

/** x -> h, h -> h one step later, h -> y. */
function recurrent(weights: RecurrentWeights, hidden: LifValues, readout: { kappa: number; zetaOut: number }): Graph {
  return {
    populations: {
      x: { kind: 'source', size: weights.in[0]!.length },
      h: lif(hidden),
      y: { kind: 'readout', size: weights.out.length, ...readout },
    },
    connections: {
      in: full('x', 'h', 0, weights.in),
      rec: full('h', 'h', 1, weights.rec),
      out: full('h', 'y', 0, weights.out),
    },
  }
}

/** eprop_lif.json and eprop_alif.json. */
export interface EpropFile extends Omit<LifValues, 'size' | 'adaptive' | 'zeta'> {
  readonly n_rec: number
  readonly n_adaptive: number
  readonly kappa: number
  readonly x: Matrix
  readonly w_in: Matrix
  readonly w_rec: Matrix
  readonly w_out: Matrix
  readonly target: Matrix
}

export function epropTrial(file: EpropFile): Trial {
  const weights = { in: file.w_in, rec: file.w_rec, out: file.w_out }
  const hidden = { ...file, size: file.n_rec, adaptive: file.n_adaptive, zeta: 1 }
  return {
    graph: recurrent(weights, hidden, { kappa: file.kappa, zetaOut: 1 }),
    inputs: { x: file.x },
    objective: { kind: 'mse', target: file.target },
  }
}

/** nest_evidence_accumulation.json. */
export interface NestFile {
  readonly dt: number
  readonly tau_mem: number
  readonly tau_out: number
  readonly tau_adapt: number
  readonly threshold: number
  readonly gamma: number
  readonly adapt_beta: number
  readonly n_adaptive: number
  readonly refractory_steps: number
  readonly learning_window: number
  readonly labels: Matrix
  /** [iteration][trial][step][ids of spiking inputs]. */
  readonly input_spikes: readonly (readonly Matrix[])[]
}

/** The only trial of an iteration, with the weights as trained so far. */
export function nestTrial(file: NestFile, iteration: number, weights: RecurrentWeights): Trial {
  const kappa = Math.exp(-file.dt / file.tau_out)
  const hidden = {
    size: weights.in.length,
    adaptive: file.n_adaptive,
    alpha: Math.exp(-file.dt / file.tau_mem),
    rho: Math.exp(-file.dt / file.tau_adapt),
    zeta: 1,
    threshold: file.threshold,
    gamma: file.gamma,
    beta: file.adapt_beta,
    refractory: file.refractory_steps,
  }
  const x = file.input_spikes[iteration]![0]!.map((ids) => weights.in[0]!.map((_, i) => (ids.includes(i) ? 1 : 0)))
  return {
    graph: recurrent(weights, hidden, { kappa, zetaOut: 1 - kappa }),
    inputs: { x },
    objective: { kind: 'cross-entropy', label: file.labels[iteration]![0]!, window: file.learning_window },
  }
}
