/** Checks that the same seed gives the same devices, in any order of pulses and reads and in any bank. */
import type { CellList } from '../model.ts'
import { cellsOf, DEPRESS, play, RESET, SET, type Step, shrink, times, told } from './life.ts'
import { type Finding, failed, passed, short } from './report.ts'
import { type Population, populate, type Subject } from './subject.ts'

/** An odd number of blocks of 16, and a few more devices. */
const FEW = 181

function stepsOf({ model }: Subject): Step[] {
  const read: Step = { op: 'read', age: 100 }
  const down = model.depress ? [DEPRESS, DEPRESS, read] : []
  return [read, SET, read, ...times(4, SET), ...down, read, RESET, read, SET, ...down, { op: 'program', to: 0.5 }, SET, read]
}

/** Two models with the same parameters and two banks with the same seed give the same bits. */
export function reproducible(subject: Subject): Finding {
  const second = subject.without()
  return compare(
    subject,
    'two banks of one seed',
    'not reproducible: the same seed gave other devices or other noise; draw only from the rng that is passed in',
    (steps) => [playAll(subject, steps), playAll({ ...subject, model: second }, steps)],
  )
}

/** One list, the reverse list, and single devices give the same bits. */
export function orderIndependent(subject: Subject): Finding {
  return compare(
    subject,
    'all devices in one list, in the reverse order in two lists, and one by one',
    'depends on the order of evaluation: draw noise by (device id, event), never from a sequence, and store no state outside the columns',
    (steps) => {
      const together = playAll(subject, steps)
      const reversed = playParts(subject, steps, [ids(FEW).reverse().slice(0, 100), ids(FEW).reverse().slice(100)])
      const single = playParts(
        subject,
        steps,
        ids(FEW).map((id) => [id]),
      )
      return [together, reversed, single]
    },
  )
}

/** A device is the same in a bank of any size. */
export function sizeIndependent(subject: Subject): Finding {
  return compare(
    subject,
    'devices in banks of two sizes',
    'depends on the size of the array: a device must not depend on the other devices',
    (steps) => [playAll(subject, steps), playAll(subject, steps, 2 * FEW + 5)],
  )
}

function ids(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

/** State and last read of the first FEW devices. */
interface Outcome {
  readonly columns: Readonly<Record<string, Float32Array>>
}

function playAll(subject: Subject, steps: readonly Step[], size = FEW): Outcome {
  const population = populate(subject, subject.model, size)
  play(population, steps)
  return outcome(population, population.out)
}

function playParts(subject: Subject, steps: readonly Step[], parts: readonly number[][]): Outcome {
  const population = populate(subject, subject.model, FEW)
  const lists: CellList[] = parts.map((part) => cellsOf(population, part))
  const reads = new Float32Array(FEW)
  for (const list of lists) {
    Object.assign(population.clock, { t: 0, event: 0 })
    play(population, steps, list)
    if (steps.some(({ op }) => op === 'read')) for (let i = 0; i < list.n; i++) reads[list.ids[i]!] = population.out[i]!
  }
  return outcome(population, reads)
}

function outcome({ bank }: Population, reads: Float32Array): Outcome {
  const { g, own } = bank.columns
  const named = Object.fromEntries(Object.keys(bank.model.columns).map((name) => [name, own[name]!.slice(0, FEW)]))
  return { columns: { g_us: g.slice(0, FEW), ...named, read_us: reads.slice(0, FEW) } }
}

interface Difference {
  readonly name: string
  readonly id: number
  readonly values: readonly [number, number]
}

function firstDifference([first, ...others]: readonly Outcome[]): Difference | undefined {
  for (const other of others) {
    for (const [name, column] of Object.entries(first!.columns)) {
      const id = column.findIndex((value, i) => !Object.is(value, other.columns[name]![i]!))
      if (id >= 0) return { name, id, values: [column[id]!, other.columns[name]![id]!] }
    }
  }
  return undefined
}

function compare(
  subject: Subject,
  what: string,
  diagnosis: string,
  outcomes: (steps: readonly Step[]) => readonly Outcome[],
): Finding {
  const steps = stepsOf(subject)
  let found = firstDifference(outcomes(steps))
  if (!found) return passed(`${what}: equal`, 'equal, bit by bit')
  const sequence = shrink(steps, (fewer) => {
    const difference = firstDifference(outcomes(fewer))
    found = difference ?? found
    return difference !== undefined
  })
  const { name, id, values } = found
  const [here, there] = values.map(short)
  const counterexample = { devices: [id], sequence: told(sequence), values: { [name]: `${here} against ${there}` } }
  return failed(`${what}: ${name} of device ${id} is ${here} against ${there}`, 'equal, bit by bit', diagnosis, counterexample)
}
