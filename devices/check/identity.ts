/** Checks that device-to-device parameters are drawn once: no pulse, read or programming changes them. */
import { DEPRESS, play, RESET, SET, type Step, shrink, told } from './life.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { type Population, populate, type Subject } from './subject.ts'

export function identityKept(subject: Subject): Finding {
  const { model } = subject
  const fixed = model.declares?.fixed ?? []
  if (fixed.length === 0) return notApplicable('declares no fixed columns')
  const unknown = fixed.filter((column) => !Object.hasOwn(model.columns, column))
  const allowed = 'equal, bit by bit'
  if (unknown.length > 0) {
    return failed(
      `no column ${unknown.join(', ')}`,
      allowed,
      `declares.fixed contains names that are not columns: ${unknown.join(', ')}`,
    )
  }
  const read: Step = { op: 'read', age: 100 }
  const down = model.depress ? [DEPRESS, read] : []
  const steps: Step[] = [read, SET, SET, read, ...down, { op: 'program', to: 0.5 }, read, RESET, read, SET]
  const changed = (lived: readonly Step[]) => {
    const population = populate(subject, model, subject.devices)
    const drawn = fixed.map((column) => population.bank.columns.own[column]!.slice())
    play(population, lived)
    return firstChange(population, fixed, drawn)
  }
  const measured = `${fixed.join(', ')} of ${subject.devices} devices over SET, RESET, reads and programming`
  if (!changed(steps)) return passed(`${measured}: kept`, allowed)
  const prefix = steps.slice(0, steps.findIndex((_, i) => changed(steps.slice(0, i + 1))) + 1)
  const sequence = shrink(prefix, (fewer) => changed(fewer) !== undefined)
  const { id, name, before, after } = changed(sequence)!
  const values = { [`${name}_before`]: short(before), [`${name}_after`]: short(after) }
  const diagnosis = `identity lost: ${name} is a device-to-device parameter and changes at ${sequence.at(-1)!.op.toUpperCase()}; draw it in init only`
  return failed(`${measured}: changed`, allowed, diagnosis, { devices: [id], sequence: told(sequence), values })
}

function firstChange({ bank }: Population, fixed: readonly string[], drawn: readonly Float32Array[]) {
  for (const [f, name] of fixed.entries()) {
    const now = bank.columns.own[name]!
    const id = now.findIndex((value, i) => !Object.is(value, drawn[f]![i]!))
    if (id >= 0) return { id, name, before: drawn[f]![id]!, after: now[id]! }
  }
  return undefined
}
