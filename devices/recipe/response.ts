/** The mean response of a recipe to SET pulses from RESET: the equations without noise, for a device whose parameters are the means. */
import { noiseless, type Statements } from './node.ts'
import type { Plan, Program } from './plan.ts'

export interface Response {
  /** Conductance after 0, 1, 2 ... SET pulses from RESET, uS. */
  readonly g: readonly number[]
}

/** Maximum number of pulses of the response; it ends earlier if it stops changing. */
const MOST = 4096
/** The response has stopped changing if a pulse adds less than this share of the gain so far. */
const NOTHING = 1e-4
/** A response has levelled off when it is within this share of its end. */
const LEVELLED = 0.11

export function responseOf(plan: Plan): Response {
  const state = new Map(plan.means)
  state.set('g', noiseless(plan.range.low.node, plan.means)).set('n_set', 0).set('n_reset', 0)
  const pulse = (program: Program) => {
    for (const { target, value } of plan.programs.get(program) as Statements) state.set(target, noiseless(value, state))
    return state.get('g')!
  }
  const g = [pulse('reset')]
  for (let n = 1; n <= MOST; n++) {
    g.push(pulse('set'))
    state.set('n_set', n)
    const gained = g[n]! - g[0]!
    if (!(g[n]! - g[n - 1]! > NOTHING * gained)) break
  }
  return { g }
}

/** Mean of the first ten steps, uS. */
export function meanStep({ g }: Response): number {
  const n = Math.min(10, g.length - 1)
  return (g[n]! - g[0]!) / n
}

/** Number of pulses after which the response is within 11 % of its end. */
export function pulsesToLevel({ g }: Response): number {
  const gained = g.at(-1)! - g[0]!
  return Math.max(
    1,
    g.findIndex((value) => value - g[0]! >= (1 - LEVELLED) * gained),
  )
}

/** Number of pulses whose mean response is closest to `difference` uS. */
export function pulsesToReach({ g }: Response, difference: number): number {
  const beyond = g.findIndex((value) => value - g[0]! >= difference)
  if (beyond < 0) return g.length - 1
  if (beyond === 0) return 0
  return difference - (g[beyond - 1]! - g[0]!) < g[beyond]! - g[0]! - difference ? beyond - 1 : beyond
}
