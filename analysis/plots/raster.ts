/** A recorded trial: spikes, membranes, and output beside target. */
import type { Figure } from '../../figures/frame/render.ts'
import { rasterFigure } from '../../figures/raster.ts'
import { groupRows } from '../factors.ts'
import { type Results, readPart } from '../results.ts'
import type { Table } from '../table.ts'
import { numbers, type PlotOptions } from './kind.ts'

export async function raster(results: Results, { title }: PlotOptions): Promise<Figure | string> {
  const tables = await Promise.all(['spikes', 'membrane', 'outputs'].map((name) => readPart(results, name)))
  const [spikes, membrane, outputs] = tables
  if (!spikes || !membrane || !outputs) {
    return `no spikes.csv and membrane.csv in "${results.folder}"; \`memxbar run --record\` writes them`
  }
  const run = outputs.rows.find((row) => membrane.rows.some((other) => other.run_id === row.run_id))
  if (!run) return 'the outputs and the membranes are of different runs'
  const ofTrial = ({ rows }: Table) => rows.filter((row) => row.run_id === run.run_id && row.pattern === run.pattern)
  return rasterFigure({
    title: title ?? `${run.update}, seed ${run.seed}, pattern ${run.pattern}`,
    spikes: ofTrial(spikes).map(({ t_s, neuron }) => ({ t_s: Number(t_s), neuron: Number(neuron) })),
    membranes: groupRows(ofTrial(membrane), ['neuron']).map(({ key, rows }) => ({
      ...{ neuron: Number(key.neuron), t_s: numbers(rows, 't_s') },
      y: rows.map(({ v, threshold }) => Number(v) / Number(threshold)),
    })),
    outputs: groupRows(ofTrial(outputs), ['output']).map(({ rows }) => ({
      ...{ t_s: numbers(rows, 't_s'), y: numbers(rows, 'y'), target: numbers(rows, 'target') },
    })),
  })
}
