/** Checks that conductances stay in range, all values are finite, and reads are not negative, in a long life of many devices. */
import { cellsOf, play, type Step, shrink, told } from './life.ts'
import { longLife } from './lives.ts'
import { type Finding, failed, passed, short } from './report.ts'
import { type Population, populate, type Subject } from './subject.ts'

type Sort = 'bounds' | 'finite' | 'not negative'

interface Violation {
  readonly id: number
  readonly name: string
  readonly value: number
  readonly steps: readonly Step[]
}

/** Relative tolerance for rounding to float32 at the ends of the range. */
const ROUNDING = 1e-6

/** One sequence of operations checks the three properties. */
export function bounds(subject: Subject): Record<Sort, Finding> {
  const { model, devices, seed } = subject
  const population = populate(subject, model, devices)
  const steps = longLife(model, seed)
  const first: Partial<Record<Sort, Violation>> = {}
  let [lowest, highest, lowestRead] = [Infinity, -Infinity, Infinity]
  play(population, steps, population.all, (step, index) => {
    const { g } = population.bank.columns
    for (const value of step.op === 'read' ? population.out : g) {
      if (step.op === 'read') lowestRead = Math.min(lowestRead, value)
      else [lowest, highest] = [Math.min(lowest, value), Math.max(highest, value)]
    }
    for (const sort of ['bounds', 'finite', 'not negative'] as const) {
      if (first[sort]) continue
      for (let id = 0; id < devices && !first[sort]; id++) {
        const found = wrong(sort, population, step, id, id)
        if (found) first[sort] = { id, ...found, steps: steps.slice(0, index + 1) }
      }
    }
    return first.bounds !== undefined && first.finite !== undefined && first['not negative'] !== undefined
  })
  const [gMin, gMax] = model.range
  const lived = `${devices} devices, ${steps.length} steps`
  const report = (sort: Sort, measured: string, allowed: string, diagnose: (v: Violation) => string): Finding => {
    const violation = first[sort]
    if (!violation) return passed(measured, allowed)
    const { name, value, steps: sequence, id } = shortest(subject, sort, violation)
    const counterexample = { devices: [id], sequence: told(sequence), values: { [name]: short(value) } }
    return failed(`${name} = ${short(value)}`, allowed, diagnose({ ...violation, name, value }), counterexample)
  }
  return {
    bounds: report(
      'bounds',
      `${short(lowest)} to ${short(highest)} uS (${lived})`,
      `${short(gMin)} to ${short(gMax)} uS; after RESET from 0`,
      ({ value }) =>
        `out of bounds: a pulse leaves ${short(value)} uS${value > 50 * gMax ? '; is that nS where uS belongs?' : ': clamp g to the range after every pulse'}`,
    ),
    finite: report('finite', lived, 'finite', ({ name }) =>
      name === 'read_us'
        ? 'not finite: a read is not a finite number; check age 0 (a read right after the pulse) and powers of negative numbers'
        : `not finite: ${name} is not a finite number after a pulse`,
    ),
    'not negative': report(
      'not negative',
      `at least ${short(lowestRead)} uS`,
      'at least 0',
      () => 'negative read: clamp the result of a read at 0',
    ),
  }
}

function wrong(sort: Sort, { bank, out }: Population, step: Step, id: number, at: number) {
  const { g, own } = bank.columns
  if (step.op === 'read') {
    const read = out[at]!
    const bad = sort === 'finite' ? !Number.isFinite(read) : sort === 'not negative' && read < 0
    return bad ? { name: 'read_us', value: read } : undefined
  }
  const value = g[id]!
  if (sort === 'bounds') {
    const [gMin, gMax] = bank.model.range
    const slack = ROUNDING * gMax
    // RESET and programming may give lower conductances than other pulses.
    const floor = step.op === 'set' || step.op === 'depress' ? gMin : 0
    return value < floor - slack || value > gMax + slack ? { name: 'g_us', value } : undefined
  }
  if (sort !== 'finite') return undefined
  if (!Number.isFinite(value)) return { name: 'g_us', value }
  // A state may be infinite by design (an infinite lifetime), but never NaN.
  const broken = Object.keys(bank.model.columns).find((name) => Number.isNaN(own[name]![id]!))
  return broken ? { name: broken, value: own[broken]![id]! } : undefined
}

/** The violation on the same device alone, with a minimal number of steps. */
function shortest(subject: Subject, sort: Sort, violation: Violation): Violation {
  const { id } = violation
  let last = violation
  const fails = (steps: readonly Step[]) => {
    const population = populate(subject, subject.model, id + 1)
    const cells = cellsOf(population, [id])
    let found: ReturnType<typeof wrong>
    play(population, steps, cells, (step, index) => {
      if (index === steps.length - 1) found = wrong(sort, population, step, id, 0)
      return false
    })
    if (found) last = { id, ...found, steps }
    return found !== undefined
  }
  if (fails(violation.steps)) shrink(violation.steps, fails)
  return last
}
