/** Checks that each pulse and each read draws new noise. */
import { createCellList } from '../bank.ts'
import { play, SET, type Step, times, told } from './life.ts'
import { operationsOf, twoDraws } from './noise.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { populate, type Subject } from './subject.ts'

/** Coarse levels can give the same result by chance; repeated noise always gives it. */
const MOST_EQUAL = 0.9

/** Distances of event numbers at which a truncated counter would repeat. */
const DISTANCES = [1, 2, 3, 4, 8, 16, 256, 65536, 2 ** 24, 2 ** 32]

interface Repeat {
  readonly what: string
  readonly steps: readonly Step[]
  /** Share of the noisy devices whose second outcome equals the first bit for bit. */
  readonly equal: number
  readonly id: number
  readonly value: number
}

export function eventsDiffer(subject: Subject): Finding {
  const repeats = [...pulseRepeats(subject), ...readRepeats(subject)]
  const [first] = repeats
  if (!first) return notApplicable('no operation is noisy')
  const worst = repeats.reduce((most, each) => (each.equal > most.equal ? each : most), first)
  const measured = `${short(100 * worst.equal)} % of noisy devices alike (${worst.what})`
  const allowed = `up to ${100 * MOST_EQUAL} %`
  if (worst.equal <= MOST_EQUAL) return passed(measured, allowed)
  const counterexample = { devices: [worst.id], sequence: told(worst.steps), values: { both_us: short(worst.value) } }
  return failed(
    measured,
    allowed,
    `repeated noise: ${worst.what} give the same draw; draw by the event number (reads: the given event, pulses: the counter)`,
    counterexample,
  )
}

/** A pulse from the same state, as the first pulse of the device and as a later one. */
function pulseRepeats(subject: Subject): Repeat[] {
  const pulses = operationsOf(subject.model).filter(
    ({ step, before }) => step.op !== 'read' && !(step === SET && before.length > 0),
  )
  return pulses.flatMap((operation) => {
    const noisy = showing(twoDraws(subject, operation))
    if (noisy.length === 0) return []
    const { before, step } = operation
    const population = populate(subject, subject.model, subject.devices)
    play(population, before)
    const { g, own } = population.bank.columns
    const names = Object.keys(subject.model.columns)
    const state = [g, ...names.map((name) => own[name]!)]
    const kept = state.map((column) => column.slice())
    play(population, [step])
    const once = g.slice()
    state.forEach((column, c) => void column.set(kept[c]!))
    play(population, [step])
    return [repeat(`two pulses ${step.op.toUpperCase()} from one state`, [...before, step, step], noisy, once, g)]
  })
}

function readRepeats(subject: Subject): Repeat[] {
  const steps = times(3, SET)
  const at = (event: number): Step => ({ op: 'read', age: 100, event })
  const noisy = showing(twoDraws(subject, { name: 'read', before: steps, step: at(0) }))
  if (noisy.length === 0) return []
  const population = populate(subject, subject.model, subject.devices)
  play(population, steps)
  const list = createCellList(population.bank.arena, noisy.length)
  list.ids.set(noisy)
  list.n = noisy.length
  const read = (event: number) => {
    play(population, [at(event)], list)
    const values = new Float32Array(subject.devices)
    noisy.forEach((id, i) => void values.fill(population.out[i]!, id, id + 1))
    return values
  }
  const once = read(0)
  return DISTANCES.map((event) => {
    return repeat(`reads ${event} events apart`, [...steps, at(0), at(event)], noisy, once, read(event))
  })
}

/** Devices with visible noise, up to 4000 of them. */
function showing([a, b]: readonly [Float32Array, Float32Array]): number[] {
  const ids: number[] = []
  for (let id = 0; id < a.length && ids.length < 4000; id++) if (a[id] !== b[id]) ids.push(id)
  // Fewer than 100 may be equal by chance.
  return ids.length >= 100 ? ids : []
}

function repeat(what: string, steps: readonly Step[], noisy: number[], a: Float32Array, b: Float32Array): Repeat {
  const alike = noisy.filter((each) => a[each] === b[each])
  const id = alike[0] ?? noisy[0]!
  return { what, steps, equal: alike.length / noisy.length, id, value: a[id]! }
}
