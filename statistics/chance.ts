/** The uniform draws of resampling: a function of (seed, stream, event), so that no result depends on earlier computations. */

import { Arena, type F64 } from '../kernels/arena.ts'
import { createRng, fillUniforms } from '../kernels/rng.ts'

/** n uniforms in (0, 1) of an event; the array is overwritten by the next call. */
export type Draws = (event: number) => Float64Array

export interface Chance {
  stream(name: string, n: number): Draws
}

export function createChance(seed: number): Chance {
  const arena = new Arena()
  const rng = createRng(seed, 'analysis')
  const columns = new Map<number, F64>()
  return {
    stream(name, n) {
      const column = columns.get(n) ?? arena.f64(n)
      columns.set(n, column)
      const own = rng.fork(name)
      return (event) => {
        fillUniforms(arena, own, event, column)
        return column
      }
    },
  }
}
