/** What an axis says of a column: words, and the unit. */
import { deviceKinds } from '../../devices/registry.ts'
import { specSchema } from '../../experiments/spec/schema.ts'

const WORDS: Readonly<Record<string, string>> = {
  mse_last50_mean: 'MSE, mean of last 50 epochs',
  mse_best: 'MSE of the best epoch',
  epoch_below_0_1: 'first epoch with MSE below 0.1',
  rate_hz: 'firing rate (Hz)',
  set_pulses: 'SET pulses',
  reset_pulses: 'RESET pulses',
  refreshed_pairs: 'refreshed pairs',
  set_max: 'SET pulses of the most worn device',
  reset_max: 'RESET pulses of the most worn device',
  t_device_s: 'device time (s)',
}

/** `device.g_max` as `device.g_max (µS)`. */
export function axisName(column: string): string {
  const unit = unitOf(column).replace(/^u/, 'µ')
  return WORDS[column] ?? (unit ? `${column} (${unit})` : column)
}

function unitOf(path: string): string {
  const [section = '', field = ''] = path.split('.')
  if (section === 'device') {
    return Object.values(deviceKinds).find((kind) => kind.parameters[field])?.parameters[field]?.unit ?? ''
  }
  const outer: unknown = specSchema.shape[section as keyof typeof specSchema.shape]
  const shape = (outer as { unwrap?(): { shape?: Record<string, unknown> } } | undefined)?.unwrap?.().shape
  let inner = shape?.[field] as Described | undefined
  while (inner) {
    const unit = inner.meta?.()?.unit
    if (typeof unit === 'string') return unit
    inner = inner.unwrap?.()
  }
  return ''
}

interface Described {
  meta?(): { readonly unit?: unknown } | undefined
  unwrap?(): Described
}
