/** A device model from measured pulses: drift and read noise first, then all candidate laws, the best of them with intervals. */
import { Matrix } from 'ml-matrix'
import { InputError } from '../../input/input-error.ts'
import { bothWays } from './both-ways.ts'
import type { Candidate } from './candidate.ts'
import { FEW_DEVICES, foreseen, heldOut, LEAD, rank, type Score } from './compare.ts'
import { type DriftFit, fitDrift } from './drift.ts'
import { GLITCHES, glitchesOf } from './glitches.ts'
import { inverseOf } from './information-matrix.ts'
import { type Estimate, information, intervals, part } from './intervals.ts'
import { nandakumar } from './nandakumar.ts'
import { freeOnes } from './objective.ts'
import { type Pulses, sorted, subset } from './pulses.ts'
import { repeatedReads } from './read-noise.ts'
import { glitch, type LeftOut, screened } from './screen.ts'
import {
  continued,
  type DeclaredRange,
  extrapolates,
  type Fitted,
  outsetOf,
  search,
  settled,
  withClamps,
  withoutChanceClamps,
  withScales,
} from './search.ts'
import { fromSibling, startsAnywhere } from './sibling.ts'
import { steps } from './steps.ts'
import { tableLaw } from './table.ts'
import { type Visits, visitsOf } from './visits.ts'

export const candidates: readonly Candidate[] = [...steps, nandakumar, tableLaw]

export interface FitOptions extends DeclaredRange {
  /** Age at which a model gives G, s. Default: the one most pulses were read at. */
  readonly t0?: number
  /** Believe every reading and every device; default: those that leap out are left out. */
  readonly keepOutliers?: boolean
  /** Names of candidates; default all. */
  readonly among?: readonly string[]
  /** Called as each has been tried. */
  readonly onCandidate?: (done: number, name: string) => void
}

export interface DeviceFit {
  readonly fitted: Fitted
  readonly estimates: readonly Estimate[]
  readonly scores: readonly Score[]
  readonly chosen: string
  /** Laws that foretell held-out devices as well, as far as these readings tell; the chosen one is the simplest. */
  readonly near: readonly string[]
  /** Laws that the readings do not tell from the chosen one, and that say something else. */
  readonly apart: readonly string[]
  /** Readings that the laws were compared on, and their devices. */
  readonly compared: { readonly readings: number; readonly devices: number }
  /** What was fitted, sorted. */
  readonly pulses: Pulses
  /** Devices and readings that were not. */
  readonly leftOut: readonly LeftOut[]
  readonly drift: DriftFit | undefined
  readonly t0: number
  /** All readings are this times what the search saw: it works in units of a tenth of the highest reading. */
  readonly unit: number
}

/** Changes from pulse to pulse below which there is nothing to fit. */
const LEAST = 20
/** Readings on which all candidates are tried, the better ones compared, and the chosen one brought near its place. */
const TRIED = 1500
/** Few devices, so that each shows its sweeps to their end. */
const TRIED_DEVICES = 20
const COMPARED = 6000
const NEARED = 80_000
/** Of so few devices, so many readings are fitted at most: stretches all along longer sweeps. */
const SEVERAL = 100
const DETAILED = 12_000
/** Quasi-Newton steps: a trial need not come to rest. */
const TRIAL_ROUNDS = 12
const ROUNDS = 40
const FEW_ROUNDS = 80
const NEAR_ROUNDS = 12
const DETAILED_ROUNDS = 25
const FULL_ROUNDS = 1
/** Of the likelihood of very many readings: a fifth of a standard error. */
const FAINT = 0.02
/** Standard errors behind the best after the trial at which a candidate is given up. */
const HOPELESS = 4
/** Log-likelihood behind the best at which it never is. */
const SLIGHT = 10
/** Parameters that a law counts for beside its own if its ends lie far beyond the readings. */
const EXTRAPOLATING = 2.5

/** @throws InputError where the readings hold too few successive pulses, or no device that responds to them */
export function fitDevice(pulses: Pulses, options: FitOptions = {}): DeviceFit {
  const all = sorted(pulses)
  const { pulses: ordered, leftOut } = options.keepOutliers ? { pulses: all, leftOut: [] } : screened(all)
  const unit = quantile(ordered.g, 0.999) / 10
  if (!(unit > 0))
    throw new InputError('nearly all readings are 0 or below; a conductance is positive: give it in uS, or its unit by --unit')
  const scaled: Pulses = { ...ordered, g: ordered.g.map((g) => g / unit) }
  const t0 = options.t0 ?? usualAge(scaled)
  const rough = repeatedReads(visitsOf(subset(scaled, NEARED).pulses, t0, undefined))
  const noise = rough.groups >= 3 ? (g: number) => rough.absolute + rough.relative * g : (g: number) => 0.02 * g + 0.02
  const drift = fitDrift(scaled, noise, options.keepOutliers)
  const some = (most: number, least?: number): Visits => {
    const { pulses: chosenOnes, kept } = subset(scaled, most, least)
    return visitsOf(
      chosenOnes,
      t0,
      drift && {
        ...drift,
        nu: Float64Array.from(kept, (d) => drift.nu[d]!),
        error: Float64Array.from(kept, (d) => drift.error[d]!),
      },
    )
  }
  const declared: DeclaredRange = {
    ...(options.gMin === undefined ? {} : { gMin: options.gMin / unit }),
    ...(options.gMax === undefined ? {} : { gMax: options.gMax / unit }),
  }
  const compared = some(COMPARED)
  const top = scaled.g.reduce((highest, g) => Math.max(highest, g), 0)
  // Stretches do not tell first guesses of steps that noise hides.
  const outset = outsetOf(
    ordered.names.length <= SEVERAL ? some(Infinity) : compared,
    declared,
    top,
    options.keepOutliers ? 0 : GLITCHES,
  )
  const { depresses } = compared
  if (outset.increments.count < LEAST || (depresses && outset.down.count < LEAST)) {
    const few = outset.increments.count < LEAST ? outset.increments.count : `${outset.down.count} (by depression pulses)`
    throw new InputError(
      `the readings hold ${few} changes from one pulse to the next; a fit needs at least ${LEAST}: read devices after successive pulses, and give pulses as counts since RESET`,
    )
  }
  const falling = depresses ? undefined : fallOf(outset.increments.dg)
  if (falling !== undefined)
    throw new InputError(
      `the readings fall from pulse to pulse, by ${Number((falling * unit).toPrecision(3))} uS in the mean, where SET pulses raise the conductance; write kind depress in the rows of depression pulses`,
    )
  const wanted = candidates.filter(({ name }) => !options.among || options.among.includes(name))
  // The memory of Nandakumar's law is one of SET pulses since RESET: it says nothing of depression.
  const among = depresses ? wanted.filter(({ name }) => name !== nandakumar.name).map(bothWays) : wanted
  if (among.length === 0)
    throw new InputError(`${nandakumar.name} has no law of depression pulses, which the readings hold; fit another`)
  // Few devices give no scores to start from, so that steps are more, and each is cheap.
  const few = compared.devices < FEW_DEVICES
  const rounds = few ? FEW_ROUNDS : ROUNDS
  // Stretches of a few long sweeps hide how steps change along them: laws tried on those rest far from their best.
  const small = few ? compared : some(TRIED, TRIED_DEVICES)
  const each = few ? FEW_ROUNDS : TRIAL_ROUNDS
  const alone = among.map((candidate, i) => {
    const fitted = search(small, candidate, outset, each, true)
    options.onCandidate?.(i + 1, candidate.name)
    return fitted
  })
  // Laws of steps start once more, from the likeliest of all: a search from first guesses may rest far from its best.
  const likeliest = (fitted: readonly Fitted[]) =>
    fitted.reduce((one, other) => (other.optimum.logLikelihood > one.optimum.logLikelihood ? other : one))
  const restarted = (before: readonly Fitted[]) => {
    const first = likeliest(before)
    return before.map((fitted, i) => {
      if (fitted === first || !startsAnywhere(among[i]!)) return fitted
      const again = fromSibling(first, among[i]!, outset, each)
      return again.optimum.logLikelihood > fitted.optimum.logLikelihood ? again : fitted
    })
  }
  const once = restarted(alone)
  // Another law may have become the likeliest by that.
  const tried = likeliest(once) === likeliest(alone) ? once : restarted(once)
  // Simplicity is that of the law: whether an end of the range is fitted depends on the readings.
  const named = (fitted: Fitted, i: number, devices: Float64Array) => ({
    name: among[i]!.name,
    parameters: among[i]!.parameters.length,
    burden: extrapolates(fitted, outset) ? EXTRAPOLATING : 0,
    devices,
  })
  // By the readings of the trial: stretches of long sweeps tell a law too little to foretell the sweeps.
  const trial = rank(tried.map((fitted, i) => named(fitted, i, foreseen(fitted, small)))).scores
  const near = trial.map(({ behind, behindError }) => behind <= Math.max(HOPELESS * behindError, SLIGHT))
  const fits = tried.map((fitted, i) => (near[i] ? continued(fitted, compared, { rounds }, true) : fitted))
  const {
    scores,
    chosen,
    near: level,
  } = rank(fits.map((fitted, i) => named(fitted, i, near[i] ? heldOut(fitted) : foreseen(fitted, compared))))
  const best = withoutChanceClamps(
    withClamps(continued(fits[chosen]!, compared, { rounds }), outset, few ? rounds : TRIAL_ROUNDS),
    outset,
    few ? rounds : NEAR_ROUNDS,
  )
  const full = refined(settled(withScales(best, rounds), rounds), some)
  return {
    fitted: full.fitted,
    estimates: intervals(full.fitted, full.observed).map((estimate) => rescaled(estimate, unit)),
    scores,
    chosen: among[chosen]!.name,
    near: level.map((i) => among[i]!.name),
    apart: scores.flatMap((score, i) => (i !== chosen && untold(scores[chosen]!, score, level.includes(i)) ? [score.name] : [])),
    compared: { readings: compared.y.length, devices: compared.devices },
    pulses: ordered,
    leftOut: [...leftOut, ...strays(full.fitted)],
    drift,
    t0,
    unit,
  }

  /** Glitches that the likelihood finds, of all readings where that is not too many. */
  function strays(fitted: Fitted): LeftOut[] {
    const visits = some(Infinity)
    const whole = { ...fitted, problem: { ...fitted.problem, visits } }
    return glitchesOf(whole).map((i) => glitch(ordered, visits.row[i]!))
  }

  /** The fit brought to all readings by steps whose information is that of the part, enlarged: one such step is enough for the last and largest. */
  function refined(start: Fitted, of: (most: number, least?: number) => Visits): { fitted: Fitted; observed: Matrix } {
    let fitted = start
    const free = freeOnes(start.problem)
    if (ordered.names.length <= SEVERAL && ordered.g.length > COMPARED) {
      // More readings of the same devices do not tell all parameters better by the same factor.
      fitted = continued(start, of(DETAILED, SEVERAL), { rounds: DETAILED_ROUNDS })
      return { fitted, observed: information(fitted, free) }
    }
    let observed = information(start, free)
    for (const most of [NEARED, Infinity]) {
      const visits = of(most)
      const before = fitted.problem.visits
      if (visits.y.length <= before.y.length) continue
      const more = visits.pulse.length / before.pulse.length
      const { active, metric } = fitted.optimum
      const inverted = most === NEARED ? inverseOf(part(Matrix.mul(observed, more), free, active)) : Matrix.div(metric, more)
      const times = most === NEARED ? NEAR_ROUNDS : FULL_ROUNDS
      fitted = continued(fitted, visits, { rounds: times, from: { active, metric: inverted }, enough: FAINT })
      observed = Matrix.mul(observed, more)
    }
    return { fitted, observed }
  }
}

/** Laws that hold the others of their list as a case, or come as near to them as a table does. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  'constant-step': ['soft-bounds', 'linear-step', 'exp-step', 'nandakumar', 'table'],
  'soft-bounds': ['linear-step', 'exp-step', 'nandakumar', 'table'],
  'linear-step': ['exp-step', 'nandakumar', 'table'],
  'exp-step': ['table'],
  nandakumar: ['table'],
}

/** Log-likelihood behind the chosen law at which odds are 20 to 1 against a law. */
const UNLIKELY = 3
/** Log-likelihood by which a law leads a case of its own by chance in one of fifty fits. */
const CHANCE = 2

/** May the other law hold in place of the chosen one? A wider law says the same where it does not lead, and a case of the chosen one lost. */
function untold(mine: Score, other: Score, near: boolean): boolean {
  // A table says nothing of why: it stands for a law only where the laws clearly fail.
  if (mine.name === tableLaw.name && other.behind < LEAD * other.behindError) return true
  if (nested(other.name, mine.name)) return false
  if (nested(mine.name, other.name)) return other.heldOut - mine.heldOut > CHANCE
  return near || mine.heldOut - other.heldOut < UNLIKELY
}

/** Does the second law hold the first as a case? */
function nested(first: string, second: string): boolean {
  if (first === second) return true
  const [one, other] = [first.split('+'), second.split('+')]
  const noise = one[1] === other[1] || other[0] === 'nandakumar' || other[0] === 'table'
  return noise && (WIDER[one[0]!] ?? []).includes(other[0]!)
}

function rescaled(estimate: Estimate, unit: number): Estimate {
  if (estimate.unit !== 'uS') return estimate
  const times = (value: number | null) => (value === null ? null : value * unit)
  return { ...estimate, estimate: estimate.estimate * unit, low: times(estimate.low), high: times(estimate.high) }
}

/** Standard errors below 0 at which changes fall without a doubt. */
const FALLS = 5

/** Mean fall, where changes clearly fall. Glitches come and go: they do not tilt a trimmed mean. */
function fallOf(changes: Float64Array): number | undefined {
  const ordered = changes.slice().sort()
  const cut = Math.floor(0.05 * ordered.length)
  const kept = ordered.subarray(cut, ordered.length - cut)
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length
  const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length
  return mean < -FALLS * Math.sqrt(variance / kept.length) && mean < 0 ? -mean : undefined
}

function quantile(values: Float64Array, share: number): number {
  const ordered = values.slice().sort()
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))]!
}

/** Median age of the first reading after SET pulses, to three digits. */
function usualAge({ device, pulse, elapsed }: Pulses): number {
  const ages: number[] = []
  for (let i = 0; i < pulse.length; i++) {
    if (pulse[i]! > 0 && (i === 0 || pulse[i] !== pulse[i - 1] || device[i] !== device[i - 1])) ages.push(elapsed[i]!)
  }
  return Number(quantile(Float64Array.from(ages), 0.5).toPrecision(3))
}
