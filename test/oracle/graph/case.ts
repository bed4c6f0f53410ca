/**
 * A graph of populations, one trial on it, and what is wanted of its readout. Data only.
 *
 * Weights are [post][pre] where the shape is full, and one row [1][n] where it is diagonal (neuron i to neuron i only).
 */
import type { Matrix } from '../network.ts'
import type { Surrogate } from './surrogate.ts'

/** What acts from outside: unit spikes, or graded and signed values. */
interface Source {
  readonly kind: 'source'
  readonly size: number
}

/** LIF and adaptive LIF neurons; every parameter is a column [size]. */
export interface Lif {
  readonly kind: 'lif'
  readonly size: number
  /** Decay a step of the membrane. */
  readonly alpha: readonly number[]
  /** Decay a step of the adaptation a. */
  readonly rho: readonly number[]
  /** Gain of the input current. */
  readonly zeta: readonly number[]
  /** theta: base threshold, and what a spike takes off the membrane. */
  readonly threshold: readonly number[]
  /** Strength of adaptation, A = theta + beta a; 0 is a plain LIF neuron. */
  readonly beta: readonly number[]
  readonly surrogate: Surrogate
  /** After a spike at t, no spike and psi = 0 at t+1 … t+refractory; the membrane goes on. */
  readonly refractory: number
}

/** Leaky, linear, without spikes. */
export interface Readout {
  readonly kind: 'readout'
  readonly size: number
  readonly kappa: number
  readonly zetaOut: number
}

export type Population = Source | Lif | Readout

export interface Connection {
  readonly from: string
  readonly to: string
  readonly shape: 'full' | 'diagonal'
  /** Steps; a connection with delay d carries z_{t-d} into step t. */
  readonly delay: number
  /** False: a full connection of a population with itself has no synapse of a neuron with itself, and no gradient there. */
  readonly autapses: boolean
  readonly weights: Matrix
}

export interface Graph {
  /** In the forward order of the delay-0 connections, with exactly one readout. */
  readonly populations: Readonly<Record<string, Population>>
  readonly connections: Readonly<Record<string, Connection>>
}

/** What each source gives, [T][size]. */
export type Inputs = Readonly<Record<string, Matrix>>

/** Where a synapse is: neurons, and the place of its weight in the matrix. */
export interface Synapse {
  readonly pre: number
  readonly post: number
  readonly row: number
  readonly col: number
}

/** Every synapse of a connection, by rows of its matrix. */
export function synapsesOf({ from, to, shape, autapses, weights }: Connection): Synapse[] {
  const all = weights.flatMap((values, row) =>
    values.map((_, col) => (shape === 'full' ? { pre: col, post: row, row, col } : { pre: col, post: col, row, col })),
  )
  return shape === 'full' && from === to && !autapses ? all.filter(({ pre, post }) => pre !== post) : all
}

/** The gain with which each neuron of a population takes its input: zeta, or zeta_out. */
export function gainsOf(population: Population): readonly number[] {
  if (population.kind === 'source') throw new Error('a source takes no input: no connection may end there')
  return population.kind === 'lif' ? population.zeta : new Array<number>(population.size).fill(population.zetaOut)
}

/** The readout and its name. */
export function readoutOf({ populations }: Graph): [name: string, readout: Readout] {
  const readouts = Object.entries(populations).flatMap(([name, p]): [string, Readout][] =>
    p.kind === 'readout' ? [[name, p]] : [],
  )
  if (readouts.length !== 1) throw new Error(`a graph has exactly one readout, not ${readouts.length}`)
  return readouts[0]!
}
