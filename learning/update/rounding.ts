import { z } from 'zod'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { clampPulses } from '../../crossbar/pulse.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { StateColumns } from './scheme.ts'

export const ROUNDING = {
  rounding: z
    .enum(['nearest', 'stochastic'])
    .default('nearest')
    .meta({ description: 'multi-memristor, update-ready: rounding of the number of pulses' }),
}

/** Rounds the number of pulses of each synapse independently of its neighbours, and limits it to the maximum per update. */
export interface Rounder {
  /** Call this once per update, before `round`. */
  begin(): void
  round(pulses: number, synapse: number): number
  /** Number of updates so far; absent if it draws nothing. */
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
