/** Costs of the operations of a run's arrays, from the spec's price table. */
import { type Cost, price } from '../../crossbar/cost/price.ts'
import { costTables } from '../../crossbar/cost/tables/registry.ts'
import type { Experiment } from './build.ts'

/** Energy and time of all arrays; arrays of one step work one after another. */
export interface Spent {
  readonly energy_j: number
  readonly latency_s: number
}

/** All costs since the network was built, and before that in the run that is continued; undefined if the spec asks for no costs. */
export function spent(experiment: Experiment): Spent | undefined {
  if (!experiment.spec.cost) return undefined
  const costs = Object.values(costsOf(experiment))
  const sum = (of: (cost: Cost) => number) => costs.reduce((all, cost) => all + of(cost), 0)
  return { energy_j: sum(({ energy_j }) => energy_j), latency_s: sum(({ latency_s }) => latency_s) }
}

export function difference(after: Spent, before: Spent): Spent {
  return { energy_j: after.energy_j - before.energy_j, latency_s: after.latency_s - before.latency_s }
}

/** By array, feedback arrays included; empty if the spec asks for no costs. */
export function costsOf({ spec, meters }: Experiment): Readonly<Record<string, Cost>> {
  const { cost, crossbar } = spec
  if (!cost) return {}
  const table = costTables[cost.table]!
  const known = { latency_s: { reads: crossbar.read.pulse } }
  return Object.fromEntries(Object.entries(meters).map(([array, meter]) => [array, price(meter, table, known)]))
}
