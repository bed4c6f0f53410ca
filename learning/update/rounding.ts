import { z } from 'zod'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { clampPulses } from '../../crossbar/pulse.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { StateColumns } from './scheme.ts'

export const ROUNDING = {
  rounding: z
    .enum(['nearest', 'stochastic'])
    .default('nearest')
    .meta({ description: 'multi-memristor, update-ready: how a number of pulses becomes a whole one' }),
}

/** Rounds a number of pulses for a synapse by itself, whatever its neighbours get, and cuts what would change nothing in one update. */
export interface Rounder {
  /** To be called once an update, before any `round` of it. */
  begin(): void
  round(pulses: number, synapse: number): number
  /** Updates so far, where it draws. */
  readonly state?: StateColumns
}

export function createRounder(xbar: Crossbar, rounding: 'nearest' | 'stochastic', rng: Rng): Rounder {
  if (rounding === 'nearest')
    return { begin() {}, round: (pulses) => clampPulses(xbar, Math.sign(pulses) * Math.round(Math.abs(pulses))) }
  const chance = xbar.arena.f64(xbar.rows * xbar.stride)
  const updates = new Float64Array(1)
  return {
    begin: () => fillUniforms(xbar.arena, rng, updates[0]!++, chance),
    round: (pulses, synapse) => clampPulses(xbar, Math.sign(pulses) * Math.floor(Math.abs(pulses) + chance[synapse]!)),
    state: { updates },
  }
}
