/** What is known of the columns that questions are about: their names on axes, which direction is better, what counts as success. */
import { METRICS, type Metric } from '../experiments/tasks/metric.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { needColumns, type Table } from './table.ts'

export type Better = Metric['better']

/** A column of numbers; without `better` it is neither good nor bad. */
export interface Described extends Omit<Metric, 'better'> {
  readonly better?: Better
  /** Of epochs.csv, where it has the metric by epoch. */
  readonly epoch?: string
}

/** Columns of runs.csv and epochs.csv beside the tasks' own. Whatever costs is better when low. */
const COLUMNS: readonly Described[] = [
  { name: 'mse_last50_mean', label: 'MSE, mean of last 50 epochs', better: 'lower', threshold: 0.1, epoch: 'mse' },
  { name: 'mse_best', label: 'MSE of the best epoch', better: 'lower', threshold: 0.1, epoch: 'mse' },
  { name: 'epoch_below_0_1', label: 'first epoch with MSE below 0.1', better: 'lower', epoch: 'mse' },
  { name: 'rate_hz', label: 'firing rate (Hz)' },
  { name: 'set_pulses', label: 'SET pulses', better: 'lower' },
  { name: 'reset_pulses', label: 'RESET pulses', better: 'lower' },
  { name: 'refreshed_pairs', label: 'refreshed pairs', better: 'lower' },
  { name: 'set_max', label: 'SET pulses of the most worn device', better: 'lower' },
  { name: 'reset_max', label: 'RESET pulses of the most worn device', better: 'lower' },
  { name: 'depress_pulses', label: 'depression pulses', better: 'lower' },
  { name: 'depress_max', label: 'depression pulses of the most worn device', better: 'lower' },
  { name: 't_device_s', label: 'device time (s)', better: 'lower' },
  { name: 'energy_j', label: 'energy of the arrays (J)', better: 'lower', epoch: 'energy_j' },
  { name: 'latency_s', label: 'time that the arrays take (s)', better: 'lower', epoch: 'latency_s' },
  { name: 'energy_per_correct_j', label: 'energy a correct classification (J)', better: 'lower' },
  { name: 'updates_until_worn', label: 'updates until devices are worn', better: 'higher' },
]

/** Results of the best epoch, by the name of the metric. */
const BEST = '_best'

/** What is known of a column; undefined where nothing is. */
export function describedMetric(column: string): Described | undefined {
  const known = [...COLUMNS, ...METRICS].find((metric) => metric.name === column)
  if (known || !column.endsWith(BEST)) return known
  const name = column.slice(0, -BEST.length)
  const base = METRICS.find((metric) => metric.name === name)
  return base && { ...base, name: column, label: `${base.label} of the best epoch`, epoch: name }
}

/** As the command line has it. */
export interface AskedMetric {
  /** A column of numbers of runs.csv; without it the first of the tasks' metrics that there is. */
  readonly metric?: string
  /** `lower` or `higher`; without it what is known of the metric, and lower where nothing is. */
  readonly better?: string
  /** Of success; without it the metric's own, if it has one. */
  readonly threshold?: number
}

const SIDES: readonly Better[] = ['lower', 'higher']

/** @throws InputError for a column that is not there or is text, and a direction that there is not */
export function metricAsked(runs: Table, asked: AskedMetric): { metric: string; better: Better; threshold?: number } {
  const metric = asked.metric ?? firstMetric(runs.columns) ?? FIRST
  needNumbers(runs, metric, '--metric')
  const known = describedMetric(metric)
  const better = asked.better ?? known?.better ?? 'lower'
  const side = SIDES.find((one) => one === better)
  if (!side) throw new InputError(`--better: unknown "${better}"; ${suggest(better, SIDES)}`)
  const threshold = asked.threshold ?? known?.threshold
  return { metric, better: side, ...(threshold === undefined ? {} : { threshold }) }
}

/** @throws InputError */
export function needNumbers(runs: Table, column: string, flag: string): void {
  needColumns(runs, [column], flag)
  if (runs.rows.some((row) => typeof row[column] === 'string')) {
    throw new InputError(`${flag}: the column "${column}" of "${runs.file}" is text; give one of numbers`)
  }
}

const FIRST = 'mse_last50_mean'

function firstMetric(columns: readonly string[]): string | undefined {
  return [FIRST, ...METRICS.map(({ name }) => name)].find((name) => columns.includes(name))
}

/** The column of epochs.csv that has a metric of runs.csv by epoch; the task's first metric for one that a whole run has. */
export function epochMetric(metric: string, columns: readonly string[]): string | undefined {
  const own = [metric, describedMetric(metric)?.epoch].find((name) => name !== undefined && columns.includes(name))
  return own ?? METRICS.map(({ name }) => name).find((name) => columns.includes(name))
}
