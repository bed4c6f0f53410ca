/** A device model from measured pulses: drift and read noise first, then all candidate laws, the best of them with intervals. */
import type { Candidate } from './candidate.ts'
import { heldOut, rank, type Score } from './compare.ts'
import { type DriftFit, fitDrift } from './drift.ts'
import { covarianceOf, type Estimate, information, intervals } from './intervals.ts'
import { nandakumar } from './nandakumar.ts'
import { type Pulses, select, sorted } from './pulses.ts'
import { repeatedReads } from './read-noise.ts'
import { type DeclaredRange, type Fitted, outsetOf, search } from './search.ts'
import { steps } from './steps.ts'
import { tableLaw } from './table.ts'
import { type Visits, visitsOf } from './visits.ts'

export const candidates: readonly Candidate[] = [...steps, nandakumar, tableLaw]

export interface FitOptions extends DeclaredRange {
  /** Age at which a model gives G, s. Default: the one most pulses were read at. */
  readonly t0?: number
  /** Names of candidates; default all. */
  readonly among?: readonly string[]
  readonly onCandidate?: (done: number, of: number, name: string) => void
}

export interface DeviceFit {
  readonly fitted: Fitted
  readonly estimates: readonly Estimate[]
  readonly scores: readonly Score[]
  readonly chosen: string
  readonly drift: DriftFit | undefined
  readonly t0: number
  readonly visits: Visits
  /** All readings are this times what the search saw: it works in units of a tenth of the highest reading. */
  readonly unit: number
}

/** Pulses that candidates are compared on at most; the chosen one is then fitted to all. */
const COMPARED = 6000

export function fitDevice(pulses: Pulses, options: FitOptions = {}): DeviceFit {
  const ordered = sorted(pulses)
  const unit = Math.max(...quantiles(ordered.g, [0.999])) / 10
  const scaled: Pulses = { ...ordered, g: ordered.g.map((g) => g / unit) }
  const t0 = options.t0 ?? usualAge(scaled)
  const rough = repeatedReads(visitsOf(scaled, t0, undefined))
  const noise = rough.groups >= 3 ? (g: number) => rough.absolute + rough.relative * g : (g: number) => 0.02 * g + 0.02
  const drift = fitDrift(scaled, noise)
  const declared: DeclaredRange = {
    ...(options.gMin === undefined ? {} : { gMin: options.gMin / unit }),
    ...(options.gMax === undefined ? {} : { gMax: options.gMax / unit }),
  }
  const part = subset(scaled, COMPARED)
  const partDrift = part === scaled ? drift : fitDrift(part, noise)
  const visits = visitsOf(part, t0, partDrift)
  const outset = outsetOf(visits, declared)
  const among = candidates.filter(({ name }) => !options.among || options.among.includes(name))
  const fits = among.map((candidate, i) => {
    options.onCandidate?.(i, among.length, candidate.name)
    return search(visits, candidate, outset)
  })
  const devices = fits.map((fitted, i) => ({
    name: among[i]!.name,
    parameters: fitted.problem.parameters.filter(({ free }) => free).length,
    devices: heldOut(fitted),
  }))
  const { scores, chosen } = rank(devices)
  const fitted = fits[chosen]!
  const observed = information(fitted)
  const estimates = intervals(fitted, observed).map((estimate) => rescaled(estimate, unit))
  return { fitted, estimates, scores, chosen: among[chosen]!.name, drift, t0, visits, unit }
}

function rescaled(estimate: Estimate, unit: number): Estimate {
  if (estimate.unit !== 'uS') return estimate
  const times = (value: number | null) => (value === null ? null : value * unit)
  return { ...estimate, estimate: estimate.estimate * unit, low: times(estimate.low), high: times(estimate.high) }
}

function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  const ordered = values.slice().sort()
  return shares.map((share) => ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))]!)
}

/** Median age of the first reading after SET pulses, to three digits. */
function usualAge({ device, pulse, elapsed }: Pulses): number {
  const ages: number[] = []
  for (let i = 0; i < pulse.length; i++) {
    if (pulse[i]! > 0 && (i === 0 || pulse[i] !== pulse[i - 1] || device[i] !== device[i - 1])) ages.push(elapsed[i]!)
  }
  return Number(quantiles(Float64Array.from(ages), [0.5])[0]!.toPrecision(3))
}

/** Readings of about `most` pulses: of every k-th device, and of their first sweeps where that is still too much. */
function subset(pulses: Pulses, most: number): Pulses {
  return pulses.g.length <= most ? pulses : select(pulses, Uint32Array.from(pulses.g.keys()))
}
