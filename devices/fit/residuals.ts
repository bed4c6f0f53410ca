/** What the fit leaves over: each reading against what the readings before it foretold, and where the spread comes from. */
import { likelyEffects } from './effects.ts'
import { glitchesOf } from './glitches.ts'
import { below } from './normal.ts'
import { bind } from './objective.ts'
import type { Fitted } from './search.ts'

type Bin = {
  readonly from: number
  readonly to: number
  /** Mean standardised residual and its standard error. */
  readonly mean: number
  readonly error: number
  /** Std of the standardised residuals; 1 where the model is right. */
  readonly std: number
  readonly count: number
}

export interface Residuals {
  /** Kolmogorov-Smirnov distance of the standardised residuals from a standard normal, and its p-value; clamped pulses left out. */
  readonly distance: number
  readonly p: number
  readonly count: number
  readonly byConductance: readonly Bin[]
  readonly byPulse: readonly Bin[]
  /** Mean variance of a step over the pulses measured, uS^2. */
  readonly variance: { readonly deviceToDevice: number; readonly cycleToCycle: number }
}

/** Probability of a clamp above which a reading is no normal. */
const CLAMPED = 0.005
const BINS = 8

/** @param unit of the search's conductances, uS */
export function residualsOf({ problem, optimum, centres }: Fitted, unit: number): Residuals {
  const { visits } = problem
  const bound = bind(problem, optimum.x)
  const { law, variances } = bound
  const glitched = new Set(glitchesOf({ problem, optimum, centres }))
  const z: number[] = []
  const g: number[] = []
  const n: number[] = []
  const sum = { deviceToDevice: 0, cycleToCycle: 0, count: 0 }
  for (let d = 0; d < visits.devices; d++) {
    bound.of(d, likelyEffects(bound, d, optimum.x, centres), {
      visit(visit, { mean, std, atLow, atHigh, before }) {
        const pulse = visits.pulse[visit]!
        if (pulse === 0) return
        const reading = (visits.y[visits.firstReading[visit]!]! - mean) / std
        if (glitched.has(visits.firstReading[visit]!)) return
        const depressed = visits.down[visit] === 1 && law.down !== undefined
        const step = depressed ? law.down! : law
        sum.deviceToDevice += variances[depressed ? 1 : 0]! * step.mean(before, pulse) ** 2
        sum.cycleToCycle += step.std(before, pulse) ** 2
        sum.count++
        if (atLow + atHigh > CLAMPED) return
        z.push(reading)
        g.push(before * unit)
        n.push(pulse)
      },
    })
  }
  const share = unit ** 2 / Math.max(1, sum.count)
  return {
    ...kolmogorovSmirnov(z),
    byConductance: bins(g, z),
    byPulse: bins(n, z),
    variance: { deviceToDevice: sum.deviceToDevice * share, cycleToCycle: sum.cycleToCycle * share },
  }
}

/** Distance of a sample from the standard normal; p by Kolmogorov's series with Stephens' correction for small samples. */
function kolmogorovSmirnov(sample: readonly number[]): { distance: number; p: number; count: number } {
  const ordered = Float64Array.from(sample).sort()
  const count = ordered.length
  let distance = 0
  ordered.forEach((value, i) => {
    const expected = below(value)
    distance = Math.max(distance, (i + 1) / count - expected, expected - i / count)
  })
  if (count === 0) return { distance: 0, p: 1, count }
  const root = Math.sqrt(count)
  const lambda = (root + 0.12 + 0.11 / root) * distance
  let p = 0
  for (let k = 1; k <= 100; k++) p += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * lambda * lambda)
  return { distance, p: lambda < 0.2 ? 1 : Math.min(1, Math.max(0, p)), count }
}

/** Bins of equal counts. */
function bins(x: readonly number[], z: readonly number[]): Bin[] {
  const order = [...x.keys()].sort((i, j) => x[i]! - x[j]!)
  const size = Math.ceil(order.length / BINS)
  const result: Bin[] = []
  for (let start = 0; start < order.length; ) {
    let end = Math.min(order.length, start + size)
    // Equal values stay together.
    while (end < order.length && x[order[end]!] === x[order[end - 1]!]) end++
    const part = order.slice(start, end)
    const mean = part.reduce((total, i) => total + z[i]!, 0) / part.length
    const std = Math.sqrt(part.reduce((total, i) => total + (z[i]! - mean) ** 2, 0) / Math.max(1, part.length - 1))
    result.push({ from: x[part[0]!]!, to: x[part.at(-1)!]!, mean, error: std / Math.sqrt(part.length), std, count: part.length })
    start = end
  }
  return result
}
