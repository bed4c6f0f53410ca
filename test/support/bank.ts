/** Devices for tests: a model from its kind with some parameters changed, and a bank of it. */
import { type Bank, createBank } from '../../devices/bank.ts'
import { type DeviceKind, defaults, type Parameters, type Values } from '../../devices/kind.ts'
import type { DeviceModel } from '../../devices/model.ts'
import { pcm } from '../../devices/models/pcm.ts'
import type { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'

export function model<S extends Parameters>(kind: DeviceKind<S>, changes: Partial<Values<S>> = {}): DeviceModel {
  return kind.create({ ...defaults(kind), ...changes })
}

export type PcmChanges = Partial<Values<typeof pcm.parameters>>

export function pcmBank(arena: Arena, size: number, seed: string, changes: PcmChanges = {}): Bank {
  return createBank(arena, model(pcm, changes), size, createRng(seed))
}

/** A model without its fused row read: what a user's model is read through. */
export function generic({ rowRead: _, ...rest }: DeviceModel): DeviceModel {
  return rest
}
