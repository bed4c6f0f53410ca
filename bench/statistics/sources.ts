/** The program's kinds of draws: normals of consecutive ids, normals of listed ids, uniforms. */

import type { Arena, F32, F64 } from '../../kernels/arena.ts'
import type { Kernels } from '../../kernels/generated.ts'
import type { Rng } from '../../kernels/rng.ts'
import { type Battery, createBattery } from './battery.ts'
import { createBlock, normalLaw, uniformLaw } from './law.ts'
import type { TestResult } from './result.ts'

/** Kernels to test, possibly a variant, over an arena's memory. */
export interface Engine {
  readonly arena: Arena
  readonly kernels: Kernels
}

/** Draws of a block, one event: small enough for the L2 cache with all values computed from them. */
export const BLOCK = 8192

/** Distance of ids in one column of an array: the stride of a row. */
const STRIDE = 112

export function testNormals({ arena, kernels }: Engine, rng: Rng, draws: number): TestResult[] {
  const law = normalLaw()
  const out = arena.f32(BLOCK)
  const fill = (event: number) => kernels.normals(rng.k0, rng.k1, event, 0, BLOCK, out.ptr)
  return run(createBattery('normals', law, true), law, out, fill, draws)
}

export function testListedNormals({ arena, kernels }: Engine, rng: Rng, draws: number): TestResult[] {
  const law = normalLaw()
  const out = arena.f32(BLOCK)
  const ids = arena.u32(BLOCK)
  for (let i = 0; i < BLOCK; i++) ids[i] = i * STRIDE
  const fill = (event: number) => kernels.normalsOf(rng.k0, rng.k1, event, 0, ids.ptr, BLOCK, out.ptr)
  return run(createBattery(`normals of ids ${STRIDE} apart`, law, false), law, out, fill, draws)
}

/** Half the draws use bins of the highest 12 bits, the other half, later events, bins of the lowest. */
export function testUniforms({ arena, kernels }: Engine, rng: Rng, draws: number): TestResult[] {
  const out = arena.f64(BLOCK)
  return [20, 0].flatMap((shift, half) => {
    const law = uniformLaw(shift)
    const group = `uniforms, bins of the ${shift ? 'highest' : 'lowest'} 12 bits`
    const fill = (event: number) => kernels.uniforms(rng.k0, rng.k1, event, half, BLOCK, out.ptr)
    return run(createBattery(group, law, false), law, out, fill, draws / 2)
  })
}

function run(
  battery: Battery,
  law: ReturnType<typeof normalLaw>,
  out: F32 | F64,
  fill: (event: number) => void,
  draws: number,
): TestResult[] {
  let [block, previous] = [createBlock(BLOCK), createBlock(BLOCK)]
  const events = Math.ceil(draws / BLOCK)
  for (let event = 0; event < events; event++) {
    fill(event)
    law.standardise(out, block)
    law.bin(out, block.bins)
    battery.add(block, event > 0 ? previous : undefined)
    ;[block, previous] = [previous, block]
  }
  return battery.results()
}
