/** Device time of an experiment: trials one after another, and after every update time for the devices to settle. */
import type { Spec } from '../config/schema.ts'
import type { Dataset } from '../tasks/task.ts'

export interface DeviceTime {
  /** s, at which trial n begins, n counting from 0. */
  startOf(trial: number): number
  /** s, at which the last of so many trials has ended. */
  endOf(trials: number): number
}

/** Times are computed from the number of trials, so that rounding does not add up. An epoch's last trial is followed by an update. */
export function deviceTime({ crossbar, update }: Spec, { steps, dt, size }: Pick<Dataset, 'steps' | 'dt' | 'size'>): DeviceTime {
  const { settle } = crossbar
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
