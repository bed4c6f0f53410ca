/** What a controller may assume of a device: its noiseless response to SET pulses, from RESET on. */
import type { DeviceModel } from '../model.ts'

/** Longest response that is followed. */
const LONGEST = 10_000
/** A controller assumes the mean step of so many pulses from RESET. */
const FIRST = 10
/** More pulses in one update than bring a device from RESET to this share of where its response ends are cut. */
const NEARLY_ALL = 0.9

/** Follows `next` (conductance after one SET, uS) from `start` until a pulse adds nothing. */
export function responseOf(
  start: number,
  next: (g: number) => number,
): Pick<DeviceModel, 'step' | 'mostPulses'> & Required<Pick<DeviceModel, 'pulsesToReach'>> {
  const g = [start]
  while (g.length <= LONGEST) {
    const last = g[g.length - 1]!
    const after = next(last)
    if (!(after - last > 1e-6 * (after - start))) break
    g.push(after)
  }
  const pulses = g.length - 1
  const gain = (n: number) => g[Math.min(n, pulses)]! - start
  return {
    step: gain(FIRST) / Math.max(1, Math.min(FIRST, pulses)),
    mostPulses: Math.max(1, firstAtLeast(NEARLY_ALL * gain(pulses))),
    pulsesToReach(difference) {
      const n = firstAtLeast(difference)
      return n > 0 && difference - gain(n - 1) < gain(n) - difference ? n - 1 : n
    },
  }

  /** Pulses after which the gain is at least `difference`; all, where it never is. */
  function firstAtLeast(difference: number): number {
    let [low, high] = [0, pulses]
    while (low < high) {
      const middle = (low + high) >> 1
      if (gain(middle) >= difference) high = middle
      else low = middle + 1
    }
    return low
  }
}
