/** Common parts of tasks with labels: fields, and the steps in which the output counts. */
import { z } from 'zod'
import { count, positive } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import { MOST_STEPS } from './encode/draws.ts'
import type { LossKind } from './task.ts'

/** Values of the fields that every task with labels has. */
export interface TrialValues {
  readonly loss: LossKind
  readonly window: number
}

const LOSSES = ['cross-entropy', 'cross-entropy-of-mean'] as const

/** `loss` of a task with labels. */
export const lossField = z.enum(LOSSES).default('cross-entropy').meta({
  description: 'cross-entropy of the softmax of the readout, summed over the steps that count, or of the mean readout over them',
})

/** `window` of a task with labels: a share, so that it applies to any number of steps. */
export const windowField = z
  .number()
  .gt(0)
  .max(1)
  .default(1)
  .meta({ description: 'share of the trial, at its end, in which the output counts' })

/** Fields of a task whose samples are vectors, shown for a number of steps. */
export function trialFields(steps: number) {
  return {
    steps: count('steps of a trial', 1, MOST_STEPS).default(steps),
    dt: positive('s', 'time step', 1).default(1e-3),
    loss: lossField,
    window: windowField,
  } as const
}

/** Steps [from, to) of a window that is a share of the trial: at least its last step. */
export function answerWindow(share: number, steps: number): readonly [from: number, to: number] {
  return [steps - Math.max(1, Math.round(share * steps)), steps]
}

/** Number of samples of a split to use; default: all. */
export function limitField(doc: string) {
  return z
    .union([count(doc, 1, 1e9), z.null()])
    .default(null)
    .meta({ description: `${doc}; null: all` })
}

/** @throws InputError where there are fewer samples than wanted */
export function sampleLimit(wanted: number | null, there: number, field: string, where: string): number {
  if (wanted === null) return there
  if (wanted > there) throw new InputError(`${field}: ${wanted} samples are more than the ${there} of ${where}; lower it`)
  return wanted
}
