/** Where a value lies, as far as the data say; NaN at both ends where they say nothing. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export const NO_INTERVAL: Interval = { low: Number.NaN, high: Number.NaN }
