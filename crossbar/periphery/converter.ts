/** Rounding to levels, shared by converters in both directions. */
import { z } from 'zod'
import type { Arena, F64 } from '../../kernels/arena.ts'
import { pow } from '../../kernels/math.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'

export const roundingField = z
  .enum(['nearest', 'stochastic'])
  .default('nearest')
  .meta({ description: 'nearest level, or one of the two neighbours with the chance that makes the mean right' })

/** Level numbers of n values, in place; the draw of each is that of its line, which is its place where no lines are given. */
type Rounding = (x: Float64Array, n: number, event: number, lines?: Uint32Array) => void

/** @param capacity lines there are */
export function rounding(kind: 'nearest' | 'stochastic', arena: Arena, capacity: number, stream: Rng): Rounding {
  if (kind === 'nearest') {
    return (x, n) => {
      for (let i = 0; i < n; i++) x[i] = Math.floor(x[i]! + 0.5)
    }
  }
  const uniform: F64 = arena.f64(capacity)
  return (x, n, event, lines) => {
    fillUniforms(arena, stream, event, uniform)
    for (let i = 0; i < n; i++) x[i] = Math.floor(x[i]! + uniform[lines ? lines[i]! : i]!)
  }
}

/**
 * Bits of a converter of magnitudes with as many steps as aihwkit's resolution has on either side of 0.
 * @param value its `inp_res` or `out_res`: steps from -bound to bound, or 1 over them; 0 or less: no steps
 */
export function bitsOfResolution(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('is not a number')
  if (value <= 0) return 0
  const steps = value < 1 ? 1 / value : value
  for (let bits = 1; bits <= 16; bits++) if (Math.abs(steps / 2 - (pow(2, bits) - 1)) < 1e-6 * steps) return bits
  throw new Error(
    `is ${steps} steps, which no whole number of bits has here: a converter of b bits for each sign is written 1/(2^(b+1) - 2)`,
  )
}

export function roundingOfSwitch(value: unknown): 'nearest' | 'stochastic' {
  if (typeof value !== 'boolean') throw new Error('is neither true nor false')
  return value ? 'stochastic' : 'nearest'
}
