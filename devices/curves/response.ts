/** Curves from pulses: conductance after each pulse, step against conductance, and the distribution after some pulses. */
import { moments, sortedQuantile } from '../../statistics/describe.ts'
import { depressPulse, setPulse } from '../bank.ts'
import { type CurveOptions, population } from './population.ts'

export interface ResponseRow {
  readonly pulse: number
  readonly branch: 'set' | 'depress'
  readonly mean_us: number
  readonly std_us: number
  /** Conductance of single devices, by id. */
  readonly traces_us: readonly number[]
}

export interface StepRow {
  readonly branch: 'set' | 'depress'
  /** Mean conductance before the pulse of the devices in one class. */
  readonly g_us: number
  readonly mean_us: number
  readonly std_us: number
  readonly count: number
}

export interface DistributionRow {
  readonly pulses: number
  /** Share of the devices at or below this conductance. */
  readonly probability: number
  readonly g_us: number
}

const CLASSES = 20
/** Minimum number of devices in a class. */
const FEWEST = 20

/** One ramp of SET pulses from RESET and, if the model has one, as many depression pulses; the result is three kinds of curves. */
export function responseCurves(
  options: CurveOptions,
  pulses: number,
  traces: number,
): { readonly response: ResponseRow[]; readonly steps: StepRow[]; readonly distribution: DistributionRow[] } {
  const { bank, all } = population(options)
  const { g } = bank.columns
  const [gMin, gMax] = options.model.range
  const row = (pulse: number, branch: 'set' | 'depress'): ResponseRow => {
    const { mean, std } = moments(g)
    return { pulse, branch, mean_us: mean, std_us: std, traces_us: Array.from(g.subarray(0, traces)) }
  }
  const response = [row(0, 'set')]
  const distribution: DistributionRow[] = []
  const steps: StepRow[] = []
  const marks = [1, Math.max(2, Math.round(pulses / 5)), pulses]
  for (const branch of options.model.depress ? (['set', 'depress'] as const) : (['set'] as const)) {
    const classes = Array.from({ length: CLASSES }, () => ({ n: 0, g: 0, sum: 0, squares: 0 }))
    for (let pulse = 1; pulse <= pulses; pulse++) {
      const before = g.slice()
      if (branch === 'set') setPulse(bank, all, 0)
      else depressPulse(bank, all, 0)
      for (let id = 0; id < g.length; id++) {
        const at = Math.floor((CLASSES * (before[id]! - gMin)) / (gMax - gMin))
        const step = g[id]! - before[id]!
        const into = classes[Math.min(CLASSES - 1, Math.max(0, at))]!
        into.n++
        into.g += before[id]!
        into.sum += step
        into.squares += step * step
      }
      response.push(row(branch === 'set' ? pulse : pulses + pulse, branch))
      if (branch === 'set' && marks.includes(pulse)) distribution.push(...distributionOf(pulse, g))
    }
    for (const { n, g: sum, sum: change, squares } of classes) {
      if (n < FEWEST) continue
      const mean = change / n
      steps.push({ branch, g_us: sum / n, mean_us: mean, std_us: Math.sqrt(Math.max(0, squares / n - mean * mean)), count: n })
    }
  }
  return { response, steps, distribution }
}

/** Quantiles that are dense towards both tails; the outermost ones depend on the number of devices. */
function distributionOf(pulses: number, g: Float32Array): DistributionRow[] {
  const sorted = g.slice().sort()
  const tail = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3].filter((share) => share * g.length >= 1)
  const middle = Array.from({ length: 99 }, (_, i) => (i + 1) / 100)
  const shares = [...tail, ...middle, ...tail.map((share) => 1 - share).reverse()]
  return shares.map((probability) => ({ pulses, probability, g_us: sortedQuantile(sorted, probability) }))
}
