import type { Crossbar } from '../../crossbar/crossbar.ts'
import { sensible } from '../../crossbar/pulse.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { SchemeOptions } from './scheme.ts'

/** Rounds a number of pulses for a synapse by itself, no neighbour has a say in it, and cuts what makes no sense in one update. */
export interface Rounder {
  /** To be called once an update, before any `round` of it. */
  begin(): void
  round(pulses: number, synapse: number): number
}

export function createRounder(xbar: Crossbar, rounding: SchemeOptions['rounding'], rng: Rng): Rounder {
  if (rounding === 'nearest')
    return { begin() {}, round: (pulses) => sensible(xbar, Math.sign(pulses) * Math.round(Math.abs(pulses))) }
  const chance = xbar.arena.f64(xbar.rows * xbar.stride)
  let updates = 0
  return {
    begin: () => fillUniforms(xbar.arena, rng, updates++, chance),
    round: (pulses, synapse) => sensible(xbar, Math.sign(pulses) * Math.floor(Math.abs(pulses) + chance[synapse]!)),
  }
}
