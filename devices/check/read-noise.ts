/** Checks that the std of reads is as declared, from low to high conductance and at small and large ages. */
import { createCellList } from '../bank.ts'
import { play, RESET, SET, type Step, told } from './life.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { interval, MOST_STANDARD_ERRORS, moments } from './statistics.ts'
import { populate, type Subject } from './subject.ts'

const DEVICES = 4000
const READS = 16
const LEVELS = [0, 0.25, 0.6, 0.9]
const AGES = [1, 1e4]
/** If 0, the clamp of reads, is at least this many std away, all of the noise is used, otherwise only its upper half. */
const FAR = 7
/** Allowed difference of the upper half for slightly asymmetric noise. */
const ASYMMETRY = 0.05

interface Level {
  readonly to: number
  readonly age: number
  /** Measured variance divided by the declared variance. */
  readonly ratio: number
  readonly tolerance: number
  readonly g: number
  readonly std: number
}

export function readNoise(subject: Subject): Finding {
  const { declares } = subject.model
  if (!declares?.readNoise) return notApplicable('no read noise declared')
  if (!subject.has('read_noise')) return notApplicable('no switch read_noise to read without')
  const levels = LEVELS.flatMap((to) => AGES.map((age) => levelOf(subject, to, age, declares.readNoise!)))
  const off = ({ ratio, tolerance }: Level) => (Number.isNaN(ratio) ? Infinity : Math.abs(ratio - 1) / tolerance)
  const worst = levels.reduce((most, each) => (off(each) > off(most) ? each : most))
  const root = Math.sqrt(worst.ratio)
  const place = `at ${short(worst.g)} uS after ${worst.age} s`
  const measured = `${interval(root, worst.tolerance / 2, short)} of the declared std (${place})`
  const allowed = '1 within the interval'
  if (off(worst) <= 1) return passed(measured, allowed)
  const steps: Step[] = [
    { op: 'program', to: worst.to },
    { op: 'read', age: worst.age },
  ]
  const values = { declared_std_us: short(worst.std), measured_std_us: short(root * worst.std) }
  const diagnosis = `read noise: reads ${place} have a std of ${short(root * worst.std)} uS, declared is ${short(worst.std)} uS`
  return failed(measured, allowed, diagnosis, { devices: [], sequence: told(steps), values })
}

function levelOf(subject: Subject, to: number, age: number, declared: (g: number, age: number) => number): Level {
  const size = Math.min(DEVICES, subject.devices)
  const population = populate(subject, subject.model, size)
  play(population, to === 0 ? [SET, RESET] : [SET, RESET, { op: 'program', to }])
  const quiet = { ...population, bank: { ...population.bank, model: subject.without('read_noise') } }
  play(quiet, [{ op: 'read', age }])
  const noiseless = population.out.slice()
  const stds = noiseless.map((read) => declared(read, age))
  const [g, std] = [moments(noiseless).mean, moments(stds).mean]
  const [, gMax] = subject.model.range
  if (!(std > 1e-7 * gMax)) {
    play(population, [{ op: 'read', age }])
    const silent = noiseless.every((value, id) => Math.abs(value - population.out[id]!) <= 1e-6 * gMax)
    return { to, age, ratio: silent ? 1 : Number.NaN, tolerance: 1, g, std }
  }
  const whole = noiseless.every((value, id) => value > FAR * stds[id]!)
  const squares: number[] = []
  const list = createCellList(population.bank.arena, size)
  for (let id = 0; id < size; id++) if (stds[id]! > 0) list.ids[list.n++] = id
  for (let read = 0; read < READS; read++) {
    play(population, [{ op: 'read', age, event: read }], list)
    for (let i = 0; i < list.n; i++) {
      const id = list.ids[i]!
      const z = (population.out[i]! - noiseless[id]!) / stds[id]!
      if (whole || z > 0) squares.push(z * z)
    }
  }
  const { mean, se } = moments(squares)
  return { to, age, ratio: mean, tolerance: MOST_STANDARD_ERRORS * se + (whole ? 0.002 : ASYMMETRY), g, std }
}
