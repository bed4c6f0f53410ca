/** Measured pulses made as dirty as a laboratory's: glitches, dead and stuck devices. */
import type { Pulses } from '../../devices/fit/pulses.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng, fillNormals, fillUniforms } from '../../kernels/rng.ts'

export interface Dirt {
  /** Share of readings that are glitches: a tenth, ten times, or anything up to twice the highest. */
  readonly glitches: number
  /** Devices that read about 0, and that stay where they are. */
  readonly dead?: number
  readonly stuck?: number
}

/** The same rows, some of their readings spoilt. The last devices are dead, those before them stuck. */
export function soiled(pulses: Pulses, { glitches, dead = 0, stuck = 0 }: Dirt, seed: string): Pulses {
  const rows = pulses.g.length
  const arena = new Arena(32 * rows + 4 * 1024 * 1024)
  const rng = createRng(seed, 'soil')
  const [which, how] = [arena.f64(rows), arena.f64(rows)]
  fillUniforms(arena, rng.fork('which'), 0, which)
  fillUniforms(arena, rng.fork('how'), 0, how)
  const noise = arena.f32(rows)
  fillNormals(arena, rng.fork('noise'), 0, noise)
  const highest = pulses.g.reduce((most, value) => Math.max(most, value), 0)
  const devices = pulses.names.length
  const g = pulses.g.map((value, i) => {
    const fromLast = devices - 1 - pulses.device[i]!
    if (fromLast < dead) return Math.max(0, 1e-3 * highest * noise[i]!)
    if (fromLast < dead + stuck) return (0.3 + 0.2 * (fromLast - dead)) * highest * (1 + 0.004 * noise[i]!)
    if (which[i]! >= glitches) return value
    const kind = 3 * how[i]!
    return kind < 1 ? 10 * value : kind < 2 ? 0.1 * value : 2 * (kind - 2) * highest
  })
  return { ...pulses, g }
}
