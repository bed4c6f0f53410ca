/** Checks of drift: exponents are as declared, and each device keeps its exponent for life. */
import { log } from '../../kernels/math.ts'
import type { DeviceModel } from '../model.ts'
import { play, RESET, SET, type Step, times, told } from './life.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { covariance, interval, MOST_STANDARD_ERRORS, moments } from './statistics.ts'
import { type Population, populate, type Subject } from './subject.ts'

/** Ages in units of t0; one decade between the first two and the last two. */
const AGES = [2, 20, 200, 2000]
/** Number of reads at each age if read noise cannot be switched off. */
const READS = 64
/** Error of an exponent due to float32 reads and approximate logarithms. */
const RESOLUTION = 1e-5

interface Slopes {
  /** Devices whose drift could be measured. */
  readonly ids: readonly number[]
  /** Exponents over all ages, from two independent halves of the reads (equal without read noise). */
  readonly halves: readonly [Float64Array, Float64Array]
  /** Over the first decade, and over the last. */
  readonly early: Float64Array
  readonly late: Float64Array
}

/** Checks mean and spread over devices of the exponents measured by reads. */
export function exponent(subject: Subject): Finding {
  const { declares } = subject.model
  if (!declares?.drift) return notApplicable('no drift exponent declared')
  const { mean, std } = driftOf(subject)
  const { halves } = slopes(subject)
  const found = moments(halves[0].map((nu, i) => (nu + halves[1][i]!) / 2))
  const variance = covariance(halves[0], halves[1])
  const tolerance = MOST_STANDARD_ERRORS * found.se + RESOLUTION
  const varianceTolerance = MOST_STANDARD_ERRORS * variance.se + RESOLUTION ** 2
  const spread = Math.sqrt(Math.max(0, variance.value))
  const spreadError = MOST_STANDARD_ERRORS * (spread > 0 ? variance.se / (2 * spread) : Math.sqrt(variance.se))
  const measured = `nu ${interval(found.mean, tolerance, short)}, std ${interval(spread, spreadError, short)} (${found.n} devices)`
  const allowed = `nu ${short(mean)}, std ${short(std)} within the interval`
  const counterexample = { devices: [], sequence: sequenceOf(subject), values: { nu: short(found.mean), nu_std: short(spread) } }
  if (!(Math.abs(found.mean - mean) <= tolerance)) {
    return failed(
      measured,
      allowed,
      `drift exponent: reads show ${short(found.mean)}, declared is ${short(mean)}`,
      counterexample,
    )
  }
  if (!(Math.abs(variance.value - std * std) <= varianceTolerance)) {
    return failed(
      measured,
      allowed,
      `spread of the drift exponent: reads show ${short(spread)}, declared is ${short(std)}`,
      counterexample,
    )
  }
  return passed(measured, allowed)
}

/** The exponent of a device is the same at all ages, and after further pulses. */
export function exponentPersists(subject: Subject): Finding {
  if (!subject.model.declares?.drift) return notApplicable('no drift exponent declared')
  const first = slopes(subject)
  const again = slopes(subject, [SET, RESET, SET, SET])
  const ages = covariance(first.early, first.late)
  const lives = covariance(
    first.ids.map((_, i) => (first.halves[0][i]! + first.halves[1][i]!) / 2),
    first.ids.map((_, i) => (again.halves[0][i]! + again.halves[1][i]!) / 2),
  )
  const { std } = driftOf(subject)
  const noiseless = subject.has('read_noise')
  // Without noise, the exponents are compared device by device; with noise, by the share of their spread that persists.
  const distance = noiseless ? furthest(first, again) : { excess: 0, id: first.ids[0] ?? 0, over: 'ages', values: {} }
  const whole = covariance(first.halves[0], first.halves[1]).value
  const share = (part: typeof ages) => (std > 0 ? part.value / whole : 1)
  const missing = (part: typeof ages) => whole - part.value > MOST_STANDARD_ERRORS * part.se + RESOLUTION ** 2
  const measured = `${short(100 * share(ages))} % of the spread persists over ages, ${short(100 * share(lives))} % over pulses`
  const allowed = noiseless ? 'each device as before, within 0.001' : '100 % within the interval'
  if (distance.excess <= 1 && !(std > 0 && (missing(ages) || missing(lives)))) return passed(measured, allowed)
  const resampled = noiseless ? distance.over === 'ages' : missing(ages)
  const diagnosis = resampled
    ? 'drift is resampled at each read: draw the exponent once per device, in init, into a column'
    : 'drift is resampled at pulses: a device keeps its exponent for life; draw it in init only'
  const counterexample = { devices: [distance.id], sequence: sequenceOf(subject), values: distance.values }
  return failed(measured, allowed, diagnosis, counterexample)
}

/** The declared drift exponents; 0 if drift is switched off. */
function driftOf({ model }: Subject): { readonly mean: number; readonly std: number } {
  const { exponent: mean, std } = model.declares!.drift!
  return { mean, std }
}

function sequenceOf({ model }: Subject): string {
  const { t0 } = model.declares!.drift!
  return told([{ op: 'program', to: 0.6 }, ...AGES.map((age): Step => ({ op: 'read', age: age * t0 }))])
}

function furthest(first: Slopes, again: Slopes) {
  let worst = { excess: 0, id: first.ids[0] ?? 0, over: 'ages', values: {} as Record<string, string> }
  const later = new Map(again.ids.map((id, i) => [id, again.halves[0][i]!]))
  first.ids.forEach((id, i) => {
    const [early, late, before] = [first.early[i]!, first.late[i]!, first.halves[0][i]!]
    const after = later.get(id) ?? before
    const [overAges, overPulses] = [Math.abs(early - late) / 1e-3, Math.abs(before - after) / 1e-3]
    if (overAges > worst.excess)
      worst = { excess: overAges, id, over: 'ages', values: { nu_early: short(early), nu_late: short(late) } }
    if (overAges <= 1 && overPulses > worst.excess)
      worst = { excess: overPulses, id, over: 'pulses', values: { nu_before: short(before), nu_after: short(after) } }
  })
  return worst
}

function slopes(subject: Subject, life: readonly Step[] = []): Slopes {
  const quiet = subject.has('read_noise')
  const model: DeviceModel = quiet ? subject.without('read_noise') : subject.model
  const population = populate(subject, model, subject.devices)
  play(population, [...times(2, SET), RESET, ...life, { op: 'program', to: 0.6 }])
  const { t0 } = subject.model.declares!.drift!
  const reads = quiet ? 1 : READS / 2
  const half = (number: number) => AGES.map((age, a) => averaged(population, age * t0, reads, (2 * a + number) * reads))
  const [first, second] = [half(0), quiet ? undefined : half(1)]
  const other = second ?? first
  const ids = population.all.ids.filter((id) => [...first, ...other].every((column) => column[id]! > 0))
  const over = (columns: readonly Float64Array[], from: number, to: number) =>
    Float64Array.from(ids, (id) => -log(columns[to]![id]! / columns[from]![id]!) / log(AGES[to]! / AGES[from]!))
  return {
    ids: Array.from(ids),
    halves: [over(first, 0, 3), over(other, 0, 3)],
    early: over(first, 0, 1),
    late: over(other, 2, 3),
  }
}

/** Mean of `n` reads of every device, `age` s after its last pulse. */
function averaged(population: Population, age: number, n: number, event: number): Float64Array {
  const sum = new Float64Array(population.out.length)
  for (let read = 0; read < n; read++) {
    play(population, [{ op: 'read', age, event: event + read }])
    for (let id = 0; id < sum.length; id++) sum[id] = sum[id]! + population.out[id]! / n
  }
  return sum
}
