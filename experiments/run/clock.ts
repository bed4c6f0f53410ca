/** Device time of an experiment: consecutive trials, and settling time after every update. */
import type { Spec } from '../config/schema.ts'
import type { Dataset } from '../tasks/task.ts'

export interface DeviceTime {
  /** s, start of trial n; n counts from 0. */
  startOf(trial: number): number
  /** s, end of the last of this many trials. */
  endOf(trials: number): number
}

/** Times are computed from the number of trials, so that rounding errors do not accumulate. The last trial of an epoch has an update after it. */
export function deviceTime({ training, update }: Spec, { steps, dt, size }: Pick<Dataset, 'steps' | 'dt' | 'size'>): DeviceTime {
  const { settle } = training
  const { every } = update
  const duration = steps * dt
  if (every === 1) {
    return { startOf: (trial) => settle + trial * (duration + settle), endOf: (trials) => trials * (settle + duration) }
  }
  const updates = (trials: number) => {
    const epochs = Math.floor(trials / size.train)
    return epochs * Math.ceil(size.train / every) + Math.floor((trials - epochs * size.train) / every)
  }
  return {
    startOf: (trial) => settle + trial * duration + updates(trial) * settle,
    endOf: (trials) => trials * duration + updates(trials) * settle,
  }
}
