/** Steps that vanish at the device's own bound b: dw (1 - w / b), b the bound that the step goes to. */
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
      // A device bounded by w = 0 steps down evenly.
      down: (w, low) => (low < 0 ? 1 - w / low : 1),
    }),
})
