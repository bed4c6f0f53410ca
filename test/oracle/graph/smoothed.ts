/**
 * The same trial with a smooth "spike" P(v - A), P' = psi, whose loss can be differentiated by finite differences. What a rule detaches
 * is taken from a run recorded before any parameter was changed, so the differences know the detachments by definition and nothing of
 * the adjoint. No refractory time.
 */
import { type Matrix, zeroMatrix } from '../network.ts'
import { type Graph, gainsOf, type Inputs, readoutOf } from './case.ts'
import type { GraphSimulation } from './simulate.ts'
import { type Surrogate, surrogate } from './surrogate.ts'

export type Detachment = 'bptt' | 'eprop'

/** P: an integral of the surrogate, 1/2 at v = A. */
export function smoothSpike({ name, gamma, beta }: Surrogate, above: number): number {
  const [x, sign] = [beta * Math.abs(above), Math.sign(above)]
  switch (name) {
    case 'piecewise-linear':
      return 0.5 + (sign * gamma * (Math.min(x, 1) - Math.min(x, 1) ** 2 / 2)) / beta
    case 'exponential':
      return 0.5 + (sign * gamma * (1 - Math.exp(-x))) / beta
    case 'fast-sigmoid':
      return 0.5 + (sign * gamma * x) / (1 + x) / beta
    case 'arctan':
      return 0.5 + (sign * gamma * Math.atan(Math.PI * x)) / (Math.PI ** 2 * beta)
  }
}

/**
 * @param recorded the run that detached values come from; absent: this run itself, which gives the same values
 * @param given B [size][outputs]: e-prop's path into the readout that adds nothing to y
 */
export function simulateSmooth(
  graph: Graph,
  inputs: Inputs,
  detachment: Detachment,
  recorded?: GraphSimulation,
  given: Readonly<Record<string, Matrix>> = {},
): GraphSimulation {
  const T = Object.values(inputs)[0]!.length
  const sim = Object.fromEntries(
    Object.entries(graph.populations).map(([name, { size }]) => {
      const column = () => zeroMatrix(T, size)
      return [name, { current: column(), v: column(), a: column(), z: column(), psi: column() }]
    }),
  )
  const fixed = recorded ?? sim
  const [readout] = readoutOf(graph)

  for (let t = 0; t < T; t++) {
    for (const [name, population] of Object.entries(graph.populations)) {
      const { current, v, a, z, psi } = sim[name]!
      if (population.kind === 'source') {
        z[t] = [...inputs[name]![t]!]
        continue
      }
      const carried = detachment === 'eprop' && population.kind === 'lif' ? fixed : sim
      for (const { from, to, shape, delay, autapses, weights } of Object.values(graph.connections)) {
        if (to !== name || t < delay) continue
        for (let j = 0; j < population.size; j++) {
          for (let i = 0; i < graph.populations[from]!.size; i++) {
            if (shape === 'diagonal' ? i !== j : i === j && from === to && !autapses) continue
            current[t]![j]! += (shape === 'diagonal' ? weights[0]![i]! : weights[j]![i]!) * carried[from]!.z[t - delay]![i]!
          }
        }
      }
      if (name === readout) {
        for (const [from, B] of Object.entries(given)) {
          B.forEach((row, i) => {
            const change = sim[from]!.z[t]![i]! - fixed[from]!.z[t]![i]!
            for (let k = 0; k < row.length; k++) current[t]![k]! += row[k]! * change
          })
        }
      }
      for (let j = 0; j < population.size; j++) {
        const drive = gainsOf(population)[j]! * current[t]![j]!
        const before = v[t - 1]?.[j] ?? 0
        if (population.kind === 'readout') {
          v[t]![j] = population.kappa * before + drive
          continue
        }
        const theta = population.threshold[j]!
        v[t]![j] = population.alpha[j]! * before + drive - theta * (fixed[name]!.z[t - 1]?.[j] ?? 0)
        a[t]![j] = population.rho[j]! * (a[t - 1]?.[j] ?? 0) + (z[t - 1]?.[j] ?? 0)
        const above = v[t]![j]! - theta - population.beta[j]! * a[t]![j]!
        z[t]![j] = smoothSpike(population.surrogate, above)
        psi[t]![j] = surrogate(population.surrogate, above)
      }
    }
  }
  return sim
}
