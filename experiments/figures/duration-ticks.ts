/** Ticks of a logarithmic time axis from seconds to years, in the units people think in. */
import type { Domain, Ticks } from './ticks.ts'

const DURATIONS = new Map([
  [1, '1 s'],
  [60, '1 min'],
  [3600, '1 h'],
  [86_400, '1 d'],
  [2_592_000, '30 d'],
  [31_536_000, '1 y'],
])

export function durationTicks([low, high]: Domain): Ticks {
  const inside = [...DURATIONS.keys()].filter((tick) => tick >= low && tick <= high)
  return { labelled: inside, plain: [], label: (tick) => DURATIONS.get(tick)! }
}
