/** Steps that vanish at the bound b of the device: dw (1 - w / b), where b is the bound in the direction of the step. */
import { deviceKind } from '../kind.ts'
import { createPulsed, pulsedParameters } from './pulsed.ts'

export const softBounds = deviceKind({
  name: 'soft-bounds',
  title: 'steps that shorten linearly to nothing at the bounds',
  cite: 'rasch2021',
  omits: 'a reference device at the symmetry point, write noise of the visible weight, diffusion, wear',
  parameters: pulsedParameters,
  create: (q) =>
    createPulsed('soft-bounds', q, {
      up: (w, _low, high) => 1 - w / high,
      // If the lower bound is w = 0, all steps down are equal.
      down: (w, low) => (low < 0 ? 1 - w / low : 1),
    }),
})
