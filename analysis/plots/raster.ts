/** A recorded trial: spikes, membranes, and output beside target. */
import type { Figure } from '../../figures/frame/render.ts'
import { rasterFigure } from '../../figures/raster.ts'
import { range } from '../../statistics/describe.ts'
import { groupRows, levels } from '../factors.ts'
import { type Results, readPart } from '../results.ts'
import type { Cell, Row, Table } from '../table.ts'
import { numbers, type PlotKind, type PlotOptions } from './kind.ts'

export const raster: PlotKind = { name: 'raster', title: 'spikes, membranes, output and target of a trial', draw }

async function draw(results: Results, { title }: PlotOptions): Promise<Figure | string> {
  const tables = await Promise.all(['spikes', 'membrane', 'outputs'].map((file) => readPart(results, file)))
  const [spikes, membrane, outputs] = tables
  if (!spikes || !membrane) {
    return `no spikes.csv and membrane.csv in "${results.folder}"; \`memxbar run --record\` writes them`
  }
  const run = membrane.rows.find((row) => !outputs || outputs.rows.some((other) => other.run_id === row.run_id))
  if (!run) return 'the outputs and the membranes are of different runs'
  const ofTrial = (table: Table) => table.rows.filter((row) => row.run_id === run.run_id && row.pattern === run.pattern)
  const { from, note } = places([...ofTrial(spikes), ...ofTrial(membrane)])
  const name = (population: Cell) => (note === undefined ? 'neuron' : `${population},`)
  return rasterFigure({
    title: title ?? `${run.update}, seed ${run.seed}, pattern ${run.pattern}`,
    spikes: ofTrial(spikes).map((row) => ({ t_s: Number(row.t_s), neuron: from(row) + Number(row.neuron) })),
    membranes: groupRows(ofTrial(membrane), ['population', 'neuron']).map(({ key, rows }) => ({
      ...{ label: `${name(key.population ?? null)} ${key.neuron}`, t_s: numbers(rows, 't_s') },
      y: rows.map(({ v, threshold }) => Number(v) / Number(threshold)),
    })),
    outputs: groupRows(outputs ? ofTrial(outputs) : [], ['output']).map(({ rows }) => ({
      ...{ t_s: numbers(rows, 't_s'), y: numbers(rows, 'y'), target: numbers(rows, 'target') },
    })),
    ...(note === undefined ? {} : { note }),
  })
}

/** First neuron number of each population on the axis: populations are stacked. A table without populations has one. */
function places(rows: readonly Row[]): { readonly from: (row: Row) => number; readonly note?: string } {
  const names = levels(rows, 'population')
  const starts = new Map<Cell, number>()
  let next = 0
  for (const name of names) {
    starts.set(name, next)
    next += 1 + range([0, ...rows.filter((row) => (row.population ?? null) === name).map((row) => Number(row.neuron))])[1]
  }
  const from = ({ population = null }: Row) => starts.get(population)!
  if (names.length < 2) return { from }
  return { from, note: `neurons: ${names.map((name) => `${name} from ${starts.get(name)}`).join(', ')}` }
}
