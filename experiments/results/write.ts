/** Writes what a run leaves behind; the manifest last, so that a folder with one is whole. */
import { rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { learningCurveFigure } from '../../figures/learning-curve.ts'
import { outputFigure } from '../../figures/output.ts'
import type { Spec } from '../config/schema.ts'
import type { RunResult } from '../run/run.ts'
import type { Summary } from '../run/summary.ts'
import { writeWhole } from './atomic.ts'
import { manifest, type Timing } from './manifest.ts'
import {
  epochsTable,
  membraneTable,
  outputsTable,
  patternsTable,
  pulsesTable,
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
    ['patterns.csv', patternsTable(summary, result)],
    ['pulses.csv', pulsesTable(summary, result)],
    ['wear.csv', wearTable(summary, result)],
    ['outputs.csv', outputsTable(summary, result)],
  ]
  if (result.activity) {
    files.push(['spikes.csv', spikesTable(summary, result)], ['membrane.csv', membraneTable(summary, result)])
  }
  for (const [name, figure] of Object.entries(await figures(spec, result))) {
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

async function figures(spec: Spec, { experiment, epochs, outputs }: RunResult) {
  const { net, patterns } = experiment
  const series = (values: Float32Array) =>
    Array.from({ length: net.outputs }, (_, o) =>
      Array.from({ length: net.record.steps }, (_step, k) => values[k * net.outputs + o]!),
    )
  const t_s = Array.from({ length: net.record.steps }, (_, k) => k * spec.task.dt)
  return {
    output: await outputFigure({
      patterns: patterns.map(({ target }, p) => ({ t_s, y: series(outputs[p]!), target: series(target) })),
    }),
    mse: await learningCurveFigure({
      epochs: epochs.map(({ epoch }) => epoch),
      mse: epochs.map(({ mse }) => mse),
      per_pattern: patterns.map((_, p) => epochs.map(({ pattern_mse }) => pattern_mse[p]!)),
    }),
  }
}
