/**
 * The comparison of update schemes of Demirag et al., Online Training of Spiking Recurrent Neural Networks with Phase-Change Memory
 * Synapses (2021), arXiv 2108.01804: which schemes learn the pattern-generation task on phase-change memory, and at what cost in
 * pulses. Every scheme runs with the hyper-parameters that the same search budget found for it (experiments/presets.ts).
 */
import { csv, type Row } from '../results/tables.ts'
import { loadSpec } from '../spec/load.ts'
import type { Spec } from '../spec/schema.ts'
import type { Summary } from '../summary.ts'

/** Rows of the table: name and what sets it apart. */
const ROWS: readonly (readonly [name: string, assignments: readonly string[]])[] = [
  ['sign', ['update.kind=sign']],
  ['stochastic', ['update.kind=stochastic']],
  ['multi-memristor (N=4)', ['update.kind=multi-memristor', 'crossbar.replicas=4']],
  ['multi-memristor (N=8)', ['update.kind=multi-memristor', 'crossbar.replicas=8']],
  ['update-ready', ['update.kind=update-ready']],
  ['mixed-precision', ['update.kind=mixed-precision']],
  ['accumulator', ['update.kind=accumulator']],
  ['fp32', ['update.kind=fp32']],
]

const COLUMNS = ['scheme', 'runs', 'share_below_0_1', 'mse_mean', 'mse_std', 'mse_best', 'set_pulses', 'reset_pulses', 'rate_hz']

export interface Comparison {
  readonly runs: readonly (Summary & { scheme: string })[]
  readonly rows: readonly Row[]
  readonly csv: string
  readonly markdown: string
}

/** The specs of all runs, row by row, seed by seed; `set` overrides any field but those that set the rows apart. */
export async function demirag2021Specs(seeds: readonly number[], set: readonly string[]): Promise<Spec[]> {
  return Promise.all(ROWS.flatMap(([, assignments]) => seeds.map((seed) => loadSpec(undefined, [...set, ...assignments], seed))))
}

/** The table of finished runs, in the order of their specs. */
export function compareSchemes(summaries: readonly Summary[]): Comparison {
  const seeds = summaries.length / ROWS.length
  const runs = summaries.map((summary, i) => ({ scheme: ROWS[Math.floor(i / seeds)]![0], ...summary }))
  const rows = ROWS.map(([scheme]) =>
    compare(
      scheme,
      runs.filter((run) => run.scheme === scheme),
    ),
  )
  return { runs, rows, csv: csv(rows, COLUMNS), markdown: markdown(rows) }
}

/** MSE is the mean over the last 50 epochs; its best is the best of these means; pulses and rate are means over runs. */
function compare(scheme: string, runs: readonly Summary[]): Row {
  const mean = (of: (run: Summary) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length
  const mse = mean((run) => run.mse_last50_mean)
  const squares = runs.reduce((sum, run) => sum + (run.mse_last50_mean - mse) ** 2, 0)
  return {
    scheme,
    runs: runs.length,
    share_below_0_1: mean((run) => (run.mse_last50_mean < 0.1 ? 1 : 0)),
    mse_mean: mse,
    mse_std: runs.length > 1 ? Math.sqrt(squares / (runs.length - 1)) : null,
    mse_best: Math.min(...runs.map((run) => run.mse_last50_mean)),
    set_pulses: mean((run) => run.set_pulses),
    reset_pulses: mean((run) => run.reset_pulses),
    rate_hz: mean((run) => run.rate_hz),
  }
}

function markdown(rows: readonly Row[]): string {
  const cell = (value: Row[string] | undefined) =>
    typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value ?? '')
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const head = ['scheme', 'runs', 'share below 0.1', 'mean MSE', 'std', 'best', 'SET pulses', 'RESET pulses', 'rate (Hz)']
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(COLUMNS.map((column) => cell(row[column]))))].join(
    '',
  )
}
