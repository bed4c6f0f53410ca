/** A confidence interval of a value; NaN at both ends if the data determine none. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export const NO_INTERVAL: Interval = { low: Number.NaN, high: Number.NaN }
