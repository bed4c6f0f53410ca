/** Estimates the cost of a sweep from a short trial of each scheme. The estimate is informative only and does not affect results. */

import { describeNetwork, synapseCount } from '../config/graph.ts'
import { canonicalJson } from '../config/identity.ts'
import type { Spec } from '../config/schema.ts'
import { loadDataset } from '../disk/files.ts'
import type { Dataset } from '../tasks/task.ts'
import type { Manifest } from './manifest.ts'
import { runTables } from './run-shard.ts'
import { simulate } from './worker.ts'

/** Epochs of a trial; the first includes the building of the network. */
const EPOCHS = 3

export interface Estimate {
  readonly scheme: string
  readonly runs: number
  /** CPU time of all runs of the scheme. */
  readonly cpu_s: number
  /** Size of shards and tables of all runs of the scheme. */
  readonly bytes: number
}

/**
 * For each scheme, its spec of median work runs for a few epochs; the cost of the others is taken as proportional to their weights,
 * devices and time steps.
 */
export async function estimateSweep({ specs, runs, source }: Manifest): Promise<Estimate[]> {
  const specsOf = runs.map(({ spec, seed }) => ({ ...specs[spec]!, seed }) as Spec)
  const kinds = [...new Set(specsOf.map((spec) => spec.update.kind))]
  const datasets = new Map<string, Dataset>()
  const datasetOf = async ({ task }: Spec): Promise<Dataset> => {
    const key = canonicalJson(task)
    const dataset = datasets.get(key) ?? (await loadDataset(task, source.file))
    datasets.set(key, dataset)
    return dataset
  }
  const estimates: Estimate[] = []
  for (const scheme of kinds) {
    const own = specsOf.filter((spec) => spec.update.kind === scheme)
    const work = new Map<Spec, number>()
    for (const spec of own) work.set(spec, workOf(spec, await datasetOf(spec)))
    const sorted = own.toSorted((a, b) => work.get(a)! - work.get(b)!)
    const median = sorted[Math.floor(sorted.length / 2)]!
    const { perEpoch_s, fixed, perEpoch } = await trial(median, source.file)
    const perWork = perEpoch_s / work.get(median)!
    const epochs = own.reduce((sum, spec) => sum + spec.training.epochs, 0)
    estimates.push({
      scheme,
      runs: own.length,
      cpu_s: own.reduce((sum, spec) => sum + perWork * work.get(spec)! * spec.training.epochs, 0),
      bytes: 2 * (own.length * fixed + epochs * perEpoch),
    })
  }
  return estimates
}

/** Weights times devices times steps of an epoch. */
function workOf({ network, crossbar }: Spec, dataset: Dataset): number {
  const { steps, size } = dataset
  return synapseCount(describeNetwork(network, dataset).graph) * crossbar.replicas * steps * (size.train + size.test)
}

/** CPU seconds of an epoch; bytes of a run's tables without its epochs, and bytes for each epoch. */
async function trial(spec: Spec, base: string): Promise<{ perEpoch_s: number; fixed: number; perEpoch: number }> {
  const times: number[] = []
  const short = { ...spec, training: { ...spec.training, epochs: EPOCHS } }
  const sized = async (epochs: number) => {
    const before = process.cpuUsage()
    const { summary, result } = await simulate({ spec: { ...short, training: { ...short.training, epochs } }, base })
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1e6)
    return Object.values(runTables(summary, result)).reduce((sum, text) => sum + text.length, 0)
  }
  await sized(1)
  const [small, large] = [await sized(1), await sized(EPOCHS)]
  const perEpoch = (large - small) / (EPOCHS - 1)
  // Building a network costs time once per run, not per epoch.
  const seconds = Math.max(times[2]! - times[1]!, times[2]! / EPOCHS / 2) / (EPOCHS - 1)
  return { perEpoch_s: seconds, fixed: small - perEpoch, perEpoch }
}
