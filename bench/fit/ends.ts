/** The truth in the terms of a fit: steps at the ends of its range, where an end is only a name that the readings give. */
import type { Estimate } from '../../devices/fit/intervals.ts'
import type { Known } from './truths.ts'

/** Values of the truth for the ends that the fit names; ends that it estimates are those of the truth. */
export function valuesFor({ truth, values }: Known, estimates: readonly Estimate[]): Readonly<Record<string, number>> {
  if (values.dw === undefined) return values
  const [gMin, gMax] = truth.range
  const own = { gMin, gMax }
  const end = (name: string, told: number) => {
    const found = estimates.find((one) => one.name === name)
    return found && found.low === null ? found.estimate : told
  }
  const [low, high] = [end('g_min', gMin), end('g_max', gMax)]
  const share = (high - low) / (gMax - gMin)
  const up = (g: number) => truth.mean(g, 1, own)
  const down = (g: number) => -truth.down!.mean(g, 1, own)
  const curved = values.dw_end !== undefined
  const result: Record<string, number> = { ...values, dw: up(low) }
  if (curved) {
    result.dw_end = up(high)
    result.gamma = values.gamma! * share
  } else if (values.gamma !== undefined) result.gamma = 1 - up(high) / up(low)
  if (!truth.down) return result
  result.dw_down = down(high)
  if (curved) {
    result.dw_end_down = down(low)
    result.gamma_down = values.gamma_down! * share
  } else if (values.gamma_down !== undefined) result.gamma_down = 1 - down(low) / down(high)
  return result
}
