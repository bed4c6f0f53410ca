/** Checks that a device without noise follows its equations exactly, in every run. */
import { DEPRESS, play, RESET, SET, type Step, shrink, times, told } from './life.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { type Population, populate, type Subject, withOtherNoise } from './subject.ts'

/** With the switches off, other draws give the same bits, and devices with equal parameters stay equal. */
export function deterministic(subject: Subject): Finding {
  if (!subject.has('write_noise', 'read_noise')) return notApplicable('no switches write_noise and read_noise')
  const model = subject.without('write_noise', 'read_noise')
  const read: Step = { op: 'read', age: 1000 }
  const down = model.depress ? [DEPRESS, DEPRESS, read] : []
  const steps = [read, ...times(5, SET), read, ...down, RESET, SET, ...down, read]
  const measured = `${subject.devices} devices, ${steps.length} steps, two sets of draws: `
  const allowed = 'equal, bit by bit'
  const differing = (sequence: readonly Step[]) => {
    const population = populate(subject, model, subject.devices)
    const other = populate(subject, model, subject.devices)
    play(population, sequence)
    // The reads of the second population also have other events.
    const shifted = sequence.map((step, i): Step => (step.op === 'read' ? { ...step, event: 1000 + i } : step))
    play(withOtherNoise(subject, other), shifted)
    return difference(population, other)
  }
  if (differing(steps)) {
    const sequence = shrink(steps, (fewer) => differing(fewer) !== undefined)
    const { id, name, values } = differing(sequence)!
    const counterexample = { devices: [id], sequence: told(sequence), values: { [name]: values.map(short).join(' against ') } }
    const what = name === 'read_us' ? 'a read makes a new draw' : 'a pulse makes a new draw'
    const diagnosis = `not deterministic: with write_noise and read_noise off ${what}; drift exponents and the like are drawn once, in init`
    return failed(`${measured}different`, allowed, diagnosis, counterexample)
  }
  return alike(subject, steps, `${measured}equal`, allowed)
}

function difference(a: Population, b: Population) {
  const columns: [string, Float32Array, Float32Array][] = [['g_us', a.bank.columns.g, b.bank.columns.g]]
  for (const name of Object.keys(a.bank.model.columns)) columns.push([name, a.bank.columns.own[name]!, b.bank.columns.own[name]!])
  columns.push(['read_us', a.out, b.out])
  for (const [name, here, there] of columns) {
    const id = here.findIndex((value, i) => !Object.is(value, there[i]!))
    if (id >= 0) return { id, name, values: [here[id]!, there[id]!] as const }
  }
  return undefined
}

/** Devices whose fields are all equal at the start must stay equal. */
function alike(subject: Subject, steps: readonly Step[], measured: string, allowed: string): Finding {
  const model = subject.without('write_noise', 'read_noise')
  const population = populate(subject, model, subject.devices)
  const { g, own } = population.bank.columns
  const made = [g, ...Object.keys(model.columns).map((name) => own[name]!)]
  if (made.some((column) => column.some((value) => value !== column[0]))) return passed(measured, allowed)
  play(population, steps)
  const id = g.findIndex((value) => value !== g[0])
  if (id < 0) return passed(`${measured}; all devices alike`, allowed)
  const values = { device_0_us: short(g[0]!), [`device_${id}_us`]: short(g[id]!) }
  const counterexample = { devices: [0, id], sequence: told(steps), values }
  return failed(
    `${measured}; spread over devices`,
    `${allowed}, also between devices made alike`,
    'not deterministic: devices with equal fields differ without noise',
    counterexample,
  )
}
