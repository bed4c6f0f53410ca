/** `memxbar device fit`: a device model from measured pulses. */
import { candidates, fitDevice } from '../devices/fit/fit.ts'
import { readPulses } from '../experiments/fit/read-pulses.ts'
import { recipeText } from '../experiments/fit/recipe-text.ts'
import { fitReport, parameterRows } from '../experiments/fit/report.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { deviceFitFigure } from '../figures/device-fit.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { parseQuantity } from '../input/units.ts'
import { createProgress, shown, table } from './terminal.ts'

interface FitFlags {
  readonly out: string
  readonly columns?: string
  readonly unit?: string
  readonly range?: string
  readonly t0?: string
  readonly among?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

const PARAMETERS = ['parameter', 'estimate', 'low', 'high', 'unit', 'source'] as const
const CANDIDATES = ['candidate', 'parameters', 'held_out_log_likelihood', 'behind_best', 'standard_error'] as const

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
  const progress = await createProgress((among ?? known).length, 'fit', flags.quiet ?? false)
  const fit = fitDevice(data.pulses, {
    ...declared,
    ...(t0 === undefined ? {} : { t0 }),
    ...(among === undefined ? {} : { among }),
    onCandidate: (done, name) => progress.update(done, name),
  })
  progress.stop()
  const rows = parameterRows(fit, declared)
  const report = fitReport(fit, data, rows)
  const stem = flags.out.replace(/\.ya?ml$/, '')
  const title = recipeName(stem)
  writeWhole(flags.out, recipeText(title, fit, data, rows))
  writeWhole(`${stem}.fit.json`, `${JSON.stringify(report, null, 2)}\n`)
  writeWhole(
    `${stem}.fit.csv`,
    csv(
      rows.map(({ doc: _, ...row }) => row),
      PARAMETERS,
    ),
  )
  const figure = await deviceFitFigure(data.pulses, fit, title)
  writeWhole(`${stem}.svg`, figure.svg)
  writeWhole(`${stem}.png`, figure.png)
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`)
    return
  }
  const best = [...report.candidates].sort((a, b) => a.behind_best - b.behind_best)
  const { device_to_device_share: share } = report.step_variance
  const { ks_distance: distance, ks_p: p, count } = report.residuals
  const lines = [
    `${report.readings} readings of ${report.devices} devices. Law: ${report.law}.\n`,
    table(best, CANDIDATES),
    table(rows as unknown as Record<string, unknown>[], PARAMETERS),
    `Variance of a SET step: ${shown(100 * share)} % device-to-device, ${shown(100 * (1 - share))} % cycle-to-cycle.`,
    `Residuals: Kolmogorov-Smirnov distance ${shown(distance)} from normal over ${count} pulses, p = ${shown(p)}.`,
    `Wrote ${flags.out}, ${stem}.fit.json, ${stem}.fit.csv, ${stem}.svg, ${stem}.png.\n`,
  ]
  process.stdout.write(lines.join('\n'))
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
