/** A run whose task, device and faults may name files. */
import { resolve } from 'node:path'
import { sha256 } from '../../input/sha256.ts'
import { type Identity, runIdentity } from '../config/identity.ts'
import type { Spec } from '../config/schema.ts'
import { type RunOptions, type RunResult, runExperiment } from '../run/run.ts'
import type { Dataset } from '../tasks/task.ts'
import { loadCostTable } from './cost-table.ts'
import { loadDevice } from './device-kind.ts'
import { loadDataset } from './files.ts'
import { loadStuck } from './stuck.ts'

/** A file that the spec names, with an absolute path. */
interface NamedFile {
  readonly file: string
  readonly sha256: string
  readonly text: string
}

export interface LoadedRun {
  readonly id: Identity
  readonly dataset: Dataset
  /** The map of stuck devices, if the spec names one. */
  readonly map?: NamedFile
  /** The user's own table of prices, if the spec names one. */
  readonly prices?: NamedFile
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
  const stuck = loadStuck(spec, dataset, base)
  const prices = await loadCostTable(spec, base)
  const device = await loadDevice(spec.device)
  const contents = [...dataset.contents, ...textsOf(stuck, prices), ...inputs]
  return {
    id: runIdentity(spec, contents),
    dataset,
    ...(stuck ? { map: copyOf(stuck) } : {}),
    ...(prices ? { prices: copyOf(prices) } : {}),
    run: (options) =>
      runExperiment(spec, dataset, device, {
        ...options,
        ...(stuck ? { stuck: stuck.arrays } : {}),
        ...(prices ? { prices: prices.table } : {}),
      }),
  }
}

function copyOf({ file, text }: { readonly file: string; readonly text: string }): NamedFile {
  return { file: resolve(file), sha256: sha256(text), text }
}

/** Texts on which a run depends, besides those of its task. */
export function textsOf(...files: readonly ({ readonly text: string } | undefined)[]): string[] {
  return files.flatMap((file) => (file ? [file.text] : []))
}
