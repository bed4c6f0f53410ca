/** The symmetric point, where steps up and down balance: alternating pulses from low, middle and high conductances, over a population. */
import { type Moments, moments, sortedQuantile } from '../../statistics/describe.ts'
import { program } from '../bank.ts'
import { alternatePulses } from '../symmetric-point.ts'
import { type CurveOptions, population } from './population.ts'

interface BalanceRow {
  /** Pairs of pulses so far; 0: none. */
  readonly pairs: number
  /** Mean over devices of the conductance between the two pulses, for each initial conductance, uS. */
  readonly from_low_us: number
  readonly from_middle_us: number
  readonly from_high_us: number
  /** Std over the devices with the middle initial conductance. */
  readonly std_us: number
}

export interface Balance {
  readonly rows: readonly BalanceRow[]
  /** Moments over devices of the mean of each device in the second half of the pairs, started in the middle, uS. */
  readonly point: Moments
  readonly quantiles_us: { readonly q05: number; readonly q50: number; readonly q95: number }
  /** Mean distance over devices between the ends of the paths from low and from high, uS: 0 if all have reached the point. */
  readonly gap_us: number
  /** Moments of the points that the model declares, and rms difference to the measured ones; absent: the model declares none. */
  readonly declared?: { readonly mean_us: number; readonly std_us: number; readonly difference_us: number }
}

const STARTS = { low: 0.1, middle: 0.5, high: 0.9 } as const

/** @param pairs of a SET and a depression pulse */
export function balance(options: CurveOptions, pairs: number): Balance {
  const [gMin, gMax] = options.model.range
  const marks = new Set(marksUpTo(pairs))
  const courses = Object.values(STARTS).map((share) => {
    const { bank, all, out } = population(options)
    const { g } = bank.columns
    for (let id = 0; id < g.length; id++) out[id] = gMin + share * (gMax - gMin) - g[id]!
    program(bank, all, out)
    const at = new Map([[0, moments(g)]])
    const found = new Float64Array(g.length)
    alternatePulses(bank, pairs, found, (pair, between) => {
      if (marks.has(pair)) at.set(pair, moments(between))
    })
    return { at, found, bank }
  })
  const [low, middle, high] = courses as [(typeof courses)[0], (typeof courses)[0], (typeof courses)[0]]
  const rows = [...middle.at].map(([pair, { mean, std }]) => ({
    ...{ pairs: pair, from_low_us: low.at.get(pair)!.mean, from_middle_us: mean, from_high_us: high.at.get(pair)!.mean },
    std_us: std,
  }))
  const sorted = middle.found.slice().sort()
  const { model } = options
  const own = model.symmetricPoint && middle.found.map((_, id) => model.symmetricPoint!(middle.bank.columns, id))
  return {
    rows,
    point: moments(middle.found),
    quantiles_us: { q05: sortedQuantile(sorted, 0.05), q50: sortedQuantile(sorted, 0.5), q95: sortedQuantile(sorted, 0.95) },
    gap_us: moments(high.found.map((g, id) => Math.abs(g - low.found[id]!))).mean,
    ...(own && { declared: compared(own, middle.found) }),
  }
}

function compared(own: Float64Array, found: Float64Array): NonNullable<Balance['declared']> {
  const { mean, std } = moments(own)
  const squares = found.reduce((sum, g, id) => sum + (g - own[id]!) ** 2, 0)
  return { mean_us: mean, std_us: std, difference_us: Math.sqrt(squares / found.length) }
}

/** 1, 2, 5, 10, 20, 50, ... and `pairs`. */
function marksUpTo(pairs: number): number[] {
  const marks = [pairs]
  for (let decade = 1; decade < pairs; decade *= 10)
    marks.push(...[1, 2, 5].map((k) => k * decade).filter((mark) => mark < pairs))
  return marks
}
