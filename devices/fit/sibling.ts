/** A search that starts from the fit of another law: a search from first guesses may rest far from its best. */
import type { Candidate, FitParameter, Range } from './candidate.ts'
import { freshCentres } from './effects.ts'
import type { Step } from './filter.ts'
import { maximise } from './maximise.ts'
import { COMMON, toInternal, toNatural } from './objective.ts'
import type { Fitted, Outset } from './search.ts'

/** A bend that is nearly none. */
const STRAIGHT = -0.3
/** Where a step is looked at for where it vanishes, up to twice as far as the range reaches. */
const PLACES = 400

/** Step laws can start from any other: their parameters are steps at the ends of the range, and a spread. */
export function startsAnywhere({ parameters }: Candidate): boolean {
  return parameters[0]!.name === 'dw'
}

/** The candidate fitted from where another came to rest: the same steps at the ends of the range, the same spread in its middle. */
export function fromSibling({ problem, optimum }: Fitted, candidate: Candidate, outset: Outset, rounds: number): Fitted {
  const before = problem.candidate.parameters.length
  const natural = problem.parameters.map(({ form }, p) => toNatural(optimum.x[p]!, form))
  const common = (name: (typeof COMMON)[number]) => natural[before + COMMON.indexOf(name)]!
  const { clamped } = problem
  const named = (name: string) =>
    (name.startsWith('g_max') && !clamped.high && !candidate.bounded) ||
    (name.startsWith('g_min') && !clamped.low && !candidate.boundedBelow)
  const wanted = (name: string) =>
    (name === 'g_max' && candidate.bounded === true && outset.declared.gMax === undefined) ||
    (name === 'g_min' && candidate.boundedBelow === true && outset.declared.gMin === undefined)
  /** An end that is a part of this law and not of its sibling. */
  const newly = (name: 'g_min' | 'g_max') =>
    wanted(name) && !(name === 'g_max' ? problem.candidate.bounded : problem.candidate.boundedBelow)
  const its = { gMin: common('g_min'), gMax: common('g_max') }
  const law = problem.candidate.law(natural, its, problem.visits.mostPulses)
  const { gMin, gMax } = rangeFor()
  const middle = (gMin + gMax) / 2
  const start = ({ name }: FitParameter): number => {
    const down = name.endsWith('_down')
    const step: Step = down ? law.down! : law
    const size = (g: number) => (down ? -1 : 1) * step.mean(g, 1)
    const dw = Math.max(1e-4, size(down ? gMax : gMin))
    const end = Math.max(0.02 * dw, size(down ? gMin : gMax))
    const spread = Math.max(1e-5, step.std(middle, 1))
    if (name.startsWith('dw_end')) return end
    if (name.startsWith('dw')) return dw
    if (name.startsWith('gamma')) return exponential(candidate) ? STRAIGHT : 1 - end / dw
    return name.startsWith('c2c') ? Math.min(20, Math.max(0.02, spread / Math.max(1e-4, Math.abs(size(middle))))) : spread
  }
  const parameters = [
    ...candidate.parameters.map((parameter) => ({ ...parameter, free: true })),
    ...problem.parameters.slice(before).map((one) => ({ ...one, free: (one.free && !named(one.name)) || wanted(one.name) })),
  ]
  const values = [...candidate.parameters.map((one) => toInternal(start(one), one.form)), ...optimum.x.slice(before)]
  const x = Float64Array.from(values, (value, p) => {
    const { name } = parameters[p]!
    if (name === 'g_min') return gMin
    if (name === 'g_max') return gMax
    return named(name) && name.endsWith('_std') ? 0 : value
  })
  const centres = freshCentres(problem.visits.devices, x.length)
  const mine = { ...problem, candidate, parameters }
  return { problem: mine, optimum: maximise(mine, x, centres, { rounds }), centres }

  /** The candidate's range: where the steps of the sibling vanish, for a law whose steps do at its ends. */
  function rangeFor(): Range {
    const { gMin: low, gMax: high } = its
    const most = named('g_max') ? outset.top : newly('g_max') ? vanishing(law, 1, low, high) : high
    const lowest = outset.resetReadings > 1 ? common('reset_mean') : outset.low
    const least = named('g_min') ? lowest : newly('g_min') && law.down ? vanishing(law.down, -1, high, low) : low
    return { gMin: least, gMax: most }
  }
}

/** Where a step of this sign ends, seen from one end of the range beyond the other; the other where it does not. */
function vanishing(step: Step, sign: 1 | -1, from: number, to: number): number {
  for (let k = 1; k <= PLACES; k++) {
    const g = from + (2 * (to - from) * k) / PLACES
    if (sign * step.mean(g, 1) <= 0) return g
  }
  return to
}

function exponential({ name }: Candidate): boolean {
  return name.startsWith('exp-step')
}
