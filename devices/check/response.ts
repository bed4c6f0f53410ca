/** Checks of the mean response to pulses: monotone as declared, and consistent with the values that controllers use. */
import { DEPRESS, play, SET, type Step, times, told } from './life.ts'
import { rampLength } from './lives.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { MOST_STANDARD_ERRORS, moments } from './statistics.ts'
import { populate, type Subject } from './subject.ts'

/** Maximum number of device-pulses for following a slow response to its end. */
const BUDGET = 400_000
const MOST_PULSES = 4096
/** Allowed factor between the step of a controller and a mean step. */
const FACTOR = 5

export function monotone(subject: Subject): Finding {
  const { model, devices } = subject
  if (!model.declares?.monotone) return notApplicable('not declared')
  const ramp = rampLength(model)
  const steps = [...times(ramp, SET), ...(model.depress ? times(ramp, DEPRESS) : [])]
  const population = populate(subject, model, devices)
  const { g } = population.bank.columns
  let before = g.slice()
  let worst = { z: -Infinity, index: 0, change: 0, se: 0, id: 0, from: 0, to: 0 }
  const resolution = 1e-6 * model.range[1]
  play(population, steps, population.all, ({ op }, i) => {
    // Above 0 if the step has the wrong sign.
    const changes = g.map((value, device) => (op === 'set' ? before[device]! - value : value - before[device]!))
    const { mean, se } = moments(changes)
    const height = mean / (se + resolution)
    if (height > worst.z) {
      const device = changes.indexOf(changes.reduce((most, each) => Math.max(most, each)))
      worst = { z: height, index: i, change: mean, se, id: device, from: before[device]!, to: g[device]! }
    }
    before = g.slice()
    return false
  })
  const { z, index, change, se, id, from, to } = worst
  const step = steps[index]!
  const pulse = `pulse ${step.op === 'set' ? index + 1 : index + 1 - ramp} of ${step.op === 'set' ? 'SET' : 'depression'}`
  const measured = `worst step of the mean ${short(step.op === 'set' ? -change : change)} ± ${short(se)} uS (${pulse})`
  const allowed = `SET not below ${-MOST_STANDARD_ERRORS} standard errors${model.depress ? ', depression not above as many' : ''}`
  if (z <= MOST_STANDARD_ERRORS) return passed(measured, allowed)
  const values = { before_us: short(from), after_us: short(to), mean_change_us: short(step.op === 'set' ? -change : change) }
  const counterexample = { devices: [id], sequence: told(steps.slice(0, index + 1)), values }
  const way = step.op === 'set' ? 'falls at a SET' : 'rises at a depression'
  return failed(measured, allowed, `not monotone: declared monotone, but the mean ${way} (${pulse})`, counterexample)
}

/** Mean conductance minus that after RESET, pulse by pulse, within the budget. */
function meanResponse(subject: Subject): number[] {
  const { model, devices } = subject
  const wanted = Number.isFinite(model.mostPulses) ? 4 * model.mostPulses : MOST_PULSES
  const pulses = Math.min(MOST_PULSES, Math.max(64, Math.ceil(wanted)))
  const population = populate(subject, model, Math.max(64, Math.min(devices, Math.floor(BUDGET / pulses))))
  const { g } = population.bank.columns
  const start = moments(g).mean
  const response = [0]
  play(population, times(pulses, SET), population.all, () => {
    response.push(moments(g).mean - start)
    return false
  })
  return response
}

/** `step`, `mostPulses` and `pulsesToReach` share one response. */
export function controller(subject: Subject): Record<'step' | 'most pulses' | 'pulses to reach', Finding> {
  const response = meanResponse(subject)
  return {
    step: stepAsDeclared(subject, response),
    'most pulses': mostPulsesOf(subject, response),
    'pulses to reach': pulsesToReachOf(subject, response),
  }
}

function stepAsDeclared({ model }: Subject, response: readonly number[]): Finding {
  const first = response.slice(1, 11).map((reached, i) => reached / (i + 1))
  const [least, most] = [Math.min(...first), Math.max(...first)]
  const measured = `${short(least)} to ${short(most)} uS a pulse, over the first ten from RESET`
  const allowed = `step ${short(model.step)} uS within a factor of ${FACTOR}`
  const [gMin, gMax] = model.range
  const { levels, end } = levelling(response)
  const span = end / (gMax - gMin)
  const sequence: Step[] = times(10, SET)
  const values = { mean_step_us: short(first.at(-1)!), declared_step_us: short(model.step) }
  const counterexample = { devices: [], sequence: told(sequence), values }
  if (!(most > 0)) return failed(measured, allowed, 'no response: SET pulses from RESET do not raise the mean', counterexample)
  if (!(model.step > 0)) return failed(measured, allowed, 'step must be above 0 uS', counterexample)
  const ratio = model.step > most ? model.step / most : model.step < least ? least / model.step : 1
  if (ratio > FACTOR) {
    const units =
      ratio > 100 ? '; so large a factor indicates wrong units: is one of them in nS?' : '; set step to the mean of the first ten'
    return failed(measured, allowed, `step does not match the response, by a factor of ${short(ratio)}${units}`, counterexample)
  }
  if (span < 0.005 && levels < response.length / 2) {
    const diagnosis = `range does not match the response: it levels off after ${short(100 * span)} % of the range; is the range in nS?`
    return failed(measured, `${allowed}; at least 0.5 % of the range`, diagnosis, counterexample)
  }
  return passed(measured, allowed)
}

/** The pulse from which the response stays within 1 % of its highest value. */
function levelling(response: readonly number[]): { readonly levels: number; readonly end: number } {
  const end = Math.max(...response)
  return { levels: response.findIndex((reached) => reached >= 0.99 * end), end }
}

function mostPulsesOf({ model }: Subject, response: readonly number[]): Finding {
  const { levels } = levelling(response)
  const allowed = `a whole number from 1 to ${Math.max(100, 10 * levels)}`
  const most = model.mostPulses
  const measured = `${most}; the mean levels off after ${levels === response.length - 1 ? 'more than ' : ''}${levels}`
  if (!(Number.isInteger(most) && most >= 1)) return failed(measured, allowed, 'mostPulses is not a whole number of pulses')
  if (most <= Math.max(100, 10 * levels) || levels > response.length / 2) return passed(measured, allowed)
  return failed(measured, allowed, `mostPulses: of ${most} pulses in one update only ${levels} have an effect`)
}

function pulsesToReachOf({ model }: Subject, response: readonly number[]): Finding {
  if (!model.pulsesToReach) return notApplicable('not given: difference / step, rounded')
  const { end } = levelling(response)
  const shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
  const tolerance = 0.15 * end
  const found = shares.map((share) => {
    const pulses = model.pulsesToReach!(share * end)
    const reached = response[Math.min(pulses, response.length - 1)] ?? Number.NaN
    return { difference: share * end, pulses, reached, nearest: Math.min(...response.map((r) => Math.abs(r - share * end))) }
  })
  const missed = (each: (typeof found)[number]) => Math.abs(each.reached - each.difference) - each.nearest
  const worst = found.reduce((most, each) => (missed(each) > missed(most) || Number.isNaN(missed(each)) ? each : most))
  const measured = `largest miss ${short(missed(worst))} uS (${worst.pulses} pulses for ${short(worst.difference)} uS)`
  const allowed = `within ${short(tolerance)} uS of the nearest, whole and rising`
  const whole = found.every(({ pulses }) => Number.isInteger(pulses) && pulses >= 0)
  const rising = found.every(({ pulses }, i) => i === 0 || pulses >= found[i - 1]!.pulses)
  if (whole && rising && missed(worst) <= tolerance) return passed(measured, allowed)
  const counterexample = {
    devices: [],
    sequence: told(times(whole ? worst.pulses : 0, SET)),
    values: { wanted_us: short(worst.difference), reached_us: short(worst.reached), pulses: worst.pulses },
  }
  return failed(measured, allowed, 'pulsesToReach does not follow the mean response from RESET', counterexample)
}
