import { pure } from '../../../input/fields.ts'
import { padded } from '../../../kernels/arena.ts'
import { encoderKind } from './encoder.ts'

/** Rate coding: a row spikes in each step with probability rate x value, independently; each presentation has new spikes. */
export const bernoulli = encoderKind({
  name: 'bernoulli',
  title: 'a row spikes in each step with a probability proportional to its value',
  fields: {
    rate: pure('spikes per step of a value of 1', 0, 1).default(1),
  },
  bind: ({ rate }, { features, steps }) => ({
    rows: features,
    graded: false,
    capacity: features * steps,
    create(arena) {
      const uniforms = arena.f64(padded(features))
      return (values, draws, { offsets, ids }) => {
        let n = 0
        offsets[0] = 0
        for (let k = 0; k < steps; k++) {
          draws.uniforms(k, uniforms)
          for (let i = 0; i < features; i++) if (uniforms[i]! < rate * values[i]!) ids[n++] = i
          offsets[k + 1] = n
        }
      }
    },
  }),
})
