/** Costs of the operations of a run's arrays, from the spec's price table. */
import { type Cost, price } from '../../crossbar/cost/price.ts'
import { costTables } from '../../crossbar/cost/tables/registry.ts'
import type { Experiment } from './build.ts'

/** By array, feedback arrays included; empty if the spec asks for no costs. */
export function costsOf({ spec, meters }: Experiment): Readonly<Record<string, Cost>> {
  const { cost, crossbar } = spec
  if (!cost) return {}
  const table = costTables[cost.table]!
  const known = { latency_s: { reads: crossbar.read.pulse } }
  return Object.fromEntries(Object.entries(meters).map(([array, meter]) => [array, price(meter, table, known)]))
}
