import { push } from '../../crossbar/pulse.ts'
import { createRounder } from './rounding.ts'
import { type CrossbarScheme, eachSynapse, pulsedUpdate } from './scheme.ts'

/**
 * N devices a polarity share the weight; each pulse goes to the one a global counter points at, so that steps are N times finer
 * and device noise averages out. Boybat et al., Nat. Commun. 9, 2514 (2018).
 */
export const multiMemristor: CrossbarScheme = {
  name: 'multi-memristor',
  title: 'N devices a polarity, one counter arbitrates which gets the pulse',
  cite: 'boybat2018',
  weights: 'crossbar',
  options: ['rounding'],
  bind(xbar, { rounding }, rng) {
    const rounder = createRounder(xbar, rounding, rng)
    return pulsedUpdate(xbar, (gradient, rate, list) => {
      rounder.begin()
      eachSynapse(xbar, (synapse) => {
        const pulses = rounder.round((-rate * gradient[synapse]!) / xbar.step, synapse)
        if (pulses !== 0) push(list, synapse, pulses)
      })
    })
  },
}
