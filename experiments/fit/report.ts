/** A fit in numbers: parameters with their intervals, candidates with their scores, and what is left over. */
import type { DeviceFit } from '../../devices/fit/fit.ts'
import { residualsOf } from '../../devices/fit/residuals.ts'
import { doubtsOf } from '../../devices/fit/trust.ts'
import { asymmetryOf } from './asymmetry.ts'
import type { PulsesFile } from './read-pulses.ts'

/** A parameter of the model. */
export interface Row {
  readonly parameter: string
  readonly estimate: number
  /** 95 % interval; null where the parameter was not fitted. */
  readonly low: number | null
  readonly high: number | null
  readonly unit: string
  readonly doc: string
  /** Where the value is from: fitted, declared, or what stands in for what the readings do not tell. */
  readonly source: string
}

export function parameterRows(
  { estimates, drift }: DeviceFit,
  declared: { readonly gMin?: number; readonly gMax?: number },
): Row[] {
  const wasRead = estimates.some(({ name, low }) => name === 'reset_mean' && low !== null)
  const rows = estimates.map(({ name, estimate, low, high, unit, doc, seldom }): Row => {
    const source = low !== null ? 'fitted' : seldom ? 'few pulses end at it: best guess' : sourceOf(name, declared, wasRead)
    return { parameter: name, estimate: printed(estimate), low: printed(low), high: printed(high), unit, doc, source }
  })
  const known = rows.filter(({ parameter, estimate, source }) => source === 'fitted' || estimate !== 0 || parameter === 'g_min')
  if (!drift) return known
  const row = (parameter: string, doc: string, { estimate, low, high }: { estimate: number; low: number; high: number }): Row => {
    return { parameter, estimate: printed(estimate), low: printed(low), high: printed(high), unit: '', doc, source: 'fitted' }
  }
  const spread = row('nu_std', 'std of the drift exponent over devices (device-to-device)', drift.std)
  return [...known, row('nu', 'drift exponent, mean over devices', drift.mean), spread]
}

/** @param wasRead the state after RESET */
function sourceOf(name: string, declared: { readonly gMin?: number; readonly gMax?: number }, wasRead: boolean): string {
  if ((name === 'g_min' && declared.gMin !== undefined) || (name === 'g_max' && declared.gMax !== undefined)) return 'declared'
  if (name === 'g_min') return `no pulse ends at it: ${wasRead ? 'the level after RESET' : 'the lowest readings'}`
  if (name === 'g_max') return 'no pulse ends at it: the highest reading fitted'
  if (name === 'reset_mean') return 'RESET was not read: the lowest readings'
  return 'not told by these readings'
}

/** Seven digits, so that a last bit shows nowhere. */
function printed<T extends number | null>(value: T): T {
  return (value === null ? null : Number(value.toPrecision(7))) as T
}

export function fitReport(fit: DeviceFit, { file, sha256, pulses, blank, assumed }: PulsesFile, rows: readonly Row[]) {
  const found = residualsOf(fit.fitted, fit.unit)
  const { variance, ...residuals } = found
  const total = variance.deviceToDevice + variance.cycleToCycle
  return {
    file: file.split(/[\\/]/).at(-1)!,
    sha256,
    readings: pulses.g.length,
    devices: pulses.names.length,
    law: fit.chosen,
    choice: choiceText(fit),
    doubts: doubtsOf(fit, found),
    converged: fit.fitted.optimum.converged,
    rows_without_reading: blank,
    left_out: fit.leftOut.map(({ device, lines, whole, why }) => ({ device, lines, whole, why })),
    notes: [...assumed, ...notesOf(fit)],
    ...asymmetryOf(rows),
    t0_s: fit.t0,
    parameters: rows,
    candidates: fit.scores.map(({ name, heldOut, behind, behindError, parameters }) => ({
      candidate: name,
      choice: name === fit.chosen ? 'chosen' : fit.near.includes(name) ? 'as good' : '',
      parameters,
      held_out_log_likelihood: printed(heldOut),
      behind_best: printed(behind),
      standard_error: printed(behindError),
    })),
    step_variance: {
      device_to_device_us2: printed(variance.deviceToDevice),
      cycle_to_cycle_us2: printed(variance.cycleToCycle),
      device_to_device_share: printed(total > 0 ? variance.deviceToDevice / total : 0),
    },
    residuals: {
      count: residuals.count,
      ks_distance: printed(residuals.distance),
      ks_p: printed(residuals.p),
      by_conductance_us: residuals.byConductance.map(rounded),
      by_pulse: residuals.byPulse.map(rounded),
    },
  }
}

/** Why this law. */
function choiceText({ chosen, near, scores, compared }: DeviceFit): string {
  const best = scores.reduce((a, b) => (b.behind < a.behind ? b : a)).name
  const by = `by the log-likelihood of held-out readings (${compared.readings} readings of ${compared.devices} devices)`
  if (scores.length === 1) return 'the only law tried'
  if (near.length === 1) return `it leads all others clearly ${by}`
  const others = near.filter((name) => name !== chosen).join(', ')
  if (chosen === best) return `it is the best ${by}, and the simplest of those that are as good (${others})`
  return `${best} leads ${by}, but not clearly; of those it does not lead clearly (${others}, ${chosen}) this is the simplest`
}

/** What a reader of the numbers must know. */
function notesOf({ pulses, fitted }: DeviceFit): string[] {
  const notes: string[] = []
  if (pulses.names.length === 1)
    notes.push('one device was measured: nothing is known of how devices differ, and the recipe makes all alike')
  const { visits } = fitted.problem
  const [cut, last] = [
    visits.devices * visits.mostPulses > visits.pulse.length + visits.devices,
    visits.y.length < pulses.g.length,
  ]
  if (last)
    notes.push(
      `the law is fitted to ${visits.y.length} of ${pulses.g.length} readings: those near t0${cut ? ', and of long sweeps stretches all along them' : ''}`,
    )
  return notes
}

function rounded<T extends Readonly<Record<string, number>>>(bin: T): T {
  return Object.fromEntries(Object.entries(bin).map(([key, value]) => [key, printed(value)])) as T
}
