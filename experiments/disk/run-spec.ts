/** A run whose task and device may name files. */
import { type Identity, identity } from '../config/identity.ts'
import type { Spec } from '../config/schema.ts'
import { type RunOptions, type RunResult, runExperiment } from '../run/run.ts'
import type { Dataset } from '../tasks/task.ts'
import { loadDevice } from './device-kind.ts'
import { loadDataset } from './files.ts'

export interface LoadedRun {
  readonly id: Identity
  readonly dataset: Dataset
  /** Starts the run. */
  run(options?: RunOptions): Promise<RunResult>
}

/**
 * Reads all files that a run needs before it starts.
 * @param inputs further content that the run depends on, such as the state that it starts from
 * @param base the spec's own file: relative names are searched beside it, then in the working directory
 * @throws InputError naming file, place and remedy
 */
export async function loadRun(spec: Spec, base?: string, inputs: readonly string[] = []): Promise<LoadedRun> {
  const dataset = await loadDataset(spec.task, base)
  const device = await loadDevice(spec.device)
  return {
    id: identity(spec, [...dataset.contents, ...inputs]),
    dataset,
    run: (options) => runExperiment(spec, dataset, device, options),
  }
}
