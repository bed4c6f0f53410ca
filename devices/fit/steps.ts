/**
 * The families of step devices: the mean of dG is a function of where the conductance stands in its range, its std a share
 * of that mean (noise of the step, cycle-to-cycle) or a constant.
 */
import type { Candidate, FitParameter, Range } from './candidate.ts'
import { type Increments, leastSquares, rootMeanSquare } from './increments.ts'

interface Shape {
  readonly name: string
  readonly title: string
  readonly bounded?: boolean
  readonly ownRange?: boolean
  readonly parameters: readonly FitParameter[]
  /** Mean step at conductance g. */
  mean(q: ArrayLike<number>, range: Range): (g: number) => number
  start(increments: Increments, range: Range): number[]
  readonly equation: string
}

/** Where g stands in the range, 0 to 1. */
const PLACE = '(g - g_min) / (g_max - g_min)'
const step = (name: string, doc: string): FitParameter => ({ name, unit: 'uS', doc, form: 'linear' })

/** Straight line of dG over G: its values at the ends of the range. */
function line({ g, dg }: Increments, { gMin, gMax }: Range): [low: number, high: number] {
  const [constant, slope] = leastSquares([new Float64Array(g.length).fill(1), g], dg).q
  return [constant! + slope! * gMin, constant! + slope! * gMax]
}

const SHAPES: readonly Shape[] = [
  {
    name: 'constant-step',
    title: 'the same step everywhere',
    parameters: [step('dw', 'mean SET step')],
    mean: (q) => {
      const value = q[0]!
      return () => value
    },
    start: ({ dg }) => [dg.reduce((sum, d) => sum + d, 0) / dg.length],
    equation: 'dw',
  },
  {
    name: 'soft-bounds',
    title: 'a step that falls to nothing at g_max',
    bounded: true,
    ownRange: true,
    parameters: [step('dw', 'mean SET step at g_min')],
    mean(q, { gMin, gMax }) {
      const slope = -q[0]! / (gMax - gMin)
      const constant = q[0]! - slope * gMin
      return (g) => constant + slope * g
    },
    start: (increments, range) => [Math.max(line(increments, range)[0], 1e-3 * (range.gMax - range.gMin))],
    equation: `dw * (1 - ${PLACE})`,
  },
  {
    name: 'linear-step',
    title: 'a step that changes linearly over the range',
    parameters: [
      step('dw', 'mean SET step at g_min'),
      { name: 'gamma', unit: '', doc: 'share of it that is gone at g_max', form: 'linear' },
    ],
    mean(q, { gMin, gMax }) {
      const slope = (-q[0]! * q[1]!) / (gMax - gMin)
      const constant = q[0]! - slope * gMin
      return (g) => constant + slope * g
    },
    start(increments, range) {
      const [low, high] = line(increments, range)
      return [low, 1 - high / low]
    },
    equation: `dw * (1 - gamma * ${PLACE})`,
  },
  {
    name: 'exp-step',
    title: 'a step that changes exponentially over the range',
    parameters: [
      step('dw', 'mean SET step at g_min'),
      step('dw_end', 'mean SET step at g_max'),
      {
        name: 'gamma',
        unit: '',
        doc: 'bend between: the step is dw + (dw_end - dw) (e^(gamma x) - 1) / (e^gamma - 1)',
        form: 'linear',
      },
    ],
    mean(q, range) {
      const { gMin, gMax } = range
      const [low, high, gamma] = [q[0]!, q[1]!, awayFromZero(q[2]!)]
      const share = (high - low) / Math.expm1(gamma)
      const rate = gamma / (gMax - gMin)
      return (g) => Math.max(0, low + share * Math.expm1(rate * (g - gMin)))
    },
    start(increments, range) {
      const [low, high] = line(increments, range)
      return bend(increments, range, [low, Math.max(0.02 * low, high)])
    },
    equation: `max(dw + (dw_end - dw) * (exp(gamma * ${PLACE}) - 1) / (exp(gamma) - 1), 0 uS)`,
  },
]

/** At 0 the bend's formula is 0 / 0; this near it is a straight line to nine digits. */
function awayFromZero(gamma: number): number {
  return Math.abs(gamma) < 1e-6 ? 1e-6 : gamma
}

const BENDS = [-9, -6, -4.5, -3, -2, -1, -0.4, 0.4, 1, 2, 3, 4.5, 6, 9]

/** Ends and bend by least squares: the ends are linear once the bend is given. */
function bend({ g, dg, count }: Increments, { gMin, gMax }: Range, ends: readonly [number, number]): number[] {
  const every = Math.max(1, Math.floor(Math.min(count, g.length) / 1000))
  const rows = Array.from({ length: Math.floor(g.length / every) }, (_, i) => i * every)
  const x = rows.map((i) => Math.min(1, Math.max(0, (g[i]! - gMin) / (gMax - gMin))))
  const y = rows.map((i) => dg[i]!)
  let best = { squares: Infinity, q: [...ends, -1] }
  for (const gamma of BENDS) {
    const shape = x.map((place) => Math.expm1(gamma * place) / Math.expm1(gamma))
    const { q, residuals } = leastSquares([shape.map((share) => 1 - share), shape], y)
    const squares = residuals.reduce((sum, r) => sum + r * r, 0)
    if (squares < best.squares && q[0]! > 0) best = { squares, q: [q[0]!, Math.max(0.02 * q[0]!, q[1]!), gamma] }
  }
  return best.q
}

const SPREADS = [
  {
    suffix: '',
    title: '',
    parameter: { name: 'c2c', unit: '', doc: 'std of the SET step: share of its mean (cycle-to-cycle)', form: 'log' as const },
    std: (share: number, mean: (g: number) => number) => (g: number) => share * Math.abs(mean(g)) + 1e-7,
    equation: (mean: string) => `c2c * abs(${mean})`,
    start: (residuals: Float64Array, means: Float64Array) => {
      const shares = residuals.map((r, i) => (Math.abs(r) * Math.sqrt(Math.PI / 2)) / Math.max(Math.abs(means[i]!), 1e-9))
      return Math.min(20, Math.max(0.02, median(shares)))
    },
    parted: (std: number, means: Float64Array) => {
      const size = median(means.map(Math.abs))
      return Math.min(20, Math.max(0.02, std / Math.max(size, 1e-9)))
    },
  },
  {
    suffix: '+noise',
    title: ', with noise of the same size everywhere',
    parameter: { name: 'sigma', unit: 'uS', doc: 'std of the SET step (cycle-to-cycle)', form: 'log' as const },
    std: (sigma: number) => () => sigma,
    equation: () => 'sigma',
    start: (residuals: Float64Array) => Math.max(1e-4, 0.7 * rootMeanSquare(residuals)),
    parted: (std: number) => Math.max(1e-4, std),
  },
]

/** A spread of the same size everywhere says nothing new of a step that is. */
const spreadsOf = (shape: Shape) => (shape.name === 'constant-step' ? SPREADS.slice(0, 1) : SPREADS)

export const steps: readonly Candidate[] = SHAPES.flatMap((shape) =>
  spreadsOf(shape).map((spread): Candidate => {
    const last = shape.parameters.length
    return {
      name: shape.name + spread.suffix,
      title: shape.title + spread.title,
      ...(shape.bounded ? { bounded: true } : {}),
      ...(shape.ownRange ? { ownRange: true } : {}),
      parameters: [...shape.parameters, spread.parameter],
      law(q, range) {
        const mean = shape.mean(q, range)
        return { mean, std: spread.std(q[last]!, mean) }
      },
      start(increments, range) {
        const q = shape.start(increments, range)
        const mean = shape.mean(q, range)
        const means = increments.g.map(mean)
        if (increments.parted) return [...q, spread.parted(increments.parted.step, means)]
        return [
          ...q,
          spread.start(
            increments.dg.map((d, i) => d - means[i]!),
            means,
          ),
        ]
      },
      equations: { mean: shape.equation, std: spread.equation(shape.equation) },
    }
  }),
)

function median(values: Float64Array): number {
  const ordered = values.slice().sort()
  return ordered[ordered.length >> 1] ?? 0.1
}
