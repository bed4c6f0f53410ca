/** Writes the results of a run; the manifest says `writing` until all files are complete. */
import { rmSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { DeviceKind } from '../../devices/kind.ts'
import { confusionFigure } from '../../figures/confusion.ts'
import { learningCurveFigure } from '../../figures/learning-curve.ts'
import { outputFigure } from '../../figures/output.ts'
import { seriesFigure } from '../../figures/series.ts'
import type { Spec } from '../config/schema.ts'
import type { LoadedRun } from '../disk/run-spec.ts'
import type { Experiment } from '../run/build.ts'
import type { Epoch, Prediction, RunResult } from '../run/run.ts'
import type { Summary } from '../run/summary.ts'
import { METRICS } from '../tasks/metric.ts'
import { writeWhole } from './atomic.ts'
import { manifest, type Provenance, type Timing } from './manifest.ts'
import {
  costsTable,
  epochCostsTable,
  epochsTable,
  membraneTable,
  outputsTable,
  patternsTable,
  predictionsTable,
  pulsesTable,
  ratesTable,
  runsTable,
  spikesTable,
  wearTable,
} from './tables.ts'

/** The state that a run started from, and further files to write by name, such as its final state. */
interface Further extends Pick<Provenance, 'from'> {
  /** The map of stuck devices: a copy of it is left. */
  readonly map?: LoadedRun['map']
  /** The user's own prices: a copy of them is left. */
  readonly prices?: LoadedRun['prices']
  readonly files?: readonly Content[]
}

/**
 * Returns the names of the files written, relative to `folder`.
 * @throws InputError where a file cannot be written; the same run may be written there again
 */
export async function writeRun(
  folder: string,
  spec: Spec,
  summary: Summary,
  result: RunResult,
  timing: Timing,
  command: string,
  { from, map, prices, files: more = [] }: Further = {},
): Promise<string[]> {
  const { run_id, spec_hash } = summary
  const files: Content[] = [
    ['runs.csv', runsTable([summary])],
    ['epochs.csv', epochsTable(summary, result)],
    ['pulses.csv', pulsesTable(summary, result)],
    ['rates.csv', ratesTable(summary, result)],
    ['wear.csv', wearTable(summary, result)],
  ]
  if (result.outputs.length > 0) {
    files.push(['patterns.csv', patternsTable(summary, result)], ['outputs.csv', outputsTable(summary, result)])
  }
  if (spec.cost) {
    files.push(['costs.csv', costsTable(summary, result)], ['epoch-costs.csv', epochCostsTable(summary, result)])
  }
  if (result.predictions) files.push(['predictions.csv', predictionsTable(summary, result)])
  if (result.activity) {
    files.push(['spikes.csv', spikesTable(summary, result)], ['membrane.csv', membraneTable(summary, result)])
  }
  for (const [name, figure] of Object.entries(await figures(result))) {
    files.push([`${name}.svg`, figure.svg], [`${name}.png`, figure.png])
  }
  const { source } = result.experiment.device.kind
  if (source) files.push(...copies(source, new Set(files.map(([name]) => name))))
  if (map) files.push([MAP, map.text])
  if (prices) files.push([PRICES, prices.text])
  files.push(...more)
  const named = {
    ...(map ? { faults_map: { file: map.file, sha256: map.sha256 } } : {}),
    ...(prices ? { cost_table: { file: prices.file, sha256: prices.sha256 } } : {}),
  }
  const told = { run_id, spec_hash, command, ...(from ? { from } : {}), ...named }
  // From the first table on, the folder belongs to this run; `writing` tells readers that it is incomplete.
  const [before, after] = (['writing', result.completed ? 'complete' : 'interrupted'] as const).map((status) =>
    manifest(spec, { ...told, status }, timing),
  )
  writeWhole(join(folder, MANIFEST), before!)
  // Activity files of an earlier run must not remain.
  if (!result.activity) for (const name of ['spikes.csv', 'membrane.csv']) rmSync(join(folder, name), { force: true })
  for (const [name, content] of [...files, [MANIFEST, after!] as const]) writeWhole(join(folder, name), content)
  return [...files.map(([name]) => name), MANIFEST]
}

const MANIFEST = 'manifest.json'
const MAP = 'faults-map.csv'
const PRICES = 'cost-table.yaml'

type Content = readonly [name: string, content: string | Uint8Array]

/**
 * A user-defined device and the files that it reads. A copy keeps its name unless another file of the run has that name: then all
 * copies go into `device/`, where the recipe finds its files under their own names.
 */
function copies({ file, text, beside }: NonNullable<DeviceKind['source']>, taken: ReadonlySet<string>): Content[] {
  const device = `device${extname(file)}`
  // `./runs.csv` means `runs.csv`.
  const read = [...(beside ?? [])].map(([name, content]): Content => [join(name), content])
  const names = new Set([...taken, MANIFEST, MAP, PRICES, device].map((name) => name.toLowerCase()))
  const clash = read.some(([name]) => names.has(name.split('/')[0]!.toLowerCase()))
  if (!clash) return [[device, text], ...read]
  return [[join('device', basename(file)), text], ...read.map(([name, content]): Content => [join('device', name), content])]
}

type Figure = { readonly svg: string; readonly png: Uint8Array }

function figures({ experiment, epochs, outputs, predictions }: RunResult): Promise<Record<string, Figure>> {
  return outputs.length > 0 ? patternFigures(experiment, epochs, outputs) : classificationFigures(experiment, epochs, predictions)
}

async function patternFigures({ dataset, sampler }: Experiment, epochs: readonly Epoch[], outputs: readonly Float32Array[]) {
  const { steps, dt, outputs: width } = dataset
  const series = (values: Float32Array) =>
    Array.from({ length: width }, (_, o) => Array.from({ length: steps }, (_step, k) => values[k * width + o]!))
  const t_s = Array.from({ length: steps }, (_, k) => k * dt)
  return {
    output: await outputFigure({
      patterns: outputs.map((y, p) => ({ t_s, y: series(y), target: series(sampler.show('train', p, 0).target!) })),
    }),
    mse: await learningCurveFigure({
      epochs: epochs.map(({ epoch }) => epoch),
      mse: epochs.map(({ results }) => results.mse!),
      per_pattern: outputs.map((_, p) => epochs.map(({ losses }) => losses![p]!)),
    }),
  }
}

async function classificationFigures(
  { dataset }: Experiment,
  epochs: readonly Epoch[],
  predictions: readonly Prediction[] = [],
): Promise<Record<string, Figure>> {
  const metrics = METRICS.filter(({ name }) => name.startsWith('accuracy'))
  const curves = metrics.map(({ name, label }) => ({
    label,
    points: epochs.flatMap(({ epoch, results }) => (typeof results[name] === 'number' ? [{ x: epoch, y: results[name] }] : [])),
  }))
  const series = curves.filter(({ points }) => points.length > 0)
  const accuracy = await seriesFigure({ x: { label: 'epoch' }, y: { label: 'accuracy' }, panels: [{ series }] })
  if (predictions.length === 0) return { accuracy }
  const classes = dataset.classes ?? []
  const counts = classes.map(() => classes.map(() => 0))
  for (const { label, predicted } of predictions) counts[label]![predicted] = counts[label]![predicted]! + 1
  return { accuracy, confusion: await confusionFigure({ classes, panels: [{ label: '', counts }] }) }
}
