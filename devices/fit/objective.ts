/** The likelihood of all devices as a function of one vector of parameters, with what differs between devices integrated out. */
import type { Candidate, FitParameter } from './candidate.ts'
import { type Centres, EFFECTS, type Effect, overEffects } from './effects.ts'
import { type Frame, type Law, type Listener, logLikelihood, type Scales } from './filter.ts'
import { below } from './normal.ts'
import type { Visits } from './visits.ts'

export interface Parameter extends Omit<FitParameter, 'form'> {
  /** As the search sees it: `variance` is the square of a std that may be 0, `positive` may be 0 itself. */
  readonly form: 'linear' | 'log' | 'variance' | 'positive'
  /** Fixed parameters keep the value they start with. */
  readonly free: boolean
}

/** Parameters that every candidate has, after its own. */
export const COMMON = [
  'scale_std',
  'g_min',
  'g_max',
  'reset_mean',
  'reset_std',
  'noise_absolute',
  'noise_relative',
  'scale_down_std',
  'g_max_std',
  'g_min_std',
] as const

/** Std over devices of each effect. */
const SPREAD_OF: Readonly<Record<Effect, (typeof COMMON)[number]>> = {
  scale: 'scale_std',
  scaleDown: 'scale_down_std',
  gMax: 'g_max_std',
  gMin: 'g_min_std',
}

export interface Problem {
  readonly visits: Visits
  readonly candidate: Candidate
  readonly parameters: readonly Parameter[]
  /** Is the end of the range a clamp that readings run into, or only a name for where the range ends? */
  readonly clamped: { readonly low: boolean; readonly high: boolean }
  /** Share of readings that are glitches, 0 where all are to be believed. */
  readonly glitches: number
  /** Integrated over devices by the fewest nodes: a trial, not a result. */
  readonly coarse: boolean
}

const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI)
/** Below this variance devices are alike. */
const ALIKE = 1e-8
/** Visits of a device beyond which its effects are told closely. */
const LONG = 150
/** The range of one device is not narrower than this, in the search's unit. */
const NARROWEST = 1e-3

/** A form that ends at 0, and may lie there. */
export function endsAt0(form: Parameter['form']): boolean {
  return form === 'variance' || form === 'positive'
}

export function toNatural(x: number, form: Parameter['form']): number {
  if (form === 'log') return Math.exp(x)
  return form === 'variance' ? Math.sqrt(Math.max(0, x)) : x
}

export function toInternal(value: number, form: Parameter['form']): number {
  if (form === 'log') return Math.log(value)
  return form === 'variance' ? value * value : value
}

export function freeOnes({ parameters }: Problem): number[] {
  return parameters.flatMap(({ free }, p) => (free ? [p] : []))
}

/** What holds of devices in the mean, and how they differ. */
export interface Bound {
  readonly law: Law
  readonly frame: Frame
  /** Variance over devices of each effect, by EFFECTS. */
  readonly variances: readonly number[]
  /** Sweeps are long and tell the effects of a device closely, or this is a trial. */
  readonly narrow: boolean
  /** Log-likelihood of device d with these effects: logarithms of its scales, shifts of its ends. */
  of(d: number, effects: ArrayLike<number>, tell?: Listener): number
  /** Log-density of effects over devices. */
  prior(effect: number, value: number): number
}

/** Everything at internal parameters `x`. */
export function bind({ candidate, parameters, visits, clamped, glitches, coarse }: Problem, x: ArrayLike<number>): Bound {
  const own = candidate.parameters.length
  const natural = parameters.map(({ form }, i) => toNatural(x[i]!, form))
  const value = (name: (typeof COMMON)[number]) => natural[own + COMMON.indexOf(name)]!
  const [gMin, gMax] = [value('g_min'), value('g_max')]
  const law = candidate.law(natural, { gMin, gMax }, visits.mostPulses)
  const frame: Frame = {
    gMin: clamped.low ? gMin : -Infinity,
    gMax: clamped.high ? gMax : Infinity,
    resetMean: value('reset_mean'),
    resetVariance: value('reset_std') ** 2,
    noiseAbsolute: value('noise_absolute'),
    noiseRelative: value('noise_relative'),
    glitches,
    glitchDensity: -Math.log(visits.span),
  }
  const variances = EFFECTS.map((effect) => {
    const p = own + COMMON.indexOf(SPREAD_OF[effect])
    const variance = Math.max(0, x[p]!)
    return variance < ALIKE ? 0 : variance
  })
  const stds = variances.map(Math.sqrt)
  const constants = stds.map((std, e) => -LOG_ROOT_2PI - Math.log(std) - (e < 2 ? Math.log(below(1 / std)) : 0))
  const [up, down, high, low] = [0, 1, 2, 3]
  const scales: { up: number; down: number } = { up: 1, down: 1 }
  const shifted = { ...frame }
  return {
    law,
    frame,
    variances,
    narrow: coarse || visits.pulse.length > LONG * visits.devices,
    of(d, effects, tell) {
      const from = visits.firstVisit[d]!
      const to = visits.firstVisit[d + 1]!
      if (from === to) return 0
      scales.up = Math.exp(effects[up]!)
      scales.down = Math.exp(effects[down]!)
      if (effects[high] === 0 && effects[low] === 0) return logLikelihood(visits, from, to, scales, law, frame, tell)
      const least = gMin + effects[low]!
      const most = Math.max(least + NARROWEST, gMax + effects[high]!)
      shifted.gMin = clamped.low ? least : -Infinity
      shifted.gMax = clamped.high ? most : Infinity
      const mine = candidate.ownRange ? candidate.law(natural, { gMin: least, gMax: most }, visits.mostPulses) : law
      return logLikelihood(visits, from, to, scales as Scales, mine, shifted, tell)
    },
    prior(effect, at) {
      const std = stds[effect]!
      // A scale is normal about 1 over devices, cut at 0; its logarithm is what is integrated over.
      if (effect < 2) return constants[effect]! - 0.5 * ((Math.exp(at) - 1) / std) ** 2 + at
      return constants[effect]! - 0.5 * (at / std) ** 2
    },
  }
}

/** Sum over devices; `out` gets the devices' own. */
export function evaluate(problem: Problem, x: ArrayLike<number>, centres: Centres, out: Float64Array): number {
  // A range turned round would make a law its own mirror image.
  const own = problem.candidate.parameters.length
  if (!(x[own + COMMON.indexOf('g_max')]! > x[own + COMMON.indexOf('g_min')]!)) {
    out.fill(-Infinity)
    return -Infinity
  }
  const bound = bind(problem, x)
  let total = 0
  for (let d = 0; d < problem.visits.devices; d++) {
    const value = overEffects(bound, d, x, centres)
    out[d] = value
    total += value
  }
  return Number.isNaN(total) ? -Infinity : total
}
