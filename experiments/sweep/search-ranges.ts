/** Default ranges of a search for an update scheme's hyper-parameters, in the notation of `sweep.search`. */
import type { UpdateScheme } from '../../learning/update/scheme.ts'

/** For pattern generation; equal for all schemes. */
const COMMON: Readonly<Record<string, string>> = {
  'learning.lr_in': 'log(3e-6, 3e-4)',
  'learning.lr_rec': 'log(3e-6, 3e-4)',
  'learning.lr_out': 'log(3e-6, 3e-4)',
  'learning.rate_regularisation': 'log(300, 3e4)',
  'network.threshold': 'log(0.4, 2)',
  'network.gain': 'log(0.2, 2)',
}

/** All schemes except fp32 and adam use a device step, and so a scale. */
const SCALE = { 'crossbar.scale': 'log(10, 400) uS' }
const WITHOUT_STEP = ['fp32', 'adam']

/** Path of the spec -> range, without the paths for which `isFixed` is true. */
export function searchRanges(
  { name, search = {} }: UpdateScheme,
  isFixed: (path: string) => boolean,
): { ranges: Record<string, unknown>; own: Record<string, unknown> } {
  const own = Object.entries(search).map(([field, range]) => [`update.${field}`, `log(${range![0]}, ${range![1]})`] as const)
  const free = (entries: readonly (readonly [string, unknown])[]) =>
    Object.fromEntries(entries.filter(([path]) => !isFixed(path)))
  const common = { ...COMMON, ...(WITHOUT_STEP.includes(name) ? {} : SCALE) }
  return { ranges: free(Object.entries(common)), own: free(own) }
}
