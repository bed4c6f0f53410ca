import { z } from 'zod'
import { pure } from '../../input/fields.ts'
import { accumulatedUpdate, updateScheme } from './scheme.ts'

/**
 * Only errors above a threshold change weights: the rule uses E = sign(err) floor(|err| / theta) theta instead of the error dE/dy of
 * each step and output, or sign(err) theta if ternary. The changes are accumulated and written in whole device steps, as in mixed
 * precision. Payvand et al., IEEE J. Emerg. Sel. Topics Circuits Syst. 10, 522 (2020). Their membrane window is the surrogate
 * derivative of the rule here (piecewise-linear: 0 outside); their threshold of the presynaptic trace is omitted.
 */
export const errorTriggered = updateScheme({
  name: 'error-triggered',
  title: 'only errors above a threshold change weights; the change in whole device steps',
  cite: 'payvand2020',
  weights: 'crossbar',
  fields: {
    error_threshold: pure('error-triggered: theta, smaller errors dE/dy are ignored; 0: none is', 0, 1e6)
      .default(0.1)
      .meta({ neutral: true }),
    error_ternary: z
      .boolean()
      .default(false)
      .meta({ description: 'error-triggered: whether larger errors count as the threshold', neutral: true }),
  },
  search: { error_threshold: [0.01, 1] },
  trigger({ error_threshold: theta, error_ternary }) {
    if (theta === 0) return undefined
    return (error) => {
      for (let o = 0; o < error.length; o++) {
        const whole = Math.floor(Math.abs(error[o]!) / theta)
        error[o] = Math.sign(error[o]!) * (error_ternary ? Math.min(1, whole) : whole) * theta
      }
    }
  },
  create: (shape, initial, make) => accumulatedUpdate(make.crossbar(shape, initial)),
})
