/** Every step has the same length dw, up to the bounds. */
import { deviceKind } from '../kind.ts'
import { createPulsed, pulsedParameters } from './pulsed.ts'

const one = () => 1

export const constantStep = deviceKind({
  name: 'constant-step',
  title: 'steps of one length between bounds',
  cite: 'rasch2021',
  omits: 'write noise of the visible weight, diffusion, wear',
  parameters: pulsedParameters,
  create: (q) => createPulsed('constant-step', q, { up: one, down: one }),
})
