/** The kinds of spiking neuron that a population can use. */
import { alif } from './alif.ts'
import { integrateAndFire } from './integrate-and-fire.ts'
import { lif } from './lif.ts'
import type { NeuronKind } from './neuron.ts'

const kinds = [lif, alif, integrateAndFire]

export const neuronKinds: Readonly<Record<string, NeuronKind>> = Object.fromEntries(
  kinds.map((kind) => [kind.name, kind as unknown as NeuronKind]),
)
