/** The response that a controller may assume: the noiseless response of a device to SET pulses from RESET. */
import type { DeviceModel } from '../model.ts'

/** Maximum number of pulses of the response. */
const LONGEST = 10_000
/** A controller assumes the mean step of this number of pulses from RESET. */
const FIRST = 10
/** One update has at most the pulses that bring a device from RESET to this share of its full response. */
const NEARLY_ALL = 0.9

/** Iterates `next` (conductance after one SET, uS) from `start` until a pulse adds nothing. */
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

  /** Number of pulses after which the gain is at least `difference`; all pulses if it never is. */
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
