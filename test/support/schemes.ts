/** What an update scheme makes its arrays of, in tests. */
import { z } from 'zod'
import { createCrossbar } from '../../crossbar/create.ts'
import type { CrossbarOptions } from '../../crossbar/crossbar.ts'
import type { Arena, F32 } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { fp32 } from '../../learning/update/digital.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { ArrayFactory, SynapseArray } from '../../learning/update/scheme.ts'

/** Values of a scheme's fields, at their defaults. */
export function valuesOf(name: string): Record<string, unknown> {
  return z.object(schemes[name]!.fields).parse({})
}

/** @param changes of the crossbars it makes; those of a scheme's parts have streams of their own */
export function arrayFactory(
  arena: Arena,
  changes: Pick<CrossbarOptions, 'model'> & Partial<CrossbarOptions>,
  seed: number | string = 1,
): ArrayFactory {
  const { scale = 10, rng = createRng(`crossbar ${seed}`) } = changes
  return {
    ...{ arena, rng: createRng(seed), step: changes.model.step / scale, model: changes.model },
    crossbar(shape, initial, part, other) {
      return createCrossbar(
        arena,
        { ...changes, ...shape, scale, ...other, rng: part === undefined ? rng : rng.fork(part) },
        initial,
      )
    },
  }
}

/** Float32 weights without bounds: an array that does exactly what it is asked. */
export function exactArray(arena: Arena, rows: number, cols: number, initial?: F32): SynapseArray & { readonly w: F32 } {
  const make = { arena, rng: createRng(1), step: 1, model: undefined as never, crossbar: () => Promise.reject() as never }
  const array = fp32.create({ rows, cols, autapses: true }, initial, make, { max_weight: 1e6 })
  return array as SynapseArray & { readonly w: F32 }
}
