/** A fit as a recipe: the file that `device:` of a spec takes, with the interval of each parameter beside it. */
import { candidates, type DeviceFit } from '../../devices/fit/fit.ts'
import type { PulsesFile } from './read-pulses.ts'
import type { Row } from './report.ts'

/** Digits that a recipe gives a fitted number: more than any interval needs, the same on every machine. */
const DIGITS = 6

export function recipeText(name: string, fit: DeviceFit, { file, sha256, pulses }: PulsesFile, rows: readonly Row[]): string {
  const candidate = candidates.find((known) => known.name === fit.chosen)!
  const { mean, std, state } = candidate.equations
  const has = (parameter: string) => rows.some((row) => row.parameter === parameter)
  const of = (parameter: string) => rows.find((row) => row.parameter === parameter)!
  const scaled = has('scale_std') && of('scale_std').estimate > 0
  const drifting = has('nu')
  const plain = rows.filter(({ parameter }) => !['scale_std', 'nu', 'nu_std'].includes(parameter))
  const step = `(${mean} + (${std}) * xi)`
  return [
    `# Fitted by memxbar device fit to ${file.split(/[\\/]/).at(-1)}: ${pulses.g.length} readings of ${pulses.names.length} devices.`,
    `# sha256 of that file: ${sha256}`,
    `# Law: ${fit.chosen}, ${candidate.title}. Comments give 95 % intervals.`,
    `name: ${name}`,
    `title: ${fit.chosen} fitted to ${pulses.names.length} measured devices`,
    'omits: spread of the range and of read noise over devices, correlation of successive reads, wear',
    'range: [g_min, g_max]',
    'parameters:',
    ...plain.flatMap((row) => [`  # ${row.doc}`, `  ${row.parameter}: ${quantity(row.estimate, row.unit)} # ${interval(row)}`]),
    ...(scaled
      ? [
          "  # factor on a device's SET steps (device-to-device)",
          `  step_scale: { mean: 1, std: ${digits(of('scale_std').estimate)}, min: 0, per: device } # std: ${interval(of('scale_std'))}`,
        ]
      : []),
    ...(drifting
      ? [
          '  # age at which the model gives G',
          `  t0: ${digits(fit.t0)} s`,
          '  # drift exponent',
          `  nu: ${distribution(of('nu').estimate, of('nu_std').estimate)} # mean: ${interval(of('nu'))}; std: ${interval(of('nu_std'))}`,
        ]
      : []),
    ...(state ? ['state:', `  ${state.name}: { initial: ${state.initial}, unit: "", doc: "${state.doc}" }`] : []),
    'set:',
    ...(state ? [`  ${state.name}: ${state.set}`] : []),
    `  g: g + ${scaled ? 'step_scale * ' : ''}${step}`,
    'reset:',
    `  g: reset_mean${has('reset_std') ? ' + reset_std * xi' : ''}`,
    ...(state ? [`  ${state.name}: ${state.initial}`] : []),
    ...(drifting ? ['drift: g * (age / t0) ^ (-nu)'] : []),
    `read: g + (noise_absolute${has('noise_relative') ? ' + noise_relative * g' : ''}) * xi`,
    '',
  ].join('\n')
}

function distribution(mean: number, std: number): string {
  return std > 0 ? `{ mean: ${digits(mean)}, std: ${digits(std)}, min: 0, per: device }` : digits(mean)
}

function quantity(value: number, unit: string): string {
  return unit ? `${digits(value)} ${unit}` : digits(value)
}

function digits(value: number): string {
  return String(Number(value.toPrecision(DIGITS)))
}

function interval({ low, high, unit, source }: Row): string {
  if (low === null || high === null) return source
  return `${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}${unit ? ` ${unit}` : ''}`
}
