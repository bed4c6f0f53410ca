/** Describes the columns that users ask about: axis label, better direction, success threshold. */
import { METRICS, type Metric } from '../experiments/tasks/metric.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { assertColumns, type Table } from './table.ts'

export type Better = Metric['better']

/** A column of numbers; without `better`, neither direction is better. */
export interface Described extends Omit<Metric, 'better'> {
  readonly better?: Better
  /** The column of epochs.csv that has the metric by epoch, if any. */
  readonly epoch?: string
}

/** Columns of runs.csv and epochs.csv other than the tasks' metrics. Lower is better for every cost. */
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
  { name: 'calibration_pulses', label: 'pulses before the training, for symmetric points', better: 'lower' },
  { name: 'triggered_share', label: 'share of errors above the threshold', better: 'lower' },
  { name: 't_device_s', label: 'device time (s)', better: 'lower' },
  { name: 'energy_j', label: 'energy (J)', better: 'lower', epoch: 'energy_j' },
  { name: 'latency_s', label: 'time that the arrays take (s)', better: 'lower', epoch: 'latency_s' },
  { name: 'energy_arrays_j', label: 'energy of the arrays (J)', better: 'lower' },
  { name: 'energy_digital_j', label: 'energy of digital circuits (J)', better: 'lower' },
  { name: 'energy_per_trial_j', label: 'energy of a trial (J)', better: 'lower', epoch: 'energy_per_trial_j' },
  {
    name: 'latency_per_trial_s',
    label: 'time that the arrays take for a trial (s)',
    better: 'lower',
    epoch: 'latency_per_trial_s',
  },
  { name: 'energy_per_update_j', label: 'energy of an update (J)', better: 'lower', epoch: 'energy_per_update_j' },
  {
    name: 'latency_per_update_s',
    label: 'time that the arrays take for an update (s)',
    better: 'lower',
    epoch: 'latency_per_update_s',
  },
  { name: 'endurance_used_max', label: 'endurance used, most written device', better: 'lower' },
  { name: 'endurance_used_999', label: 'endurance used, 99.9 % of devices', better: 'lower' },
  { name: 'energy_per_correct_j', label: 'energy a correct classification (J)', better: 'lower' },
  { name: 'updates_until_worn', label: 'updates until devices are worn', better: 'higher' },
]

/** Suffix of results of the best epoch, after the name of the metric. */
const BEST = '_best'

/** Description of a column; undefined if it is unknown. */
export function describedMetric(column: string): Described | undefined {
  const known = [...COLUMNS, ...METRICS].find((metric) => metric.name === column)
  if (known || !column.endsWith(BEST)) return known
  const name = column.slice(0, -BEST.length)
  const base = METRICS.find((metric) => metric.name === name)
  return base && { ...base, name: column, label: `${base.label} of the best epoch`, epoch: name }
}

/** Options of the command line. */
export interface AskedMetric {
  /** A numeric column of runs.csv; default: the first of the tasks' metrics that the table has. */
  readonly metric?: string
  /** `lower` or `higher`; default: the metric's known direction, else lower. */
  readonly better?: string
  /** Success threshold; default: the metric's own, if it has one. */
  readonly threshold?: number
}

const SIDES: readonly Better[] = ['lower', 'higher']

/** @throws InputError for a column that is missing or is text, and for an unknown direction */
export function metricAsked(runs: Table, asked: AskedMetric): { metric: string; better: Better; threshold?: number } {
  const metric = asked.metric ?? firstMetric(runs.columns) ?? FIRST
  assertNumeric(runs, metric, '--metric')
  const known = describedMetric(metric)
  const better = asked.better ?? known?.better ?? 'lower'
  const side = SIDES.find((one) => one === better)
  if (!side) throw new InputError(`--better: unknown "${better}"; ${suggest(better, SIDES)}`)
  const threshold = asked.threshold ?? known?.threshold
  return { metric, better: side, ...(threshold === undefined ? {} : { threshold }) }
}

/** @throws InputError */
export function assertNumeric(runs: Table, column: string, flag: string): void {
  assertColumns(runs, [column], flag)
  if (runs.rows.some((row) => typeof row[column] === 'string')) {
    throw new InputError(`${flag}: the column "${column}" of "${runs.file}" is text; give a numeric column`)
  }
}

const FIRST = 'mse_last50_mean'

function firstMetric(columns: readonly string[]): string | undefined {
  return [FIRST, ...METRICS.map(({ name }) => name)].find((name) => columns.includes(name))
}

/** The column of epochs.csv that has a metric of runs.csv by epoch; for a metric of a whole run, the task's first metric. */
export function epochMetric(metric: string, columns: readonly string[]): string | undefined {
  const own = [metric, describedMetric(metric)?.epoch].find((name) => name !== undefined && columns.includes(name))
  return own ?? METRICS.map(({ name }) => name).find((name) => columns.includes(name))
}
