/** An axis for values with intervals: linear or logarithmic, and the position of a value on it. */
import { range } from '../../statistics/describe.ts'
import { type Domain, logDomain } from './ticks.ts'

export interface Estimate {
  readonly value: number
  /** Ends of the interval; NaN: no interval. */
  readonly low: number
  readonly high: number
}

interface Scale {
  readonly onLog: boolean
  readonly domain: Domain
}

/** Values that span more than this factor get a logarithmic axis. */
const WIDE = 5

/**
 * Domain for the values and their intervals; a logarithmic axis cuts off an interval that ends far below positive values.
 * @param mayBeLog false for values that need a linear axis, such as shares
 */
export function roomyScale(estimates: readonly Estimate[], mayBeLog: boolean): Scale {
  const values = estimates.map(({ value }) => value)
  const [least, most] = values.length > 0 ? range(values) : [0, 1]
  const onLog = mayBeLog && least > 0 && most / least > WIDE
  const ends = estimates
    .flatMap((estimate) => [estimate.low, estimate.high])
    .filter((end) => Number.isFinite(end) && (!onLog || end > least / WIDE))
  const [low, high] = range([least, most, ...ends])
  if (onLog) return { onLog, domain: logDomain([low * 0.9, high * 1.1]) }
  const pad = 0.08 * (high - low) || Math.abs(high) / 2 || 1
  return { onLog, domain: [low >= 0 ? Math.max(-pad / 2, low - pad) : low - pad, high + pad] }
}

/** Position of a value on the axis, as a share from its low end. */
export function shareOf({ onLog, domain: [low, high] }: Scale, value: number): number {
  return onLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
}

export function valueAt({ onLog, domain: [low, high] }: Scale, share: number): number {
  return onLog ? low * (high / low) ** share : low + share * (high - low)
}
