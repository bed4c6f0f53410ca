import { count, positive } from '../../../input/fields.ts'
import { InputError } from '../../../input/input-error.ts'
import { encoderKind } from './encoder.ts'

/**
 * Delta coding, in the form called step-forward: a sample's values are signals over time, [channel][time], mapped to the trial's steps by
 * linear interpolation. A channel has two rows, up and down. Its baseline starts at the signal's first value; where the signal is a
 * threshold or more above (below) it, the row up (down) spikes and the baseline moves by the threshold, at most once per step.
 * Petro, Kasabov and Kiss, IEEE Trans. Neural Netw. Learn. Syst. 31, 358-370 (2020).
 */
export const delta = encoderKind({
  name: 'delta',
  title: 'up and down events of signals over time',
  cite: `@article{petro2020,
  author = {Petro, Balint and Kasabov, Nikola and Kiss, Rita M.},
  title = {Selection and Optimization of Temporal Spike Encoding Methods for Spiking Neural Networks},
  journal = {IEEE Transactions on Neural Networks and Learning Systems},
  volume = {31},
  number = {2},
  pages = {358--370},
  year = {2020},
  doi = {10.1109/TNNLS.2019.2906158}
}`,
  fields: {
    channels: count('signals in a sample; its values are those of the first, then those of the second, ...', 1, 20000).default(1),
    threshold: positive('', 'change of a signal that is an event', 1e6).default(0.1),
  },
  bind: ({ channels, threshold }, { features, steps }) => {
    const length = features / channels
    if (!Number.isInteger(length) || length < 2) {
      const divisors = Array.from({ length: features >> 1 }, (_, i) => i + 1).filter((n) => features % n === 0)
      throw new InputError(
        `task.encoder.channels: ${features} values do not make ${channels} signals of two values or more; ${divisors.length > 0 ? `give one of ${divisors.join(', ')}` : 'use another encoder'}`,
      )
    }
    // A baseline that differs only by rounding must not lose an event.
    const enough = threshold * (1 - 1e-6)
    return {
      rows: 2 * channels,
      graded: false,
      capacity: channels * steps,
      create() {
        const baseline = new Float64Array(channels)
        return (values, _draws, { offsets, ids }) => {
          for (let c = 0; c < channels; c++) baseline[c] = values[c * length]!
          let n = 0
          offsets[0] = 0
          for (let k = 0; k < steps; k++) {
            const t = steps > 1 ? (k * (length - 1)) / (steps - 1) : 0
            const left = Math.min(length - 2, Math.floor(t))
            for (let c = 0; c < channels; c++) {
              const a = values[c * length + left]!
              const change = a + (t - left) * (values[c * length + left + 1]! - a) - baseline[c]!
              if (Math.abs(change) < enough) continue
              ids[n++] = change > 0 ? 2 * c : 2 * c + 1
              baseline[c] = baseline[c]! + Math.sign(change) * threshold
            }
            offsets[k + 1] = n
          }
        }
      },
    }
  },
})
