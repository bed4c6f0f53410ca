import { pure } from '../../../input/fields.ts'
import { encoderKind } from './encoder.ts'

/**
 * Direct coding: a value is the current of its row in every step, and the first hidden population makes the spikes. A value of 0
 * makes no event. Rueckauer et al., Front. Neurosci. 11, 682 (2017).
 */
export const direct = encoderKind({
  name: 'direct',
  title: 'each value is a graded current, held over all steps',
  cite: `@article{rueckauer2017,
  author = {Rueckauer, Bodo and Lungu, Iulia-Alexandra and Hu, Yuhuang and Pfeiffer, Michael and Liu, Shih-Chii},
  title = {Conversion of Continuous-Valued Deep Networks to Efficient Event-Driven Networks for Image Classification},
  journal = {Frontiers in Neuroscience},
  volume = {11},
  pages = {682},
  year = {2017},
  doi = {10.3389/fnins.2017.00682}
}`,
  fields: {
    gain: pure('graded value of a value of 1', -1e6, 1e6).default(1),
  },
  bind: ({ gain }, { features, steps }) => ({
    rows: features,
    graded: true,
    held: true,
    capacity: features,
    create: () => (values, _draws, out) => {
      const { offsets, ids } = out
      const graded = out.values!
      let n = 0
      for (let i = 0; i < features; i++) {
        const value = gain * values[i]!
        if (value === 0) continue
        ids[n] = i
        graded[n++] = value
      }
      offsets[0] = 0
      offsets.fill(n, 1, steps + 1)
    },
  }),
})
