/** The baselines: what learning reaches without devices (fp32), and with their granularity alone (accumulator). */
import { type DigitalScheme, NO_PULSES } from './scheme.ts'

const bounded = (w: number, max: number) => Math.min(max, Math.max(-max, w))

export const fp32: DigitalScheme = {
  name: 'fp32',
  title: 'float32 weights, changed by exactly -rate dE/dW',
  weights: 'digital',
  options: ['max_weight'],
  bind: ({ w }, { max_weight }) => ({
    apply(gradient, rate) {
      for (let i = 0; i < w.length; i++) w[i] = bounded(w[i]! - rate * gradient[i]!, max_weight)
      return NO_PULSES
    },
  }),
}

export const accumulator: DigitalScheme = {
  name: 'accumulator',
  title: 'float32 weights in whole steps of the device, out of a float64 accumulator',
  weights: 'digital',
  options: ['max_weight'],
  bind({ w }, { max_weight }, step) {
    const chi = new Float64Array(w.length)
    return {
      apply(gradient, rate) {
        for (let i = 0; i < w.length; i++) {
          chi[i] = chi[i]! - rate * gradient[i]!
          const steps = Math.trunc(chi[i]! / step)
          chi[i] = chi[i]! - steps * step
          w[i] = bounded(w[i]! + steps * step, max_weight)
        }
        return NO_PULSES
      },
    }
  },
}
