/**
 * The noise of a single operation: the same devices have the same history up to the operation, which is executed with two sets of
 * draws. The difference of the two outcomes contains only noise: differences between devices, wear and clamps are the same in both.
 */
import type { DeviceModel } from '../model.ts'
import { DEPRESS, play, RESET, SET, type Step, times, told } from './life.ts'
import { populate, type Subject, withOtherNoise } from './subject.ts'

export interface Operation {
  readonly name: string
  /** Steps before the operation, starting directly after RESET. */
  readonly before: readonly Step[]
  readonly step: Step
}

export function operationsOf({ depress }: DeviceModel): Operation[] {
  const later = times(3, SET)
  const read: Step = { op: 'read', age: 100 }
  return [
    { name: 'SET', before: [], step: SET },
    { name: 'later SET', before: later, step: SET },
    { name: 'RESET', before: later, step: RESET },
    ...(depress ? [{ name: 'depression', before: [...later, ...later], step: DEPRESS }] : []),
    { name: 'read after RESET', before: [], step: read },
    { name: 'read after SET', before: later, step: read },
  ]
}

/** Outcomes of an operation with two sets of draws, uS: conductances, or reads. */
export function twoDraws(subject: Subject, { before, step }: Operation): readonly [Float32Array, Float32Array] {
  const outcome = (other: boolean) => {
    const population = populate(subject, subject.model, subject.devices)
    play(population, before)
    play(other ? withOtherNoise(subject, population) : population, [step])
    return (step.op === 'read' ? population.out : population.bank.columns.g).slice()
  }
  return [outcome(false), outcome(true)]
}

export function toldOperation({ before, step }: Operation): string {
  return told([...before, step])
}
