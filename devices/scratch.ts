/** Temporary columns for use within one operation: one per arena, allocated once and grown by doubling. */
import type { Arena, F32, F64, U32 } from '../kernels/arena.ts'
import { fillNormalsOf, fillNormalsOfCounts, fillUniforms, type Rng } from '../kernels/rng.ts'
import type { CellList } from './model.ts'

const columns = new WeakMap<Arena, F32>()
const doubles = new WeakMap<Arena, F64>()

/** At least n numbers with undefined values. Valid until the next call of `scratch` or a `...Normals` function for this arena. */
export function scratch(arena: Arena, n: number): F32 {
  const held = columns.get(arena)
  if (held && held.length >= n) return held
  const column = arena.f32(Math.max(n, 2 * (held?.length ?? 128)))
  columns.set(arena, column)
  return column
}

/** Standard normals of one event such as a read: [i] belongs to cells.ids[i]. Valid until the next draw in this arena. */
export function readNormals(arena: Arena, rng: Rng, event: number, cells: CellList): F32 {
  const out = scratch(arena, cells.n)
  fillNormalsOf(arena, rng, cells, event, out)
  return out
}

/** Standard normals of one pulse: [i] belongs to cells.ids[i] and event `counts[id]`. Valid until the next draw in this arena. */
export function pulseNormals(arena: Arena, rng: Rng, counts: U32, cells: CellList): F32 {
  const out = scratch(arena, cells.n)
  fillNormalsOfCounts(arena, rng, cells, counts, out)
  return out
}

/** Uniforms in (0, 1) of devices 0..n-1 at event `event`. Valid until the next call for this arena. */
export function deviceUniforms(arena: Arena, rng: Rng, event: number, n: number): F64 {
  const held = doubles.get(arena)
  const out = held && held.length >= n ? held : arena.f64(Math.max(n, 2 * (held?.length ?? 0)))
  doubles.set(arena, out)
  fillUniforms(arena, rng, event, out)
  return out
}
