/** Baselines without devices (fp32, adam), and with only the granularity of devices (accumulator). */
import { createDigitalWeights, type DigitalWeights } from '../../crossbar/digital.ts'
import { positive, pure } from '../../input/fields.ts'
import type { F32 } from '../../kernels/arena.ts'
import { type ArrayFactory, NO_PULSES, type Shape, type StateColumns, type SynapseArray, updateScheme } from './scheme.ts'

const FIELDS = { max_weight: positive('', 'fp32, accumulator: weights stay within +- this', 1e6).default(1) }

const bounded = (w: number, max: number) => Math.min(max, Math.max(-max, w))

/** Changes the weights from `first` to `end` by -rate x direction. */
type ChangeRow = (first: number, end: number, direction: F32, rate: number) => void

function digital(
  { rows, cols }: Shape,
  initial: F32 | undefined,
  { arena }: ArrayFactory,
  change: (weights: DigitalWeights) => { changeRow: ChangeRow; state?: StateColumns },
): SynapseArray {
  const weights = createDigitalWeights(arena, rows, cols, initial)
  const { stride } = weights
  const { changeRow, state } = change(weights)
  return {
    ...weights,
    crossbars: [],
    state: { weights: weights.w, ...state },
    apply({ direction, rate, rows: listed }) {
      const n = listed ? listed.n : rows
      for (let i = 0; i < n; i++) {
        const first = (listed ? listed.ids[i]! : i) * stride
        changeRow(first, first + cols, direction, rate)
      }
      return NO_PULSES
    },
  }
}

export const fp32 = updateScheme({
  name: 'fp32',
  title: 'float32 weights, changed by exactly -rate dE/dW',
  weights: 'digital',
  fields: FIELDS,
  create: (shape, initial, make, { max_weight }) =>
    digital(shape, initial, make, ({ w }) => ({
      changeRow(first, end, direction, rate) {
        for (let i = first; i < end; i++) w[i] = bounded(w[i]! - rate * direction[i]!, max_weight)
      },
    })),
})

export const accumulator = updateScheme({
  name: 'accumulator',
  title: 'float32 weights that change in whole device steps, from a float64 accumulator',
  weights: 'digital',
  fields: FIELDS,
  create: (shape, initial, make, { max_weight }) =>
    digital(shape, initial, make, ({ w }) => {
      const chi = new Float64Array(w.length)
      return {
        changeRow(first, end, direction, rate) {
          for (let i = first; i < end; i++) {
            chi[i] = chi[i]! - rate * direction[i]!
            const steps = Math.trunc(chi[i]! / make.step)
            chi[i] = chi[i]! - steps * make.step
            w[i] = bounded(w[i]! + steps * make.step, max_weight)
          }
        },
        state: { chi },
      }
    }),
})

/** Kingma and Ba 2015, algorithm 1, both bias corrections in the rate; a digital reference only. */
export const adam = updateScheme({
  name: 'adam',
  title: 'float32 weights, changed by Adam: a digital reference',
  cite: 'kingma2015',
  weights: 'digital',
  fields: {
    ...FIELDS,
    adam_beta1: pure('adam: decay of the mean of the gradient', 0, 1).default(0.9).meta({ neutral: true }),
    adam_beta2: pure('adam: decay of the mean of its square', 0, 1).default(0.999).meta({ neutral: true }),
    adam_epsilon: positive('', 'adam: added to the root of the mean square', 1).default(1e-8).meta({ neutral: true }),
  },
  create(shape, initial, make, { max_weight, adam_beta1, adam_beta2, adam_epsilon }) {
    const weights = createDigitalWeights(make.arena, shape.rows, shape.cols, initial)
    const { w, stride } = weights
    const mean = new Float64Array(w.length)
    const square = new Float64Array(w.length)
    /** beta1 and beta2 raised to the number of updates. */
    const decay1 = new Float64Array(1).fill(1)
    const decay2 = new Float64Array(1).fill(1)
    return {
      ...weights,
      crossbars: [],
      state: { weights: w, mean, square, decay1, decay2 },
      apply({ direction, rate }) {
        decay1[0]! *= adam_beta1
        decay2[0]! *= adam_beta2
        const scale = (rate * Math.sqrt(1 - decay2[0]!)) / (1 - decay1[0]!)
        for (let row = 0; row < shape.rows; row++) {
          for (let i = row * stride; i < row * stride + shape.cols; i++) {
            mean[i] = adam_beta1 * mean[i]! + (1 - adam_beta1) * direction[i]!
            square[i] = adam_beta2 * square[i]! + (1 - adam_beta2) * direction[i]! ** 2
            w[i] = bounded(w[i]! - (scale * mean[i]!) / (Math.sqrt(square[i]!) + adam_epsilon), max_weight)
          }
        }
        return NO_PULSES
      },
    }
  },
})
