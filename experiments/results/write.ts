/** Writes what a run leaves behind; the manifest last, so that a folder with one is whole. */
import { rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { learningCurveFigure } from '../../figures/learning-curve.ts'
import { outputFigure } from '../../figures/output.ts'
import { seriesFigure } from '../../figures/series.ts'
import type { Spec } from '../config/schema.ts'
import type { Experiment } from '../run/build.ts'
import type { Epoch, RunResult } from '../run/run.ts'
import type { Summary } from '../run/summary.ts'
import { METRICS } from '../tasks/metric.ts'
import { writeWhole } from './atomic.ts'
import { manifest, type Timing } from './manifest.ts'
import {
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

/** Returns the names of the files written. */
export async function writeRun(
  folder: string,
  spec: Spec,
  summary: Summary,
  result: RunResult,
  timing: Timing,
  command: string,
): Promise<string[]> {
  const { run_id, spec_hash } = summary
  const files: [name: string, content: string | Uint8Array][] = [
    ['runs.csv', runsTable([summary])],
    ['epochs.csv', epochsTable(summary, result)],
    ['pulses.csv', pulsesTable(summary, result)],
    ['rates.csv', ratesTable(summary, result)],
    ['wear.csv', wearTable(summary, result)],
  ]
  if (result.outputs.length > 0) {
    files.push(['patterns.csv', patternsTable(summary, result)], ['outputs.csv', outputsTable(summary, result)])
  }
  if (result.predictions) files.push(['predictions.csv', predictionsTable(summary, result)])
  if (result.activity) {
    files.push(['spikes.csv', spikesTable(summary, result)], ['membrane.csv', membraneTable(summary, result)])
  }
  for (const [name, figure] of Object.entries(await figures(result))) {
    files.push([`${name}.svg`, figure.svg], [`${name}.png`, figure.png])
  }
  const { source } = result.experiment.device.kind
  if (source) files.push([`device${extname(source.file)}`, source.text])
  // What the copy of a recipe reads; a table of the run keeps its own name.
  for (const [name, content] of source?.beside ?? []) {
    if (!files.some(([taken]) => taken === name)) files.push([name, content])
  }
  const status = result.completed ? 'complete' : 'interrupted'
  files.push(['manifest.json', manifest(spec, { run_id, spec_hash, status, command }, timing)])
  // A manifest vouches for the tables beside it: an older one goes before the first of them is replaced.
  rmSync(join(folder, 'manifest.json'), { force: true })
  // Another run's activity is none of this one's.
  if (!result.activity) for (const name of ['spikes.csv', 'membrane.csv']) rmSync(join(folder, name), { force: true })
  for (const [name, content] of files) writeWhole(join(folder, name), content)
  return files.map(([name]) => name)
}

type Figure = { readonly svg: string; readonly png: Uint8Array }

function figures({ experiment, epochs, outputs }: RunResult): Promise<Record<string, Figure>> {
  return outputs.length > 0 ? patternFigures(experiment, epochs, outputs) : classificationFigures(epochs)
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

async function classificationFigures(epochs: readonly Epoch[]): Promise<Record<string, Figure>> {
  const metrics = METRICS.filter(({ name }) => epochs.some(({ results }) => typeof results[name] === 'number'))
  const curves = metrics
    .filter(({ name }) => name.startsWith('accuracy'))
    .map(({ name, label }) => ({
      label,
      points: epochs.flatMap(({ epoch, results }) => (typeof results[name] === 'number' ? [{ x: epoch, y: results[name] }] : [])),
    }))
  return { accuracy: await seriesFigure({ x: { label: 'epoch' }, y: { label: 'accuracy' }, panels: [{ series: curves }] }) }
}
