/** What a figure shows of pulses, measured or simulated alike: response, steps, drift, read noise. */
import { logarithmicBins } from './bins.ts'
import type { Range } from './candidate.ts'
import type { DeviceFit } from './fit.ts'
import { measure } from './measure.ts'
import { bind, COMMON, toNatural } from './objective.ts'
import type { Pulses } from './pulses.ts'

/** Mean and std of `y` at `x`. */
export interface Point {
  readonly x: number
  readonly mean: number
  readonly std: number
  readonly count: number
}

export interface Curves {
  /** Readings against pulses since RESET. uS. */
  readonly response: readonly Point[]
  /** Change by one SET pulse against the reading before. uS. */
  readonly steps: readonly Point[]
  /** And by one depression pulse. */
  readonly downs: readonly Point[]
}

const STEP_BINS = 12
/** Ages within this factor of t0 show the conductance itself. */
const NEAR = Math.E

/** @param pulses sorted. @param ends of the step's bins, uS */
export function curvesOf(
  { device, sweep, pulse, elapsed, g, down }: Pulses,
  t0: number,
  ends: readonly [number, number],
): Curves {
  const response = accumulator()
  const [steps, downs] = [accumulator(), accumulator()]
  const width = (ends[1] - ends[0]) / STEP_BINS
  let before = -1
  for (let i = 0; i < g.length; i++) {
    const same = i > 0 && device[i] === device[i - 1] && sweep[i] === sweep[i - 1] && pulse[i] === pulse[i - 1]
    if (same || elapsed[i]! > NEAR * t0 || elapsed[i]! < t0 / NEAR) continue
    response.add(pulse[i]!, g[i]!)
    const follows = before >= 0 && device[i] === device[before] && sweep[i] === sweep[before] && pulse[i] === pulse[before]! + 1
    const bin = before >= 0 ? Math.floor((g[before]! - ends[0]) / width) : -1
    if (follows && bin >= 0 && bin < STEP_BINS) (down?.[i] ? downs : steps).add(bin, g[i]! - g[before]!)
    before = i
  }
  const binned = (of: typeof steps) => of.points(20).map((point) => ({ ...point, x: ends[0] + (point.x + 0.5) * width }))
  return { response: response.points(), steps: binned(steps), downs: binned(downs) }
}

/** The fitted model measured as the data were: one reading a pulse at t0; SET pulses, then as many depression pulses as `measured` has. */
export function simulated(fit: DeviceFit, measured: Pulses): Pulses {
  const { problem, optimum } = fit.fitted
  const { candidate, parameters } = problem
  const { frame, variances } = bind(problem, optimum.x)
  const { unit, t0 } = fit
  const natural = parameters.map(({ form }, p) => toNatural(optimum.x[p]!, form))
  const own = candidate.parameters.length
  const common = (name: (typeof COMMON)[number]) => natural[own + COMMON.indexOf(name)]!
  const [up, most] = longestSweep(measured)
  const range = { gMin: common('g_min'), gMax: common('g_max') }
  const shared = candidate.law(natural, range, most)
  // One device at a time asks for the law of its own range.
  let [last, lastLaw] = [{ gMin: Number.NaN, gMax: Number.NaN }, shared]
  const lawOf = (of: Range) => {
    if (!candidate.ownRange) return shared
    if (of.gMin !== last.gMin || of.gMax !== last.gMax) {
      last = of
      lastLaw = candidate.law(natural, { gMin: of.gMin / unit, gMax: of.gMax / unit }, most)
    }
    return lastLaw
  }
  const downwards = {
    mean: (g: number, n: number, of: Range) => unit * lawOf(of).down!.mean(g / unit, n),
    std: (g: number, n: number, of: Range) => unit * lawOf(of).down!.std(g / unit, n),
    scaleStd: Math.sqrt(variances[1]!),
  }
  const devices = Math.min(2000, Math.max(50, Math.floor(60_000 / (most + 1))))
  const truth = {
    mean: (g: number, n: number, of: Range) => unit * lawOf(of).mean(g / unit, n),
    std: (g: number, n: number, of: Range) => unit * lawOf(of).std(g / unit, n),
    scaleStd: Math.sqrt(variances[0]!),
    ...(shared.down ? { down: downwards } : {}),
    range: [unit * range.gMin, unit * range.gMax],
    rangeStd: [unit * common('g_min_std'), unit * common('g_max_std')],
    reset: [unit * frame.resetMean, unit * Math.sqrt(frame.resetVariance)],
    noise: [unit * frame.noiseAbsolute, frame.noiseRelative],
    nu: [0, 0],
    t0,
  } as const
  return measure(truth, { devices, sweeps: 1, pulses: up, downs: shared.down ? most - up : 0, ages: [t0] }, 'figure')
}

/** SET pulses of the longest sweep, and all its pulses. */
function longestSweep({ pulse, down }: Pulses): readonly [number, number] {
  let [up, most] = [0, 0]
  for (let i = 0; i < pulse.length; i++) {
    most = Math.max(most, pulse[i]!)
    if (!down?.[i]) up = Math.max(up, pulse[i]!)
  }
  return [up, most]
}

/** Readings of a visit relative to its first, against the age. @param pulses sorted */
export function driftOf({ device, sweep, pulse, elapsed, g }: Pulses, least: number): readonly Point[] {
  const points: { x: number; y: number }[] = []
  let start = 0
  for (let i = 0; i < g.length; i++) {
    if (device[i] !== device[start] || sweep[i] !== sweep[start] || pulse[i] !== pulse[start]) start = i
    if (g[start]! > least && elapsed[i]! > 1.001 * elapsed[start]!) points.push({ x: elapsed[i]!, y: g[i]! / g[start]! })
  }
  return logarithmicBins(points, 10)
}

function accumulator() {
  const rows = new Map<number, { count: number; sum: number; squares: number }>()
  return {
    add(key: number, value: number) {
      const row = rows.get(key) ?? { count: 0, sum: 0, squares: 0 }
      row.count++
      row.sum += value
      row.squares += value * value
      rows.set(key, row)
    },
    points(least = 1): Point[] {
      return [...rows]
        .filter(([, { count }]) => count >= least)
        .sort(([a], [b]) => a - b)
        .map(([x, { count, sum, squares }]) => {
          const mean = sum / count
          return { x, mean, std: Math.sqrt(Math.max(0, squares / count - mean * mean)), count }
        })
    },
  }
}
