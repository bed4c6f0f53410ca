/** The effects of the periphery that a spec can name. */
import { adc } from './adc.ts'
import { dac } from './dac.ts'
import type { EffectKind } from './effect.ts'
import { wires } from './wires.ts'

const all = [wires, dac, adc] as const

/** Fields as their own types are known only inside an effect: here they are what the spec's validation has let through. */
export const effectKinds: Readonly<Record<string, EffectKind>> = Object.fromEntries(
  all.map((kind) => [kind.name, kind as unknown as EffectKind]),
)
