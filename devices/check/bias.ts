/**
 * Checks that noise has mean 0, except for the effect of clamps at the ends of the range, or of the range of each device. Another
 * clamp shifts the mean of a population: read noise clamped at g_min instead of 0 makes a device of 0.1 uS read 0.15 uS.
 */
import { DEPRESS, play, RESET, SET, type Step, times, told } from './life.ts'
import { rampLength } from './lives.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { MOST_STANDARD_ERRORS, moments } from './statistics.ts'
import { type Population, populate, type Subject } from './subject.ts'

/**
 * Allowed deviation of the mean beyond its standard error, as a share of the std of the noise. Reads are symmetric in all models we
 * know; a pulse may have skewed noise (log-normal of sigma 0.5: 0.22), whose mean differs from the value at mean draws.
 */
const SLACK_OF_READS = 0.1
const SLACK_OF_PULSES = 0.25

/** A larger share of outcomes at one end indicates a clamp. */
const PILE = 0.01

interface Case {
  readonly name: string
  readonly before: readonly Step[]
  readonly step: Step
}

interface Bias {
  readonly which: Case
  readonly bias: number
  /** Allowed range of the deviation of the mean. */
  readonly low: number
  readonly high: number
  readonly id: number
  /** Whether many outcomes are the same number, as after a clamp. */
  readonly piled: boolean
  readonly values: { readonly noiseless_us: string; readonly noisy_us: string }
}

export function unbiased(subject: Subject): Finding {
  if (!subject.has('write_noise', 'read_noise')) return notApplicable('no switches write_noise and read_noise')
  const ends = endsOf(subject)
  const biases = casesOf(subject).map((each) => biasOf(subject, each, ends))
  const excess = (each: Bias) => Math.max(each.bias / each.high, each.bias / each.low)
  const worst = biases.reduce((most, each) => (excess(each) > excess(most) ? each : most))
  const { which, bias, low, high, id, values } = worst
  const measured = `mean off by ${short(bias)} uS (${which.name})`
  const allowed = `${short(low)} to ${short(high)} uS`
  if (bias >= low && bias <= high) return passed(measured, allowed)
  const way = bias > 0 ? 'above' : 'below'
  const clamp =
    which.step.op === 'read' || which.step.op === 'reset' ? 'clamp at 0 only, not at g_min' : 'clamp at the range only'
  const mean = `the mean with noise is ${short(Math.abs(bias))} uS ${way} the noiseless value (${which.name}), more than the declared ends explain`
  const diagnosis = worst.piled
    ? `biased clamp: ${mean}; ${clamp}`
    : `${mean}: the noise is one-sided or skewed, or a clamp cuts it. If this is intended, include the mean in the noiseless value; if not, ${clamp}`
  const counterexample = { devices: [id], sequence: told([...which.before, which.step]), values }
  return failed(measured, allowed, diagnosis, counterexample)
}

function casesOf({ model }: Subject): Case[] {
  const read: Step = { op: 'read', age: 100 }
  const few = times(2, SET)
  const many = times(10, SET)
  const cases: Case[] = [
    { name: 'read after RESET', before: [], step: read },
    { name: 'read after two SETs', before: few, step: read },
    { name: 'read after ten SETs', before: many, step: read },
    { name: 'RESET', before: many, step: RESET },
    { name: 'SET after RESET', before: [], step: SET },
    { name: 'SET after two SETs', before: few, step: SET },
  ]
  return model.depress ? [...cases, { name: 'depression after ten SETs', before: many, step: DEPRESS }] : cases
}

/** The ends of the range of each device, from noiseless ramps, uS. */
interface Ends {
  readonly low: Float32Array
  readonly high: Float32Array
}

function endsOf(subject: Subject): Ends {
  const population = populate(subject, subject.without('write_noise', 'read_noise'), subject.devices)
  const { g } = population.bank.columns
  const low = g.slice()
  play(population, times(rampLength(subject.model), SET))
  return { low, high: g.slice() }
}

/** Compares one operation with and without noise, on devices in the same state, reached without noise. */
function biasOf(subject: Subject, which: Case, ends: Ends): Bias {
  const quiet = subject.without('write_noise', 'read_noise')
  const outcome = (withNoise: boolean): Float32Array => {
    const population = populate(subject, quiet, subject.devices)
    play(population, which.before)
    const last: Population = withNoise ? { ...population, bank: { ...population.bank, model: subject.model } } : population
    play(last, [which.step])
    return (which.step.op === 'read' ? population.out : population.bank.columns.g).slice()
  }
  const [noisy, noiseless] = [outcome(true), outcome(false)]
  const [, gMax] = subject.model.range
  const isRead = which.step.op === 'read'
  const own = !isRead && which.step.op !== 'reset'
  const { mean, se, std } = moments(noisy.map((value, i) => value - noiseless[i]!))
  // For symmetric noise, the part clamped at one end equals the part at the mirrored place on the other side.
  const mirrored = (lost: (value: number, centre: number, i: number) => number) =>
    moments(noisy.map((value, i) => Math.max(0, lost(value, noiseless[i]!, i)))).mean
  const atLow = mirrored((value, centre, i) => value - 2 * centre + (own ? ends.low[i]! : 0))
  const atHigh = isRead ? 0 : mirrored((value, centre, i) => 2 * centre - (own ? ends.high[i]! : gMax) - value)
  const slack = MOST_STANDARD_ERRORS * se + (isRead ? SLACK_OF_READS : SLACK_OF_PULSES) * std + 1e-6 * gMax
  const id = noisy.findIndex((value, i) => (value - noiseless[i]!) * mean > 0)
  const values = { noiseless_us: short(noiseless[Math.max(0, id)]!), noisy_us: short(noisy[Math.max(0, id)]!) }
  const least = noisy.reduce((a, b) => Math.min(a, b))
  const most = noisy.reduce((a, b) => Math.max(a, b))
  const share = (end: number) => noisy.filter((value) => value === end).length / noisy.length
  const piled = Math.max(share(least), share(most)) > PILE
  return { which, bias: mean, piled, low: -atHigh - slack, high: atLow + slack, id: Math.max(0, id), values }
}
