/** `memxbar device fit`: a device model from measured pulses. */
import { candidates, fitDevice } from '../devices/fit/fit.ts'
import { ofDevices, type Pulses } from '../devices/fit/pulses.ts'
import type { LeftOut } from '../devices/fit/screen.ts'
import type { Told } from '../experiments/fit/asymmetry.ts'
import { type PulsesFile, readPulses } from '../experiments/fit/read-pulses.ts'
import { recipeText } from '../experiments/fit/recipe-text.ts'
import { fitReport, parameterRows } from '../experiments/fit/report.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { deviceFitFigure } from '../figures/device-fit.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { parseQuantity } from '../input/units.ts'
import { createProgress, formatValue, table } from './terminal.ts'

interface FitFlags {
  readonly out: string
  readonly columns?: string
  readonly unit?: string
  readonly range?: string
  readonly t0?: string
  readonly among?: string
  readonly exclude?: string
  readonly keepOutliers?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const PARAMETERS = ['parameter', 'estimate', 'low', 'high', 'unit', 'source'] as const
const CANDIDATES = ['candidate', 'choice', 'parameters', 'held_out_log_likelihood', 'behind_best', 'standard_error'] as const

export async function deviceFit(file: string, flags: FitFlags): Promise<void> {
  if (!/\.ya?ml$/.test(flags.out)) throw new InputError(`--out: "${flags.out}" is no recipe; give a name that ends in .yaml`)
  const declared = await rangeOf(flags.range)
  const among = flags.among?.split(',').map((name) => name.trim())
  const known = candidates.map(({ name }) => name)
  for (const name of among ?? []) {
    if (!known.includes(name)) throw new InputError(`--among: unknown law "${name}"; ${suggest(name, known)}`)
  }
  const t0 = flags.t0 === undefined ? undefined : await parseQuantity(flags.t0, 's', '--t0')
  if (t0 !== undefined && !(t0 > 0)) throw new InputError(`--t0: ${t0} s is no age; give a time above 0`)
  const data = await readPulses(file, {
    ...(flags.columns === undefined ? {} : { columns: flags.columns }),
    ...(flags.unit === undefined ? {} : { units: flags.unit }),
  })
  const excluded = flags.exclude === undefined ? [] : flags.exclude.split(',').map((name) => name.trim())
  const pulses = withoutDevices(data.pulses, excluded)
  const progress = await createProgress((among ?? known).length, 'fit', flags.quiet ?? false)
  const fit = fitDevice(pulses, {
    ...declared,
    ...(flags.keepOutliers ? { keepOutliers: true } : {}),
    ...(t0 === undefined ? {} : { t0 }),
    ...(among === undefined ? {} : { among }),
    onCandidate: (done, name) => progress.update(done, name),
  })
  progress.stop()
  const rows = parameterRows(fit, declared)
  const report = fitReport(fit, data, rows)
  const stem = flags.out.replace(/\.ya?ml$/, '')
  const title = recipeName(stem)
  writeWhole(flags.out, recipeText(title, fit, data, rows, report.doubts))
  writeWhole(`${stem}.fit.json`, `${JSON.stringify(report, null, 2)}\n`)
  writeWhole(
    `${stem}.fit.csv`,
    csv(
      rows.map(({ doc: _, ...row }) => row),
      PARAMETERS,
    ),
  )
  const figure = await deviceFitFigure(fit.pulses, fit, title)
  writeWhole(`${stem}.svg`, figure.svg)
  writeWhole(`${stem}.png`, figure.png)
  // A recipe that is not to be trusted must not pass in a script.
  if (report.doubts.length > 0) process.exitCode = 1
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`)
    return
  }
  const best = [...report.candidates].sort((a, b) => a.behind_best - b.behind_best)
  const { device_to_device_share: share } = report.step_variance
  const { ks_distance: distance, ks_p: p, count } = report.residuals
  const lines = [
    `${report.readings} readings of ${counted(report.devices)}. Law: ${report.law}.`,
    ...leftOutLines(fit.leftOut, data.blank, excluded),
    '',
    table(best, CANDIDATES),
    `Chosen: ${report.law}; ${report.choice}.\n`,
    table(rows as unknown as Record<string, unknown>[], PARAMETERS),
    `Variance of a SET step: ${formatValue(100 * share)} % device-to-device, ${formatValue(100 * (1 - share))} % cycle-to-cycle.`,
    `Residuals: Kolmogorov-Smirnov distance ${formatValue(distance)} from normal over ${count} pulses, p = ${formatValue(p)}.`,
    ...toldOf('Asymmetry of the steps, (dw - dw_down) / (dw + dw_down)', report.asymmetry, ''),
    ...toldOf('Symmetric point', report.symmetric_point_us, ' uS'),
    ...report.notes.map((note) => `Note: ${note}.`),
    ...(report.doubts.length > 0
      ? [
          '\nNot to be used as it stands:',
          ...report.doubts.map((doubt) => `- ${doubt}`),
          'The recipe says so too; exit status 1.\n',
        ]
      : []),
    `Wrote ${flags.out}, ${stem}.fit.json, ${stem}.fit.csv, ${stem}.svg, ${stem}.png.\n`,
  ]
  process.stdout.write(lines.join('\n'))
}

function counted(devices: number): string {
  return devices === 1 ? 'one device' : `${devices} devices`
}

/** @throws InputError where one of them is not there, or none is left */
function withoutDevices(pulses: Pulses, excluded: readonly string[]): Pulses {
  for (const name of excluded) {
    if (!pulses.names.includes(name)) throw new InputError(`--exclude: no device "${name}"; ${suggest(name, pulses.names)}`)
  }
  const kept = [...pulses.names.keys()].filter((d) => !excluded.includes(pulses.names[d]!))
  if (kept.length === 0) throw new InputError('--exclude: no device is left to fit; leave some in')
  return ofDevices(pulses, kept)
}

/** Lines that are named at most, of those left out. */
const NAMED = 12

/** What was not fitted, and why. */
function leftOutLines(leftOut: readonly LeftOut[], blank: PulsesFile['blank'], excluded: readonly string[]): string[] {
  const many = (some: readonly number[], count: number) => `${some.slice(0, NAMED).join(', ')}${count > NAMED ? ', ...' : ''}`
  const devices = leftOut.filter(({ whole }) => whole)
  const glitches = leftOut.filter(({ whole }) => !whole).flatMap((one) => one.lines)
  glitches.sort((a, b) => a - b)
  const lines = devices.map(
    ({ device, lines: [first, last], why }) => `Left out: device "${device}" (lines ${first} to ${last}) ${why}.`,
  )
  if (glitches.length > 0)
    lines.push(`Left out: ${glitches.length} readings that are glitches (lines ${many(glitches, glitches.length)}).`)
  if (blank.count > 0) lines.push(`Skipped: ${blank.count} rows without a reading (lines ${many(blank.lines, blank.count)}).`)
  if (excluded.length > 0) lines.push(`Excluded: ${excluded.join(', ')}.`)
  if (devices.length + glitches.length > 0) lines.push('--keep-outliers fits them too.')
  return lines
}

function toldOf(what: string, told: Told | undefined, unit: string): string[] {
  return told ? [`${what}: ${formatValue(told.estimate)}${unit} (${formatValue(told.low)} to ${formatValue(told.high)}).`] : []
}

async function rangeOf(text: string | undefined): Promise<{ gMin?: number; gMax?: number }> {
  if (text === undefined) return {}
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length !== 2)
    throw new InputError(`--range: "${text}" is no range; write for example "0.1 uS,12 uS", or "0.1 uS," for one end`)
  const [gMin, gMax] = await Promise.all(parts.map((part) => (part === '' ? undefined : parseQuantity(part, 'uS', '--range'))))
  if (gMin !== undefined && gMax !== undefined && !(gMin < gMax)) throw new InputError(`--range: ${gMin} is not below ${gMax} uS`)
  return { ...(gMin === undefined ? {} : { gMin }), ...(gMax === undefined ? {} : { gMax }) }
}

/** A recipe's name from its file's. */
function recipeName(stem: string): string {
  const name = stem
    .split(/[\\/]/)
    .at(-1)!
    .replace(/[^A-Za-z0-9._-]/g, '-')
  return /^[A-Za-z]/.test(name) ? name : `device-${name}`
}
