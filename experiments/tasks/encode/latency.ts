import { pure } from '../../../input/fields.ts'
import { encoderKind } from './encoder.ts'

/**
 * Time to first spike: a row spikes once, earlier for a larger value: in step round((1 - value) (last - 1)), where `last` is the
 * number of steps with first spikes. Guo et al., Front. Neurosci. 15, 638474 (2021).
 */
export const latency = encoderKind({
  name: 'latency',
  title: 'a row spikes once, earlier for a larger value',
  cite: `@article{guo2021,
  author = {Guo, Wenzhe and Fouda, Mohammed E. and Eltawil, Ahmed M. and Salama, Khaled Nabil},
  title = {Neural Coding in Spiking Neural Networks: A Comparative Study for Robust Neuromorphic Systems},
  journal = {Frontiers in Neuroscience},
  volume = {15},
  pages = {638474},
  year = {2021},
  doi = {10.3389/fnins.2021.638474}
}`,
  fields: {
    floor: pure('values up to this do not spike', 0, 1).default(0),
    span: pure('share of the trial, from its start, that contains the spikes', 0, 1).default(1),
  },
  bind: ({ floor, span }, { features, steps }) => {
    const last = Math.max(1, Math.round(span * steps))
    // Values are float32: compare with the floor in the same precision.
    const silent = Math.fround(floor)
    /** Step of a value's spike; -1: no spike. */
    const stepOf = (value: number) => (value > silent ? Math.round((1 - Math.min(1, value)) * (last - 1)) : -1)
    return {
      rows: features,
      graded: false,
      capacity: features,
      // Counting sort of the rows by step, which keeps them ascending within a step.
      create:
        () =>
        (values, _draws, { offsets, ids }) => {
          offsets.fill(0)
          for (let i = 0; i < features; i++) {
            const step = stepOf(values[i]!)
            if (step >= 0) offsets[step + 1] = offsets[step + 1]! + 1
          }
          for (let k = 0; k < steps; k++) offsets[k + 1] = offsets[k + 1]! + offsets[k]!
          for (let i = 0; i < features; i++) {
            const step = stepOf(values[i]!)
            if (step < 0) continue
            ids[offsets[step]!] = i
            offsets[step] = offsets[step]! + 1
          }
          // Every offset is now its step's end, which is the next step's start.
          offsets.copyWithin(1, 0, steps)
          offsets[0] = 0
        },
    }
  },
})
