/** What a run's arrays have done, priced by the spec's table. */
import { type Cost, price } from '../../crossbar/cost/price.ts'
import { costTables } from '../../crossbar/cost/tables/registry.ts'
import type { Experiment } from './build.ts'

/** By array, those of feedback weights too; none where the spec asks for no costs. */
export function costsOf({ spec, meters }: Experiment): Readonly<Record<string, Cost>> {
  const { cost, crossbar } = spec
  if (!cost) return {}
  const table = costTables[cost.table]!
  const known = { latency_s: { reads: crossbar.read.pulse } }
  return Object.fromEntries(Object.entries(meters).map(([array, meter]) => [array, price(meter, table, known)]))
}
