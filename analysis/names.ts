/** Axis labels of columns: words and unit. */
import { deviceKinds } from '../devices/registry.ts'
import { sections } from '../experiments/config/schema.ts'
import { taskKinds } from '../experiments/tasks/registry.ts'
import { range } from '../statistics/describe.ts'
import { describedMetric } from './metrics.ts'
import type { Row } from './table.ts'

/** The name of a metric of these runs: shorter runs average all their epochs, not the last 50. */
export function metricName(metric: string, rows: readonly Row[]): string {
  if (metric !== 'mse_last50_mean') return axisName(metric)
  const [fewest, most] = range(rows.flatMap(({ epochs }) => (typeof epochs === 'number' ? [epochs] : [])))
  if (fewest >= LAST || most < fewest) return axisName(metric)
  if (most > LAST) return `MSE, mean of last min(${LAST}, epochs) epochs`
  return fewest === most ? `MSE, mean of all ${most} epochs` : 'MSE, mean of all epochs'
}

/** Number of last epochs that the final error averages. */
const LAST = 50

/** `device.g_max` becomes `device.g_max (µS)`. */
export function axisName(column: string): string {
  const unit = unitOf(column).replace(/^u/, 'µ')
  return describedMetric(column)?.label ?? (unit ? `${column} (${unit})` : column)
}

function unitOf(path: string): string {
  const [section = '', field = ''] = path.split('.')
  if (section === 'device') {
    const kind = Object.values(deviceKinds).find(({ parameters }) => Object.hasOwn(parameters, field))
    return kind?.parameters[field]?.unit ?? ''
  }
  const tasks = Object.values(taskKinds).flatMap((kind) => own(kind.fields, field) ?? [])
  let described = section === 'task' ? tasks[0] : own(own(sections.shape, section)?.unwrap?.().shape, field)
  while (described) {
    const unit = described.meta?.()?.unit
    if (typeof unit === 'string') return unit
    described = described.unwrap?.()
  }
  return ''
}

function own(shape: object | undefined, name: string): Described | undefined {
  return shape && Object.hasOwn(shape, name) ? shape[name as keyof typeof shape] : undefined
}

/** The parts of a schema that this file uses. */
interface Described {
  readonly shape?: object
  meta?(): { readonly unit?: unknown } | undefined
  unwrap?(): Described
}
