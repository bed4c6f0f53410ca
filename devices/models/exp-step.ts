/**
 * Steps of an exponential law: dw max(1 - A_up exp(gamma_up z), 0) up and dw max(1 - A_down exp(-gamma_down z), 0) down, with
 * z = 2 a w / (w_high - w_low) + b and the bounds of the device.
 */
import { exp } from '../../kernels/math.ts'
import { deviceKind } from '../kind.ts'
import { pure } from '../parameter.ts'
import { createPulsed, pulsedParameters } from './pulsed.ts'

const parameters = {
  ...pulsedParameters,
  a: pure(0.244, 'slope of z in the weight', [-1e3, 1e3]),
  b: pure(0.2425, 'offset of z', [-1e3, 1e3]),
  gamma_up: pure(12.44625, 'exponent of the step up', [-1e3, 1e3]),
  gamma_down: pure(12.78785, 'exponent of the step down', [-1e3, 1e3]),
  A_up: pure(0.00081, 'height of the exponential, up'),
  A_down: pure(0.36833, 'height of the exponential, down'),
}

export const expStep = deviceKind({
  name: 'exp-step',
  title: 'steps that follow an exponential law of the weight',
  cite: 'rasch2021',
  omits: 'write noise of the visible weight, noise that grows with the weight, diffusion, wear',
  parameters,
  create({ a, b, gamma_up, gamma_down, A_up, A_down, ...q }) {
    const z = (w: number, low: number, high: number) => (2 * a * w) / (high - low) + b
    return createPulsed('exp-step', q, {
      up: (w, low, high) => Math.max(1 - A_up * exp(gamma_up * z(w, low, high)), 0),
      down: (w, low, high) => Math.max(1 - A_down * exp(-gamma_down * z(w, low, high)), 0),
    })
  },
})
