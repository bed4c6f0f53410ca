/** Ticks of a logarithmic time axis, at common units of time. */
import { type Domain, logTicks, type Ticks } from './ticks.ts'

const DAY = 86_400

const NAMED: readonly (readonly [seconds: number, name: string])[] = [
  ...([
    [1e-9, '1 ns'],
    [1e-6, '1 µs'],
    [1e-3, '1 ms'],
    [1, '1 s'],
    [60, '1 min'],
    [3600, '1 h'],
    [DAY, '1 d'],
  ] as const),
  ...([
    [30 * DAY, '30 d'],
    [365 * DAY, '1 y'],
    [3650 * DAY, '10 y'],
    [36500 * DAY, '100 y'],
  ] as const),
]

/** @param domain s; a domain with fewer than two of the named times is labelled in seconds */
export function timeTicks([low, high]: Domain): Ticks {
  const inside = NAMED.filter(([seconds]) => seconds >= low && seconds <= high)
  if (inside.length < 2) {
    const ticks = logTicks([low, high])
    return { ...ticks, label: (tick) => `${ticks.label(tick)} s` }
  }
  const names = new Map(inside)
  return { labelled: [...names.keys()], plain: [], label: (tick) => names.get(tick)! }
}
