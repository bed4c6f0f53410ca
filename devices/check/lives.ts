/** Test sequences for devices: to both ends of the range, back, in single steps, in all orders. */
import { Arena } from '../../kernels/arena.ts'
import { createRng, fillUniforms } from '../../kernels/rng.ts'
import type { DeviceModel } from '../model.ts'
import { DEPRESS, RESET, SET, type Step, times } from './life.ts'

/** Number of pulses that bring the mean from one end close to the other, limited for the check. */
export function rampLength(model: DeviceModel): number {
  const { mostPulses } = model
  return Number.isFinite(mostPulses) ? Math.min(64, Math.max(8, Math.ceil(mostPulses))) : 64
}

/** Ages from 0 to 30 years, s. */
const AGES = [0, 1e-9, 1e-3, 1, 100, 1e5, 1e9]
const RANDOM_STEPS = 30

/** A sequence with reads after each kind of state; the last part is random. */
export function longLife(model: DeviceModel, seed: number): Step[] {
  const reads = AGES.map((age): Step => ({ op: 'read', age }))
  const read: Step = { op: 'read', age: 1 }
  const ramp = rampLength(model)
  const down = model.depress ? [...times(ramp, DEPRESS), ...reads, SET, DEPRESS, SET, SET, DEPRESS, read] : []
  return [
    ...[...reads, SET, read, SET, read, ...times(ramp, SET), ...reads, ...down],
    ...[RESET, ...reads, RESET, SET, read, RESET, RESET, SET, SET, read],
    ...[0, 0.5, 1].flatMap((to) => [RESET, { op: 'program', to } as const, read, SET, ...(model.depress ? [DEPRESS] : []), read]),
    ...random(model, seed),
  ]
}

function random(model: DeviceModel, seed: number): Step[] {
  const arena = new Arena(1e5)
  const draws = arena.f64(RANDOM_STEPS)
  fillUniforms(arena, createRng(seed, 'check/lives'), 0, draws)
  const choices: Step[] = [SET, SET, SET, RESET, { op: 'read', age: 1 }, { op: 'read', age: 1e4 }]
  if (model.depress) choices.push(DEPRESS, DEPRESS)
  return Array.from(draws, (u) => choices[Math.floor(u * choices.length)]!)
}
