/** A fit as a recipe: the file that `device:` of a spec takes, with the interval of each parameter beside it. */
import type { DeviceFit } from '../../devices/fit/fit.ts'
import type { PulsesFile } from './read-pulses.ts'
import type { Row } from './report.ts'

/** Digits that a recipe gives a fitted number: more than any interval needs, the same on every machine. */
const DIGITS = 6

/** @param doubts why the recipe is not to be used as it stands: written at its head */
export function recipeText(
  name: string,
  fit: DeviceFit,
  { file, sha256, pulses }: PulsesFile,
  rows: readonly Row[],
  doubts: readonly string[],
): string {
  const { candidate } = fit.fitted.problem
  const { mean, std, state, down } = candidate.equations
  const has = (parameter: string) => rows.some((row) => row.parameter === parameter)
  const of = (parameter: string) => rows.find((row) => row.parameter === parameter)!
  const scaled = has('scale_std') && of('scale_std').estimate > 0
  const drifting = has('nu')
  const scaledDown = has('scale_down_std') && of('scale_down_std').estimate > 0
  const ends = (['g_min', 'g_max'] as const).filter((end) => has(`${end}_std`) && of(`${end}_std`).estimate > 0)
  const special = ['scale_std', 'scale_down_std', 'nu', 'nu_std', 'g_min_std', 'g_max_std', ...ends]
  const plain = rows.filter(({ parameter }) => !special.includes(parameter))
  // Steps go by the mean range unless the law says that a device's own range makes them.
  const ofRange = (text: string) =>
    candidate.ownRange ? text : ends.reduce((done, end) => done.replace(new RegExp(`\\b${end}\\b`, 'g'), `${end}_mean`), text)
  const step = `(${ofRange(mean)} + (${ofRange(std)}) * xi)`
  const stepDown = down && `(${ofRange(down.mean)} + (${ofRange(down.std)}) * xi)`
  const factor = (parameter: string, what: string) => [
    `  # factor on a device's ${what} steps (device-to-device)`,
    `  ${parameter}: { mean: 1, std: ${digits(of(`${parameter.replace('step_', '')}_std`).estimate)}, min: 0, per: device } # std: ${interval(of(`${parameter.replace('step_', '')}_std`))}`,
  ]
  const spreadEnd = (end: 'g_min' | 'g_max') => {
    const [middle, spread] = [of(end), of(`${end}_std`)]
    // The ends of no device meet: beyond this an end keeps to its side of the range.
    const between = (of('g_min').estimate + of('g_max').estimate) / 2
    const limits = end === 'g_min' ? `min: 0 uS, max: ${digits(between)} uS` : `min: ${digits(between)} uS`
    return [
      `  # ${middle.doc}`,
      `  ${end}: { mean: ${digits(middle.estimate)} uS, std: ${digits(spread.estimate)} uS, ${limits}, per: device } # mean: ${interval(middle)}; std: ${interval(spread)}`,
      ...(candidate.ownRange ? [] : [`  ${end}_mean: ${digits(middle.estimate)} uS # of all devices: the steps go by it`]),
    ]
  }
  return [
    `# Fitted by memxbar device fit to ${file.split(/[\\/]/).at(-1)}: ${pulses.g.length} readings of ${pulses.names.length} devices.`,
    `# sha256 of that file: ${sha256}`,
    ...(doubts.length > 0 ? ['# NOT TO BE USED AS IT STANDS:', ...doubts.map((doubt) => `# - ${doubt}`)] : []),
    `# Law: ${fit.chosen}, ${candidate.title}. Comments give 95 % intervals.`,
    `name: ${name}`,
    `title: ${fit.chosen} fitted to ${pulses.names.length} measured devices`,
    `omits: ${ends.length < 2 ? 'spread of the range and of read noise' : 'spread of read noise'} over devices, correlation of successive reads, wear`,
    'range: [g_min, g_max]',
    'parameters:',
    ...plain.flatMap((row) => [`  # ${row.doc}`, `  ${row.parameter}: ${quantity(row.estimate, row.unit)} # ${interval(row)}`]),
    ...ends.flatMap(spreadEnd),
    ...(scaled ? factor('step_scale', 'SET') : []),
    ...(scaledDown ? factor('step_scale_down', 'depression') : []),
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
    ...(stepDown ? ['depress:', `  g: g - ${scaledDown ? 'step_scale_down * ' : ''}${stepDown}`] : []),
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
