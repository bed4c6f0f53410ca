/** A search that starts from the fit of another law: a search from first guesses may rest far from its best. */
import type { Candidate, FitParameter } from './candidate.ts'
import { freshCentres } from './effects.ts'
import type { Step } from './filter.ts'
import { maximise } from './maximise.ts'
import { COMMON, toInternal, toNatural } from './objective.ts'
import type { Fitted } from './search.ts'

/** A bend that is nearly none. */
const STRAIGHT = -0.3

/** Step laws can start from any other: their parameters are steps at the ends of the range, and a spread. */
export function startsAnywhere({ parameters }: Candidate): boolean {
  return parameters[0]!.name === 'dw'
}

/** The candidate fitted from where another came to rest: the same steps at the ends of the range, the same spread in its middle. */
export function fromSibling({ problem, optimum }: Fitted, candidate: Candidate, rounds: number): Fitted {
  const before = problem.candidate.parameters.length
  const natural = problem.parameters.map(({ form }, p) => toNatural(optimum.x[p]!, form))
  const common = (name: (typeof COMMON)[number]) => natural[before + COMMON.indexOf(name)]!
  const [gMin, gMax] = [common('g_min'), common('g_max')]
  const law = problem.candidate.law(natural, { gMin, gMax }, problem.visits.mostPulses)
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
  const { clamped } = problem
  const named = (name: string) =>
    (name.startsWith('g_max') && !clamped.high && !candidate.bounded) ||
    (name.startsWith('g_min') && !clamped.low && !candidate.boundedBelow)
  const wanted = (name: string) =>
    (name === 'g_max' && candidate.bounded === true) || (name === 'g_min' && candidate.boundedBelow === true)
  const parameters = [
    ...candidate.parameters.map((parameter) => ({ ...parameter, free: true })),
    ...problem.parameters.slice(before).map((one) => ({ ...one, free: (one.free && !named(one.name)) || wanted(one.name) })),
  ]
  const values = [...candidate.parameters.map((one) => toInternal(start(one), one.form)), ...optimum.x.slice(before)]
  const x = Float64Array.from(values, (value, p) =>
    named(parameters[p]!.name) && parameters[p]!.name.endsWith('_std') ? 0 : value,
  )
  const centres = freshCentres(problem.visits.devices, x.length)
  const mine = { ...problem, candidate, parameters }
  return { problem: mine, optimum: maximise(mine, x, centres, { rounds }), centres }
}

function exponential({ name }: Candidate): boolean {
  return name.startsWith('exp-step')
}
