import { push } from '../../crossbar/pulse.ts'
import { type CrossbarScheme, eachSynapse, pulsedUpdate } from './scheme.ts'

/** One pulse down the gradient wherever it is larger than a threshold; the rate does not matter. */
export const sign: CrossbarScheme = {
  name: 'sign',
  title: 'one pulse where |gradient| > threshold',
  cite: 'demirag2021',
  weights: 'crossbar',
  options: ['threshold'],
  bind: (xbar, { threshold }) =>
    pulsedUpdate(xbar, (gradient, _rate, list) => {
      eachSynapse(xbar, (synapse) => {
        if (Math.abs(gradient[synapse]!) > threshold) push(list, synapse, -Math.sign(gradient[synapse]!))
      })
    }),
}
