import { push } from '../../crossbar/pulse.ts'
import { createRounder, ROUNDING } from './rounding.ts'
import { type Choice, eachSynapse, pulsedUpdate, updateScheme } from './scheme.ts'

/**
 * N devices per polarity represent the weight; each pulse goes to the device selected by a global counter, so that steps are N times
 * finer and device noise averages out. Boybat et al., Nat. Commun. 9, 2514 (2018).
 */
export const multiMemristor = updateScheme({
  name: 'multi-memristor',
  title: 'N devices per polarity; a global counter selects the device for each pulse',
  cite: 'boybat2018',
  weights: 'crossbar',
  fields: ROUNDING,
  create(shape, initial, make, { rounding }) {
    const xbar = make.crossbar(shape, initial)
    const rounder = createRounder(xbar, rounding, make.rng)
    const choose: Choice = ({ direction, rate, rows }, list) => {
      rounder.begin()
      eachSynapse(xbar, rows, (synapse) => {
        const pulses = rounder.round((-rate * direction[synapse]!) / xbar.step, synapse)
        if (pulses !== 0) push(list, synapse, pulses)
      })
    }
    return pulsedUpdate(xbar, choose, rounder.state)
  },
})
