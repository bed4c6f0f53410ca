/** The figures that a folder of results allows. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Band, bandsFigure } from '../figures/bands.ts'
import type { Figure } from '../figures/frame/render.ts'
import { heatFigure } from '../figures/heat.ts'
import { rasterFigure } from '../figures/raster.ts'
import { stripFigure } from '../figures/strip.ts'
import { wearFigure } from '../figures/wear.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { type Chance, createChance } from '../statistics/chance.ts'
import { mean, quantile } from '../statistics/describe.ts'
import { type Clusters, meanInterval } from '../statistics/uncertainty.ts'
import { groupColumns } from './analyze.ts'
import { factorsOf, type Group, groupRows, labelOf, levels } from './factors.ts'
import { axisName, metricName } from './names.ts'
import { type Results, readPart, withRuns } from './results.ts'
import { bySeed, distinctRuns, fateOf, metricOf } from './runs.ts'
import { needColumns, type Row, readTable, type Table } from './table.ts'

export interface PlotOptions {
  /** Columns that make the groups; without it, all that was varied. */
  readonly by?: string
  readonly metric: string
  readonly threshold?: number
  /** What a curve and its band are: median and quartiles, or mean and its confidence interval. */
  readonly band: BandKind
}

export const BANDS = ['quartiles', 'ci'] as const
type BandKind = (typeof BANDS)[number]

interface Kind {
  readonly title: string
  /** Reads what it needs; a text says what is missing. */
  readonly draw: (results: Results, options: PlotOptions) => Promise<Figure | string>
}

/** In the order of a report. */
export const KINDS: Readonly<Record<string, Kind>> = {
  learning: { title: 'learning curves', draw: learning },
  box: { title: 'final value of each run', draw: box },
  heat: { title: 'over two parameters', draw: heat },
  wear: { title: 'pulses in the life of a device', draw: wear },
  raster: { title: 'spikes, membranes, output and target of a trial', draw: raster },
  drift: { title: 'error against device time after training', draw: drift },
}

export interface Drawn {
  readonly kind: string
  readonly title: string
  readonly figure: Figure
}

/**
 * The figures of these kinds; without any, all that the data allow.
 * @throws InputError where a kind that was asked for lacks data, naming these, or where nothing can be drawn
 */
export async function drawFigures(results: Results, asked: readonly string[], options: PlotOptions): Promise<Drawn[]> {
  const unknown = asked.find((kind) => !Object.hasOwn(KINDS, kind))
  if (unknown !== undefined) throw new InputError(`--kind: unknown "${unknown}"; ${suggest(unknown, Object.keys(KINDS))}`)
  const { drawn, missing } = await possibleFigures(results, asked.length > 0 ? asked : Object.keys(KINDS), options)
  const lacks = [...missing].map(([kind, what]) => `--kind ${kind}: ${what}`)
  if (asked.length > 0 && lacks.length > 0) throw new InputError(lacks.join('\n'))
  if (drawn.length === 0) throw new InputError(`nothing in "${results.folder}" can be drawn\n  ${lacks.join('\n  ')}`)
  return drawn
}

/** Those that the data allow, and what the others lack. */
export async function possibleFigures(results: Results, kinds: readonly string[], options: PlotOptions) {
  const drawn: Drawn[] = []
  const missing = new Map<string, string>()
  for (const kind of kinds) {
    const { title, draw } = KINDS[kind]!
    const figure = await draw(results, options)
    if (typeof figure === 'string') missing.set(kind, figure)
    else drawn.push({ kind, title, figure })
  }
  return { drawn, missing }
}

async function learning(results: Results, { by, threshold, band }: PlotOptions): Promise<Figure | string> {
  const epochs = await readPart(results, 'epochs')
  if (!epochs) return `no epochs.csv in "${results.folder}"; \`memxbar run\` and \`memxbar sweep collect\` write one`
  const columns = groupColumns(results, by)
  const groups = groupRows(withRuns(epochs, results.runs, columns), columns)
  const bands = bandsOf(groups, 'epoch', band)
  const runs = Math.max(...groups.map(({ rows }) => new Set(rows.map((row) => row.run_id)).size))
  return bandsFigure({
    bands,
    x: { label: 'epoch', scale: 'linear' },
    y: { label: 'MSE' },
    note: runs > 1 ? noteOf(band) : groups.length > 1 ? 'one run each' : 'one run',
    ...(threshold === undefined ? {} : { threshold }),
  })
}

function bandsOf(groups: readonly Group[], x: string, band: BandKind): Band[] {
  return groups.map(({ key, rows }) => {
    const label = Object.keys(key).length > 0 ? labelOf(key) : ''
    return { label, points: bandOf(rows, x, 'mse', band) }
  })
}

/** y over the runs, at each x. A run that has diverged counts as the worst in a quantile, and leaves a mean without its value. */
function bandOf(rows: readonly Row[], x: string, y: string, band: BandKind): Band['points'] {
  const chance = band === 'ci' ? createChance(1) : undefined
  return groupRows(rows, [x]).map((group) => {
    const runs = distinctRuns(group.rows, [y])
    const values = bySeed(runs, (row) => (typeof row[y] === 'number' && !Number.isNaN(row[y]) ? row[y] : Infinity))
    return { x: Number(group.key[x]), ...(chance ? meanBand(values, chance) : quartiles(values.flat())) }
  })
}

function quartiles(values: readonly number[]) {
  return { y: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

function meanBand(all: Clusters, chance: Chance) {
  const clusters = all.map((values) => values.filter(Number.isFinite)).filter(({ length }) => length > 0)
  const y = mean(clusters.flat())
  if (clusters.length < 2) return { y, low: y, high: y }
  return { y, ...meanInterval(clusters, chance, { level: 0.95, resamples: 1000 }) }
}

function noteOf(band: BandKind): string {
  return band === 'ci' ? 'mean, 95 % interval' : 'median, quartiles'
}

async function box(results: Results, { by, metric, threshold }: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  needColumns(runs, [metric], '--metric')
  if (runs.rows.length < 2) return 'there is one run only; give the folder of several'
  const groups = groupRows(runs.rows, groupColumns(results, by)).map(({ key, rows: all }) => {
    const rows = distinctRuns(all, [metric])
    const values = rows.flatMap((row) => metricOf(row, metric) ?? [])
    const lost = lostRuns(rows, metric)
    return { label: labelOf(key), values, ...(lost ? { lost } : {}) }
  })
  return stripFigure({ groups, label: metricName(metric, runs.rows), ...(threshold === undefined ? {} : { threshold }) })
}

function lostRuns(rows: readonly Row[], metric: string): string {
  const fates = rows.flatMap((row) => fateOf(row, metric) ?? [])
  return levels(
    fates.sort().map((fate) => ({ fate })),
    'fate',
  )
    .map((fate) => `${fates.filter((one) => one === fate).length} ${fate}`)
    .join(', ')
}

async function heat(results: Results, { by, metric }: PlotOptions): Promise<Figure | string> {
  const { runs } = results
  needColumns(runs, [metric], '--metric')
  const columns = groupColumns(results, by)
  if (columns.length !== 2) {
    return `two parameters are needed and ${columns.length} (${columns.join(', ') || 'none'}) make the groups; name two with --by`
  }
  const [x, y] = columns as [string, string]
  const axis = (column: string) => ({
    label: axisName(column),
    levels: levels(runs.rows, column).map((level) => String(level ?? '-')),
  })
  const [xs, ys] = [levels(runs.rows, x), levels(runs.rows, y)]
  const cells = groupRows(runs.rows, columns).map(({ key, rows }) => {
    const value = mean(distinctRuns(rows, [metric]).flatMap((row) => metricOf(row, metric) ?? []))
    return { x: xs.indexOf(key[x]!), y: ys.indexOf(key[y]!), value }
  })
  return heatFigure({ x: axis(x), y: axis(y), cells, label: metricName(metric, runs.rows) })
}

/** A panel for each array, or where there are groups one for each of these. */
async function wear(results: Results, { by }: PlotOptions): Promise<Figure | string> {
  const table = await readPart(results, 'wear')
  if (!table)
    return `no wear.csv in "${results.folder}"; \`memxbar run\` writes one; pulses a run: --kind box --metric set_pulses`
  if (table.rows.length === 0) return 'no weights on devices: nothing was written'
  const columns = groupColumns(results, by)
  const groups = groupRows(withRuns(table, results.runs, columns), columns)
  const rows = groups.flatMap(({ key, rows: own }) =>
    own.map(({ array, pulse, count, devices }) => ({
      panel: groups.length > 1 ? labelOf(key) : `array ${array}`,
      pulse: pulse === 'reset' ? ('reset' as const) : ('set' as const),
      ...{ count: Number(count), devices: Number(devices) },
    })),
  )
  return wearFigure({ rows })
}

async function raster(results: Results): Promise<Figure | string> {
  const tables = await Promise.all(['spikes', 'membrane', 'outputs'].map((name) => readPart(results, name)))
  const [spikes, membrane, outputs] = tables
  if (!spikes || !membrane || !outputs) {
    return `no spikes.csv and membrane.csv in "${results.folder}"; \`memxbar run --record\` writes them`
  }
  const run = outputs.rows.find((row) => membrane.rows.some((other) => other.run_id === row.run_id))
  if (!run) return 'the outputs and the membranes are of different runs'
  const ofTrial = ({ rows }: Table) => rows.filter((row) => row.run_id === run.run_id && row.pattern === run.pattern)
  const series = (rows: readonly Row[], column: string) => rows.map((row) => Number(row[column] ?? Number.NaN))
  return rasterFigure({
    title: `${run.update}, seed ${run.seed}, pattern ${run.pattern}`,
    spikes: ofTrial(spikes).map(({ t_s, neuron }) => ({ t_s: Number(t_s), neuron: Number(neuron) })),
    membranes: groupRows(ofTrial(membrane), ['neuron']).map(({ key, rows }) => ({
      ...{ neuron: Number(key.neuron), t_s: series(rows, 't_s') },
      y: rows.map(({ v, threshold }) => Number(v) / Number(threshold)),
    })),
    outputs: groupRows(ofTrial(outputs), ['output']).map(({ rows }) => ({
      ...{ t_s: series(rows, 't_s'), y: series(rows, 'y'), target: series(rows, 'target') },
    })),
  })
}

/** Whatever table of the folder has `elapsed_s` and `mse`. */
async function drift(results: Results, { by, band }: PlotOptions): Promise<Figure | string> {
  const names = results.parts.flatMap((part) =>
    readdirSync(part)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => join(part, name)),
  )
  const tables = await Promise.all(names.sort().map(readTable))
  const table = tables.find((one) => one.columns.includes('elapsed_s') && one.columns.includes('mse'))
  if (!table) return `no table with columns elapsed_s and mse in "${results.folder}"`
  // What was varied stands before the times, as it does before a run's name.
  const own = factorsOf(table, table.columns.slice(0, table.columns.indexOf('elapsed_s')))
  const columns = by === undefined ? own : groupColumns(results, by)
  const groups = groupRows(withRuns(table, results.runs, columns), columns)
  return bandsFigure({
    bands: groups.map(({ key, rows }) => ({ label: labelOf(key), points: bandOf(rows, 'elapsed_s', 'mse', band) })),
    x: { label: 'device time after training', scale: 'log time' },
    y: { label: 'MSE' },
    note: noteOf(band),
  })
}
