/** A trained network whose devices are read in another circuit, without learning there: what programming from outside cannot mend. */
import { describeNetwork } from '../config/graph.ts'
import type { Spec } from '../config/schema.ts'
import { loadRun } from '../disk/run-spec.ts'
import type { RunResult } from '../run/run.ts'
import { type Summary, summarize } from '../run/summary.ts'
import { departFrom } from './from.ts'
import { stateOf } from './state.ts'

/**
 * @param trained a finished run
 * @param spec of a network of the same connections; it should learn nothing
 * @returns what a run of `spec` comes to that starts from the trained devices
 */
export async function transferred({ experiment, epochs }: RunResult, spec: Spec): Promise<Summary> {
  const { id, dataset, run } = await loadRun(spec)
  const state = stateOf(experiment, id.run_id, epochs.length)
  const { options } = departFrom(state, spec, describeNetwork(spec.network, dataset).graph, 0)
  return summarize(spec, id, await run(options))
}
